/** A whole number with its thousands apart: `1,234,567`. The same in every locale. */
export function formatCount(count: number | bigint): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

const BYTE_UNITS = ["kB", "MB", "GB", "TB", "PB"] as const;

/** Bytes in powers of 1000, with three or four digits: `999 B`, `1.5 kB`, `123.4 MB`. */
export function formatBytes(bytes: number): string {
  let amount = Math.round(bytes);
  if (amount < 1000) return `${amount} B`;
  let unit = -1;
  do {
    amount /= 1000;
    unit++;
  } while (amount >= 999.95 /* would print as 1000.0 */ && unit < BYTE_UNITS.length - 1);
  return `${amount.toFixed(1)} ${BYTE_UNITS[unit]}`;
}

/** A span of time, two units at most: `0 ms`, `12 ms`, `1.5 s`, `2m 05s`, `3h 07m`, `4d 02h`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return twoUnits(seconds, 60, "m", "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return twoUnits(minutes, 60, "h", "m");
  return twoUnits(Math.round(minutes / 60), 24, "d", "h");
}

function twoUnits(amount: number, perLarge: number, large: string, small: string): string {
  return `${Math.floor(amount / perLarge)}${large} ${String(amount % perLarge).padStart(2, "0")}${small}`;
}

/** How many a second: `812,345/s`; `0/s` when no time went by. */
export function formatRate(count: number, ms: number): string {
  return `${formatCount(Math.round(perSecond(count, ms)))}/s`;
}

/** How many bytes a second: `93.1 MB/s`; `0 B/s` when no time went by. */
export function formatByteRate(bytes: number, ms: number): string {
  return `${formatBytes(perSecond(bytes, ms))}/s`;
}

function perSecond(amount: number, ms: number): number {
  return ms > 0 ? (amount * 1000) / ms : 0;
}

/** A share of a whole: `12.3%`. What is more than nothing but rounds to it is `<0.1%`; the share of nothing is `0.0%`. */
export function formatShare(part: number, whole: number): string {
  const percent = whole > 0 ? (part * 100) / whole : 0;
  return percent > 0 && percent < 0.05 ? "<0.1%" : `${percent.toFixed(1)}%`;
}
