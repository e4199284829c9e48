import { BadLine } from "./badLine.ts";
import { type AttackEntry, attackEntry } from "./schedule.ts";
import type { Schedule } from "./scheduleYaml.ts";
import type { TimeZone } from "./timeZone.ts";

/** The columns of a schedule in CSV, in any order; only name, start and end must be there. */
const SCHEDULE_COLUMNS = [
  "name",
  "start",
  "end",
  "date",
  "timezone",
  "category",
  "description",
  "ips",
  "attackers",
  "victims",
  "ports",
  "proto",
  "victimtraffic",
] as const;
type ScheduleColumn = (typeof SCHEDULE_COLUMNS)[number];

const NEEDED: readonly ScheduleColumn[] = ["name", "start", "end"];

/**
 * Reads a schedule in CSV: a line of names, then an attack a line. Lists in cells are separated by spaces, semicolons or bars.
 * @throws {Error} with a sentence, when the names are not those of a schedule
 */
export function scheduleCsv(text: string, path: string, zone: TimeZone): Schedule {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const at = lines.findIndex((line) => !isComment(line));
  const names = at < 0 ? [] : cellsOf(lines[at] as string).map((name) => name.trim().toLowerCase());
  const missing = NEEDED.find((name) => !names.includes(name));
  const unknown = names.find((name) => !(SCHEDULE_COLUMNS as readonly string[]).includes(name));
  if (missing !== undefined || unknown !== undefined) {
    const trouble = missing === undefined ? `there is no column "${unknown}"` : `the column "${missing}" is missing`;
    throw new Error(`"${path}" is no schedule: ${trouble}; columns are ${SCHEDULE_COLUMNS.join(", ")}`);
  }
  const entries: AttackEntry[] = [];
  const bad: { line: number; problem: string }[] = [];
  lines.forEach((line, i) => {
    if (i <= at || isComment(line)) return;
    try {
      entries.push(entryOf(names, cellsOf(line), i + 1));
    } catch (problem) {
      if (!(problem instanceof BadLine)) throw problem;
      bad.push({ line: i + 1, problem: problem.message });
    }
  });
  return { times: { zone }, entries, bad };
}

function isComment(line: string): boolean {
  return /^\s*(#|$)/.test(line);
}

function entryOf(names: readonly string[], cells: readonly string[], line: number): AttackEntry {
  if (cells.length !== names.length) throw new BadLine(`has ${cells.length} cells where the first line names ${names.length}`);
  const text = (name: string) => (cells[names.indexOf(name)] ?? "").trim();
  const list = (name: string) =>
    text(name)
      .split(/[\s;|,]+/)
      .filter((part) => part !== "");
  const victimTraffic = text("victimtraffic").toLowerCase();
  if (!/^(|true|false|yes|no|0|1)$/.test(victimTraffic))
    throw new BadLine(`has "${victimTraffic}" in a column of true and false`);
  return attackEntry(line, text, list, /^(true|yes|1)$/.test(victimTraffic));
}

/** The cells of a line (RFC 4180, without line breaks in quotes). */
function cellsOf(line: string): string[] {
  const cells: string[] = [];
  for (let rest = line; ; ) {
    const [whole, quoted, plain = ""] = /^\s*"((?:[^"]|"")*)"\s*(?=,|$)|^([^,]*)/.exec(rest) as RegExpExecArray;
    if (quoted === undefined && plain.includes('"')) throw new BadLine("has a quote that is not closed");
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (whole.length === rest.length) return cells;
    rest = rest.slice(whole.length + 1);
  }
}
