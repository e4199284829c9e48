/** A time as a clock on the wall shows it. */
export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
}

const MINUTE = 60_000;
/** Clocks change at multiples of it. */
const BLOCK = 15 * MINUTE;
const DAY = 86_400_000;
const MAX_REMEMBERED = 4096;

/** A time zone: a name of IANA's database (`Europe/Berlin`), an offset (`+02:00`, `-0330`), or UTC. */
export class TimeZone {
  readonly name: string;
  /** Milliseconds that the wall clock is ahead of UTC at a moment (milliseconds since 1970). */
  readonly #offset: (moment: number) => number;
  /** Offsets by blocks of wall time: looking one up in the database takes longer than reading a line. */
  readonly #remembered = new Map<number, number>();

  private constructor(name: string, offset: (moment: number) => number) {
    this.name = name;
    this.#offset = offset;
  }

  /** The zone with this name or offset, or undefined. */
  static of(text: string): TimeZone | undefined {
    if (/^(utc|gmt|z)$/i.test(text)) return new TimeZone("UTC", () => 0);
    const [, sign, hours, minutes = "0"] = /^(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?$/i.exec(text) ?? [];
    if (sign !== undefined) {
      const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE * (sign === "-" ? -1 : 1);
      return Math.abs(offset) <= DAY && Number(minutes) < 60 ? new TimeZone(text, () => offset) : undefined;
    }
    try {
      return new TimeZone(text, databaseOffset(text));
    } catch {
      return undefined;
    }
  }

  /** The zone that this machine is set to. */
  static local(): TimeZone {
    const name = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    return TimeZone.of(name) ?? new TimeZone("UTC", () => 0);
  }

  /**
   * The moment at which clocks show this, in microseconds since 1970: the earlier one where they show it twice; where they
   * skip it, as if they had not been changed yet. Undefined when there is no such day or time of day.
   */
  moment({ year, month, day, hour, minute, second, micros }: WallTime): number | undefined {
    // A leap second is the last one of its minute.
    const wall = Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59));
    const check = new Date(wall);
    const exists = check.getUTCFullYear() === year && check.getUTCMonth() === month - 1 && check.getUTCDate() === day;
    if (!exists || hour > 23 || minute > 59 || second > 60) return undefined;
    return (wall - this.#offsetOfWall(wall)) * 1000 + micros;
  }

  #offsetOfWall(wall: number): number {
    const block = Math.floor(wall / BLOCK);
    const known = this.#remembered.get(block);
    if (known !== undefined) return known;
    const before = this.#offset(wall - DAY);
    const after = this.#offset(wall + DAY);
    const fitting = [before, after].filter((offset) => this.#offset(wall - offset) === offset);
    const offset = fitting.length ? Math.max(...fitting) : before;
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(block, offset);
    return offset;
  }
}

/** @throws {RangeError} when the database has no such zone. */
function databaseOffset(timeZone: string): (moment: number) => number {
  const numeric = "numeric";
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  return (moment) => {
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
    return wall - Math.floor(moment / 1000) * 1000;
  };
}
