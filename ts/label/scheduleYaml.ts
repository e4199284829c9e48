import { BadLine } from "./badLine.ts";
import { type AttackEntry, attackEntry, type ScheduleTimes } from "./schedule.ts";
import { isObject, textOf } from "./suricata.ts";
import { TimeZone } from "./timeZone.ts";
import { isMap, isSeq, LineCounter, parseDocument } from "./yaml.packed.ts";

/** The attacks of a schedule, and how it writes times. */
export interface Schedule {
  readonly times: ScheduleTimes;
  /** The lines that hold no attack, and why. */
  readonly bad: readonly { readonly line: number; readonly problem: string }[];
  readonly entries: readonly AttackEntry[];
}

/**
 * Reads a schedule in YAML: `location`, `timeFormat`, `dateFormat`, and the list `attacks`.
 * @param zone for schedules without a location
 * @throws {Error} with a sentence, when the file as a whole makes no sense
 */
export function scheduleYaml(text: string, path: string, zone: TimeZone): Schedule {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const [error] = document.errors;
  if (error) throw new Error(`"${path}" is no YAML: line ${lines.linePos(error.pos[0]).line}: ${error.message}`);
  const root = document.contents;
  const list = isMap(root) ? root.get("attacks", true) : undefined;
  if (!isMap(root) || !isSeq(list)) throw new Error(`"${path}" is no schedule: it needs a list "attacks"`);
  const scalar = (key: string) => textOf(root.get(key)) || undefined;
  const location = scalar("location");
  const named = location === undefined ? zone : TimeZone.of(location);
  if (!named) throw new Error(`"${path}" has the location "${location}", which is no time zone`);
  const times = { zone: named, timeFormat: scalar("timeFormat"), dateFormat: scalar("dateFormat") };
  const entries: AttackEntry[] = [];
  const bad: { line: number; problem: string }[] = [];
  for (const item of list.items) {
    const range = (item as { range?: readonly [number, number, number] | null }).range;
    const line = range ? lines.linePos(range[0]).line : 1;
    try {
      if (!isMap(item)) throw new BadLine("is no attack: it has no fields");
      entries.push(entryOf(item.toJS(document, { maxAliasCount: 100 }), line));
    } catch (problem) {
      if (!(problem instanceof BadLine || problem instanceof ReferenceError)) throw problem;
      bad.push({ line, problem: problem.message });
    }
  }
  return { times: definedOnly(times), entries, bad };
}

/** Optional keys that are undefined are left out. */
function definedOnly(times: { zone: TimeZone; timeFormat: string | undefined; dateFormat: string | undefined }): ScheduleTimes {
  const { zone, timeFormat, dateFormat } = times;
  return { zone, ...(timeFormat !== undefined && { timeFormat }), ...(dateFormat !== undefined && { dateFormat }) };
}

function entryOf(value: unknown, line: number): AttackEntry {
  if (!isObject(value)) throw new BadLine("is no attack: it has no fields");
  const text = (key: string) => textOf(value[key]).trim();
  const list = (key: string) => {
    const found = value[key];
    if (found === undefined || found === null) return [];
    const parts = Array.isArray(found) ? found.map(textOf) : textOf(found).split(/[\s,;|]+/);
    if (parts.some((part) => part === "") && parts.length > 1) throw new BadLine(`has something else than texts in "${key}"`);
    return parts.filter((part) => part !== "");
  };
  return attackEntry(line, text, list, value.flagVictimTraffic === true);
}
