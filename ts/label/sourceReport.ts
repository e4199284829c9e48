/** Problems of a file that are told one by one. */
const MAX_PROBLEMS = 10;

/** What was in a file of alerts, or in a schedule. Its lines are those with alerts, other ones, empty ones and broken ones. */
export interface SourceReport {
  readonly path: string;
  format: string;
  lines: number;
  /** Alerts or attacks, those excluded among them. */
  alerts: number;
  excluded: number;
  /** Lines of another kind: events that are no alerts, lines about the file. */
  other: number;
  empty: number;
  broken: number;
  /** The first broken lines. */
  readonly problems: { readonly line: number; readonly problem: string }[];
}

/** A report of nothing yet. */
export function sourceReport(path: string): SourceReport {
  return { path, format: "unknown", lines: 0, alerts: 0, excluded: 0, other: 0, empty: 0, broken: 0, problems: [] };
}

/** Notes a broken line. */
export function noteProblem(report: SourceReport, line: number, problem: string): void {
  report.broken++;
  if (report.problems.length < MAX_PROBLEMS) report.problems.push({ line, problem });
}
