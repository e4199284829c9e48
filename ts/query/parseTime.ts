/**
 * A moment in nanoseconds since 1970, from seconds (`1216384407.092326`) or RFC 3339 (`2008-07-18T12:33:27.092326Z`; a date
 * alone is its first moment, and without an offset it is UTC). Undefined when the text is none.
 */
export function parseTime(text: string): bigint | undefined {
  const seconds = /^(-?)(\d{1,11})(?:\.(\d{1,9}))?$/.exec(text);
  if (seconds) {
    const [, sign, whole = "", fraction = ""] = seconds;
    const nanoseconds = BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
    return sign ? -nanoseconds : nanoseconds;
  }
  const date = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d)?(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (!date) return undefined;
  const [, day, minute = "00:00", second = ":00", fraction = "", zone = "Z"] = date;
  const ms = Date.parse(`${day}T${minute}${second}${zone.toUpperCase()}`);
  // A day that the month does not have would count on into the next.
  const real = Number.isFinite(ms) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day as string);
  return real ? BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0")) : undefined;
}
