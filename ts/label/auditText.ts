import type { AlertEvidence, Audit } from "./audit.ts";
import type { SourceReport } from "./sourceReport.ts";

/** The audit for reading. What comes from logs is written without control characters. */
export function auditText(audit: Audit): string {
  const { alerts, records } = audit;
  const lines = [
    "Label audit",
    "",
    ...Object.entries(audit.settings).map(([name, value]) => `  ${name}: ${Array.isArray(value) ? value.join(", ") : value}`),
    "",
    `Alerts: ${alerts.read} read = ${alerts.excluded} excluded + ${alerts.clear} matched + ${alerts.ambiguous} ambiguous + ${alerts.unmatched} unmatched`,
    `Records: ${records.total} = ${records.normal} normal + ${records.labelled} labelled, of which ${records.ambiguous} ambiguous`,
    `Sums balance: ${audit.balanced ? "yes" : "NO"}`,
    "",
    "Sources",
    ...audit.sources.flatMap(sourceLines),
    "",
    "Records by type",
    ...audit.types.flatMap(({ type, records: total, normal, labels }) => [
      `  ${type}: ${total} = ${[`${normal} normal`, ...Object.entries(labels).map(([label, n]) => `${n} ${label}`)].join(" + ")}`,
    ]),
    "",
    "Records by result",
    ...audit.results.map(({ result, records: n }) => `  ${result}: ${n}`),
    "",
    "Evidence",
    ...audit.labels.flatMap(({ label, alerts: all, unmatched, evidence, more }) => [
      `  ${label}: ${all} ${all === 1 ? "alert" : "alerts"}, ${unmatched} unmatched`,
      ...evidence.map((entry) => `    ${evidenceLine(entry)}`),
      ...(more ? [`    and ${more} more`] : []),
    ]),
  ];
  if (audit.unmatched.length) {
    lines.push("", "Unmatched alerts");
    for (const { file, line, time, label } of audit.unmatched) lines.push(`  ${file}, line ${line}: ${time} ${label}`);
    const more = alerts.unmatched - audit.unmatched.length;
    if (more) lines.push(`  and ${more} more`);
  }
  if (audit.remarks.length) lines.push("", "Remarks", ...audit.remarks.map((remark) => `  ${remark}`));
  return `${lines.map(printable).join("\n")}\n`;
}

/** An alert and its records as a line. */
export function evidenceLine({ file, line, time, records, first, ambiguous }: AlertEvidence): string {
  const count = records === 1 ? "1 record" : `${records} records, the first being`;
  return `${file}, line ${line}: ${time}, ${count} ${first.type} ${first.record}${ambiguous ? ", ambiguous" : ""}`;
}

function sourceLines(source: SourceReport): string[] {
  const { path, format, lines, alerts, excluded, other, empty, broken, problems } = source;
  return [
    `  ${path} (${format}): ${lines} lines = ${alerts} alerts + ${other} other + ${empty} empty + ${broken} broken; ${excluded} alerts excluded`,
    ...problems.map(({ line, problem }) => `    line ${line} ${problem}`),
    ...(broken > problems.length ? [`    and ${broken - problems.length} more broken lines`] : []),
  ];
}

function printable(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  return line.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, "\ufffd");
}
