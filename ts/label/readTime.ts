import { TimeZone } from "./timeZone.ts";

const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i;
/** As Suricata writes times into fast.log. */
const MONTH_FIRST = /^(\d{2})\/(\d{2})\/(\d{4})-(\d{2}):(\d{2}):(\d{2})\.(\d{1,9})$/;
const EPOCH = /^(\d{1,11})(?:\.(\d{1,9}))?$/;

/**
 * Reads a time as microseconds since 1970: RFC 3339 (date only, without seconds or with a space, too), seconds since 1970
 * with any fraction, or `MM/DD/YYYY-hh:mm:ss.ffffff`. Undefined when the text is none of them.
 * @param zone for times that name none
 */
export function readTime(text: string, zone: TimeZone): number | undefined {
  const trimmed = text.trim();
  const epoch = EPOCH.exec(trimmed);
  if (epoch) return Number(epoch[1]) * 1_000_000 + fraction(epoch[2]);
  const iso = ISO.exec(trimmed);
  if (iso) {
    const [, year, month, day, hour, minute, second, part, offset] = iso;
    const named = offset === undefined ? zone : offsets(offset);
    return named && moment(named, [year, month, day, hour, minute, second], part);
  }
  const [, month, day, year, hour, minute, second, part] = MONTH_FIRST.exec(trimmed) ?? [];
  return year === undefined ? undefined : moment(zone, [year, month, day, hour, minute, second], part);
}

/** Microseconds of the digits behind a point. What is finer is cut off, as the programs that write alerts do. */
export function fraction(digits = ""): number {
  return Number(digits.padEnd(6, "0").slice(0, 6));
}

function moment(zone: TimeZone, parts: readonly (string | undefined)[], part: string | undefined): number | undefined {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((text) => Number(text ?? 0));
  return zone.moment({ year, month, day, hour, minute, second, micros: fraction(part) });
}

const zones = new Map<string, TimeZone | undefined>();

/** Zones of offsets by their text: a log has a few of them, and a million times each. */
function offsets(text: string): TimeZone | undefined {
  if (!zones.has(text)) zones.set(text, TimeZone.of(text));
  return zones.get(text);
}
