import { pathStatus, readWholeFile } from "../runtime/files.ts";
import type { Alert, AlertTable } from "./alertTable.ts";
import { BadLine } from "./badLine.ts";
import { logLines } from "./logLines.ts";
import { compileAttack } from "./schedule.ts";
import { noteProblem, type SourceReport } from "./sourceReport.ts";
import { eveAlert, fastAlert, isFastLine, isObject } from "./suricata.ts";
import type { TimeZone } from "./timeZone.ts";
import { ZeekTable, zeekJsonAlert } from "./zeek.ts";

/** What labels are made of. */
export interface LabelChoice {
  /** Whether the description makes the label, in place of the category. */
  readonly description: boolean;
  /** Categories that label nothing, in lower case. */
  readonly excluded: ReadonlySet<string>;
  /** For times that name no zone. */
  readonly zone: TimeZone;
}

/** Reads a line: an alert, or undefined where it holds something else; throws a BadLine. */
type LineReader = (line: string, zone: TimeZone) => Alert | undefined;

/** Lines within which the form of a log must show. */
const MAX_UNKNOWN = 1000;
/** The largest schedule that is read. */
const MAX_SCHEDULE = 16 << 20;

/**
 * Reads the alerts of a log into the table: eve.json, fast.log, or Zeek's notice.log, told by its first lines. What cannot be
 * read is in the report, by line.
 * @param report of this file, to be filled
 * @param file the number of this file
 * @param consumed told how many bytes were read so far
 * @throws {Error} when the file cannot be read, or looks like no such log; what was read before counts
 */
export async function readAlerts(
  report: SourceReport,
  file: number,
  table: AlertTable,
  choice: LabelChoice,
  consumed?: (bytes: number) => void,
): Promise<void> {
  const { path } = report;
  let reader: LineReader | undefined;
  for await (const lines of logLines(path, consumed)) {
    for (const line of lines) {
      report.lines++;
      if (line === undefined) noteProblem(report, report.lines, "is longer than 4 Mi characters");
      else if (/^\s*$/.test(line)) report.empty++;
      else {
        if (!reader) {
          const form = formOf(line);
          report.format = form?.name ?? report.format;
          reader = form?.reader;
        }
        readLine(line, reader, file, table, choice, report);
      }
    }
    if (!reader && report.broken >= MAX_UNKNOWN) break;
  }
  if (!reader && report.broken) {
    throw new Error(`"${path}" is no log of alerts: none of its lines looks like eve.json, fast.log or notice.log`);
  }
}

function readLine(
  line: string,
  reader: LineReader | undefined,
  file: number,
  table: AlertTable,
  { zone, description, excluded }: LabelChoice,
  report: SourceReport,
): void {
  try {
    if (!reader) throw new BadLine("looks like no line of eve.json, fast.log or notice.log");
    const alert = reader(line.replace(/\r$/, ""), zone);
    if (!alert) {
      report.other++;
      return;
    }
    report.alerts++;
    if (excluded.has(alert.category.trim().toLowerCase())) report.excluded++;
    else table.addAlert(alert, description ? alert.description : alert.category, file, report.lines);
  } catch (problem) {
    if (!(problem instanceof BadLine)) throw problem;
    noteProblem(report, report.lines, problem.message);
  }
}

function formOf(line: string): { readonly name: string; readonly reader: LineReader } | undefined {
  if (isFastLine(line)) return { name: "Suricata fast.log", reader: fastAlert };
  if (/^#(separator|fields|path|set_separator)\b/.test(line)) {
    const zeek = new ZeekTable();
    return { name: "Zeek notice.log", reader: (text, zone) => zeek.read(text, zone) };
  }
  if (!line.startsWith("{")) return undefined;
  try {
    const object: unknown = JSON.parse(line);
    if (!isObject(object)) return undefined;
    if ("event_type" in object) return { name: "Suricata eve.json", reader: eveAlert };
    return "ts" in object ? { name: "Zeek notice.log (JSON)", reader: zeekJsonAlert } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads the attacks of a schedule into the table: CSV where its first line has commas and no colon, YAML otherwise.
 * @throws {Error} when the file cannot be read, or is no schedule
 */
export async function readSchedule(report: SourceReport, file: number, table: AlertTable, choice: LabelChoice): Promise<void> {
  const { path } = report;
  if ((pathStatus(path)?.size ?? 0) > MAX_SCHEDULE) throw new Error(`"${path}" is no schedule: it is larger than 16 MiB`);
  const text = new TextDecoder().decode(readWholeFile(path));
  const csv = isCsv(text);
  const schedule = csv
    ? (await import("./scheduleCsv.ts")).scheduleCsv(text, path, choice.zone)
    : (await import("./scheduleYaml.ts")).scheduleYaml(text, path, choice.zone);
  report.format = csv ? "schedule in CSV" : "schedule in YAML";
  for (const { line, problem } of schedule.bad) noteProblem(report, line, problem);
  for (const entry of schedule.entries) {
    try {
      const attack = compileAttack(entry, schedule.times);
      const category = entry.category || entry.name;
      if (category === "") throw new BadLine("has neither a category nor a name");
      report.alerts++;
      if (choice.excluded.has(category.toLowerCase())) report.excluded++;
      else table.addAttack(attack, choice.description ? entry.description || entry.name || category : category, file);
    } catch (problem) {
      if (!(problem instanceof BadLine)) throw problem;
      noteProblem(report, entry.line, problem.message);
    }
  }
  report.problems.sort((a, b) => a.line - b.line);
  // Of a schedule, entries are counted, not lines.
  report.lines = report.alerts + report.broken;
}

function isCsv(text: string): boolean {
  const first = text.split(/\r?\n/).find((line) => !/^\ufeff?\s*(#|---|$)/.test(line)) ?? "";
  return first.includes(",") && !first.includes(":");
}
