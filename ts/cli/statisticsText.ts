import type { FieldSummary } from "../query/fieldStatistics.ts";
import { formatCount, formatShare } from "./format.ts";

/** Longer values are cut: some hold whole messages. */
const LONGEST = 60;

/** Statistics for reading: a paragraph for each field, with a chart of its numbers and its most frequent values. */
export function statisticsText(record: string, records: number, summaries: readonly FieldSummary[]): string {
  const title = `${record}: ${formatCount(records)} record${records === 1 ? "" : "s"}\n`;
  return title + summaries.map((summary) => `\n${paragraph(summary)}`).join("");
}

function paragraph(summary: FieldSummary): string {
  const { field, of, count, set, distinct, exact, min, max, mean, top, chart } = summary;
  const facts = [
    `${formatCount(count)} ${of === "elements" ? "lists" : "values"}`,
    `${formatCount(set)} not ${min === undefined ? "empty" : "0"}`,
    `${exact ? "" : "about "}${formatCount(distinct)} different`,
  ];
  const lines = [`${field}  ${facts.join(", ")}`];
  if (min !== undefined && max !== undefined) {
    lines.push(`  ${min} to ${max}${mean === undefined ? "" : `, mean ${Number(mean.toPrecision(6))}`}`);
  }
  if (chart && chart.length > 1) lines.push(`  ${chart}`);
  // Where every value is another one, the most frequent ones tell nothing.
  if (top[0] && top[0].count > 1) lines.push(...topLines(summary));
  return `${lines.join("\n")}\n`;
}

function topLines({ top, count, exact }: FieldSummary): string[] {
  const counts = top.map((tally) => `${exact ? "" : "≥ "}${formatCount(tally.count)}`);
  const width = Math.max(...counts.map((text) => text.length));
  return top.map(({ value, count: times }, i) => {
    const shown = value === "" ? '""' : printable(value);
    return `  ${(counts[i] as string).padStart(width)}  ${formatShare(times, count).padStart(6)}  ${shown}`;
  });
}

function printable(value: string): string {
  const shown = JSON.stringify(value).slice(1, -1);
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown;
}
