const SECONDS = /^(-?)(\d{1,11})(?:[.,](\d{1,9}))?$/;
const DATE = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|z| UTC|[+-]\d\d:?\d\d)?$/;

/** Nanoseconds since 1970 of `seconds.fraction`, with up to nine digits; undefined when the text is no such number. */
export function parseSeconds(text: string): bigint | undefined {
  const [, sign, seconds, fraction = ""] = SECONDS.exec(text) ?? [];
  if (seconds === undefined) return undefined;
  const time = BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
  return sign === "-" ? -time : time;
}

/**
 * Nanoseconds since 1970 of a date and time of day after RFC 3339, such as `2008-07-18T12:33:27.092326Z`; a blank may stand for
 * the T, and without a zone it is UTC. Undefined when the text is no such time or there is no such day.
 */
export function parseDate(text: string): bigint | undefined {
  const [, date, clock, fraction = "", zone = "Z"] = DATE.exec(text) ?? [];
  if (date === undefined) return undefined;
  const numeric = /^[+-]/.test(zone) ? zone.replace(/^(...):?(..)$/, "$1:$2") : "Z";
  const ms = Date.parse(`${date}T${clock}${numeric}`);
  if (Number.isNaN(ms)) return undefined;
  // Date takes the 30th of February for a day in March.
  const day = Date.parse(`${date}T00:00:00Z`);
  if (new Date(day).toISOString().slice(0, 10) !== date) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}
