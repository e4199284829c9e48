import { type Audit, timeText } from "./audit.ts";
import { evidenceLine } from "./auditText.ts";
import type { Evidence } from "./evidence.ts";
import { MAX_ROWS } from "./timeline.ts";

const WIDTH = 960;
const LEFT = 220;
const TRAFFIC = 90;
const ROW = 22;
const HUES = [4, 28, 205, 265, 145, 325, 50, 180];

/** The audit as a page of its own: nothing is loaded from anywhere. */
export function auditHtml(audit: Audit, evidence: Evidence): string {
  const { alerts, records } = audit;
  const sources = audit.sources.map(({ path, format, lines, alerts: found, excluded, other, empty, broken }) =>
    row([path, format, lines, found, excluded, other, empty, broken]),
  );
  const types = audit.types.map(({ type, records: total, normal, ambiguous }) =>
    row([type, total, normal, total - normal, ambiguous]),
  );
  const problems = audit.sources.flatMap(({ path, problems }) =>
    problems.map(({ line, problem }) => item(`${path}, line ${line} ${problem}`)),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Label audit</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: ${WIDTH}px; padding: 0 1rem; color: #222; background: #fff; }
table { border-collapse: collapse; margin: .5rem 0; }
td, th { border-bottom: 1px solid #ddd; padding: .2rem .8rem .2rem 0; text-align: left; }
td + td { font-variant-numeric: tabular-nums; }
svg { width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: #444; }
li, td { overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1>Label audit</h1>
<p>${alerts.read} alerts read = ${alerts.excluded} excluded + ${alerts.clear} matched + ${alerts.ambiguous} ambiguous + ${alerts.unmatched} unmatched.<br>
${records.total} records = ${records.normal} normal + ${records.labelled} labelled, of which ${records.ambiguous} ambiguous.<br>
The sums ${audit.balanced ? "balance" : "<strong>do not balance</strong>"}.</p>
<h2>Timeline</h2>
${timelineSvg(evidence)}
<h2>Sources</h2>
${table(["file", "format", "lines", "alerts", "excluded", "other", "empty", "broken"], sources)}
${list(problems)}
<h2>Records</h2>
${table(["type", "records", "normal", "labelled", "ambiguous"], types)}
${table(
  ["result", "records"],
  audit.results.map(({ result, records: n }) => row([result, n])),
)}
<h2>Evidence</h2>
${audit.labels
  .map(
    ({ label, alerts: all, unmatched, evidence: entries, more }) =>
      `<details><summary>${escaped(label)}: ${all} alerts, ${unmatched} unmatched</summary>${list([
        ...entries.map((entry) => item(evidenceLine(entry))),
        ...(more ? [item(`and ${more} more`)] : []),
      ])}</details>`,
  )
  .join("\n")}
<h2>Unmatched alerts</h2>
${list(audit.unmatched.map(({ file, line, time, label }) => item(`${file}, line ${line}: ${time} ${label}`)))}
<h2>Settings and remarks</h2>
${list(Object.entries(audit.settings).map(([name, value]) => item(`${name}: ${value}`)))}
${list(audit.remarks.map(item))}
</body>
</html>
`;
}

/** All records above, and a row for each label below; heights are logarithms, so that few records are seen beside many. */
function timelineSvg({ timeline, table: { labels } }: Evidence): string {
  const { begin, width, counts } = timeline.bins;
  if (!counts.length) return "<p>No records have a time.</p>";
  const totals = counts.map((bin) => [...bin.values()].reduce((sum, n) => sum + n, 0));
  const used = [...new Set(counts.flatMap((bin) => [...bin.keys()]))].filter((label) => label >= 0).sort((a, b) => a - b);
  const rows = used.slice(0, MAX_ROWS).map((label) => ({
    name: labels[label] ?? "",
    values: counts.map((bin) => bin.get(label) ?? 0),
  }));
  const others = used.slice(MAX_ROWS);
  if (others.length) {
    const values = counts.map((bin) => others.reduce((sum, label) => sum + (bin.get(label) ?? 0), 0));
    rows.push({ name: `${others.length} other labels`, values });
  }
  const height = TRAFFIC + rows.length * ROW + 24;
  const parts = [
    `<text x="0" y="${TRAFFIC / 2}">all records</text>`,
    bars(totals, 0, TRAFFIC - 4, "#9aa4b0", "records", begin, width),
  ];
  rows.forEach(({ name, values }, i) => {
    const top = TRAFFIC + i * ROW;
    parts.push(`<text x="0" y="${top + ROW - 7}">${escaped(name.length > 34 ? `${name.slice(0, 33)}…` : name)}</text>`);
    const color = `hsl(${HUES[i % HUES.length]} 65% 45%)`;
    parts.push(bars(values, top, ROW - 4, color, name, begin, width));
  });
  parts.push(`<text x="${LEFT}" y="${height - 6}">${timeText(begin)}</text>`);
  parts.push(`<text x="${WIDTH}" y="${height - 6}" text-anchor="end">${timeText(begin + width * counts.length)}</text>`);
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Records and labels over time">\n${parts.join("\n")}\n</svg>`;
}

function bars(
  values: readonly number[],
  top: number,
  height: number,
  color: string,
  name: string,
  begin: number,
  width: number,
): string {
  const step = (WIDTH - LEFT) / values.length;
  const most = Math.log1p(Math.max(...values));
  const drawn = values.flatMap((value, i) => {
    if (!value) return [];
    const tall = Math.max(1, (height * Math.log1p(value)) / most);
    const place = `x="${(LEFT + i * step).toFixed(2)}" y="${(top + height - tall).toFixed(2)}"`;
    const size = `width="${Math.max(0.5, step - 0.3).toFixed(2)}" height="${tall.toFixed(2)}"`;
    return [`<rect ${place} ${size}><title>${escaped(`${timeText(begin + i * width)}: ${value} ${name}`)}</title></rect>`];
  });
  return `<g fill="${color}">${drawn.join("")}</g>`;
}

function table(names: readonly string[], rows: readonly string[]): string {
  return `<table><tr>${names.map((name) => `<th>${name}</th>`).join("")}</tr>${rows.join("")}</table>`;
}

function row(cells: readonly (string | number)[]): string {
  return `<tr>${cells.map((cell) => `<td>${escaped(String(cell))}</td>`).join("")}</tr>`;
}

function list(items: readonly string[]): string {
  return items.length ? `<ul>${items.join("")}</ul>` : "";
}

function item(text: string): string {
  return `<li>${escaped(text)}</li>`;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);
}
