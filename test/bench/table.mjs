// Figures as tables in Markdown.

/** A number for reading; a dash where there is none. */
export const digits = (n, places = 0) =>
  Number.isFinite(n) ? n.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places }) : "-";

/**
 * A table in Markdown, all columns but the first to the right.
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function table(head, rows) {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const pad = (cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]));
  const rule = widths.map((width, column) => (column ? `${"-".repeat(width - 1)}:` : "-".repeat(width)));
  return [head.map(pad), rule, ...rows.map((line) => line.map(pad))].map((line) => `| ${line.join(" | ")} |`).join("\n");
}

/** The middle of some numbers; of an even count the mean of the middle two. */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
