import { fraction } from "./readTime.ts";
import { TimeZone, type WallTime } from "./timeZone.ts";

/** The parts of a time that a text has. */
export type TimeParts = Partial<WallTime> & { readonly zone?: TimeZone };

type Found = { -readonly [Key in keyof TimeParts]: TimeParts[Key] } & { afternoon?: boolean };

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const TOKENS = /2006|January|Jan|Monday|Mon|MST|Z07:00|Z0700|-07:00|-0700|-07|PM|pm|_2|15|0[1-6]|[.,](?:0+|9+)(?!\d)|[1-5]/g;

/** How a token of a layout is matched and read. */
type Token = readonly [pattern: string, read: (text: string, into: Found) => void];

const NUMBER = String.raw`\s?(\d{1,2})`;
const OFFSET = String.raw`(Z|[+-]\d{2}(?::?\d{2})?)`;
const readMonth: Token[1] = (text, into) => (into.month = MONTHS.indexOf(text.slice(0, 3).toLowerCase()) + 1);
const readZone: Token[1] = (text, into) => (into.zone = TimeZone.of(text) as TimeZone);
const number = (key: "month" | "day" | "hour" | "minute" | "second"): Token => [
  NUMBER,
  (text, into) => (into[key] = Number(text)),
];

/** What stands for what in layouts of Go's package time: the parts of 2006-01-02 15:04:05 -0700. */
const MEANINGS: Readonly<Record<string, Token>> = {
  2006: [String.raw`(\d{4})`, (text, into) => (into.year = Number(text))],
  "06": [String.raw`(\d{2})`, (text, into) => (into.year = Number(text) + (Number(text) < 69 ? 2000 : 1900))],
  January: ["([A-Za-z]{3,9})", readMonth],
  Jan: ["([A-Za-z]{3})", readMonth],
  Monday: ["([A-Za-z]{6,9})", () => {}],
  Mon: ["([A-Za-z]{3})", () => {}],
  MST: ["([A-Z]{1,5})", readZone],
  "01": number("month"),
  1: number("month"),
  "02": number("day"),
  _2: number("day"),
  2: number("day"),
  15: number("hour"),
  "03": number("hour"),
  3: number("hour"),
  "04": number("minute"),
  4: number("minute"),
  "05": number("second"),
  5: number("second"),
  PM: ["([AaPp][Mm])", (text, into) => (into.afternoon = /^p/i.test(text))],
};

/** Makes what reads times of a layout as Go's package time has them, such as `02/01/2006` or `3:04 PM`; it gives undefined for other texts. */
export function goLayout(layout: string): (text: string) => TimeParts | undefined {
  const reads: Token[1][] = [];
  let pattern = "";
  let at = 0;
  for (const { 0: token, index } of layout.matchAll(TOKENS)) {
    const [part, read] = meaning(token);
    pattern += literal(layout.slice(at, index)) + part;
    reads.push(read);
    at = index + token.length;
  }
  const whole = new RegExp(`^\\s*${pattern}${literal(layout.slice(at))}\\s*$`);
  return (text) => {
    const match = whole.exec(text);
    if (!match) return undefined;
    const found: Found = {};
    reads.forEach((read, i) => {
      read(match[i + 1] as string, found);
    });
    const { afternoon, ...parts } = found;
    if (afternoon !== undefined && parts.hour !== undefined) parts.hour = (parts.hour % 12) + (afternoon ? 12 : 0);
    return parts;
  };
}

function meaning(token: string): Token {
  if (token === "pm") return MEANINGS.PM as Token;
  if (/^[.,]/.test(token)) return [String.raw`[.,](\d{1,9})`, (text, into) => (into.micros = fraction(text))];
  return MEANINGS[token] ?? [OFFSET, readZone];
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/g, "\\s+");
}
