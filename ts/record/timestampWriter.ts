import { BillionSplit } from "./billionSplit.ts";
import type { TextBuffer } from "./textBuffer.ts";

const POINT = 0x2e;
const MINUS = 0x2d;
const Z = 0x5a;
const BILLION = 1_000_000_000;

/**
 * Writes signed nanoseconds since 1970 as people read them: `1216384407.092326`, or `2008-07-18T12:33:27.092326Z` (RFC 3339).
 * There are six digits after the point, and nine where six would lose something.
 */
export class TimestampWriter {
  readonly #utc: boolean;
  readonly #split = new BillionSplit();
  /** The second written last, and its text: records that follow each other share it. */
  #second = Number.NaN;
  #secondText = "";

  /** @param utc whether to write date and time of day, in UTC */
  constructor(utc: boolean) {
    this.#utc = utc;
  }

  /** Appends a time, given as two 32-bit halves. */
  append(out: TextBuffer, low: number, high: number): void {
    const split = this.#split;
    const negative = high < 0;
    if (negative) split.divide(-low, low === 0 ? -high : ~high);
    else split.divide(low, high);
    if (this.#utc) {
      // Dates count forwards, so a negative time is some part of a second after the second before it.
      const borrow = negative && split.remainder > 0;
      this.#appendDate(out, (negative ? -split.quotient : split.quotient) - (borrow ? 1 : 0));
      appendFraction(out, borrow ? BILLION - split.remainder : split.remainder);
      out.byte(Z);
    } else {
      if (negative) out.byte(MINUS);
      out.uint(split.quotient);
      appendFraction(out, split.remainder);
    }
  }

  #appendDate(out: TextBuffer, second: number): void {
    if (second !== this.#second) {
      this.#second = second;
      this.#secondText = new Date(second * 1000).toISOString().slice(0, "2008-07-18T12:33:27".length);
    }
    out.ascii(this.#secondText);
  }
}

function appendFraction(out: TextBuffer, nanoseconds: number): void {
  out.byte(POINT);
  if (nanoseconds % 1000 === 0) out.digits(nanoseconds / 1000, 6);
  else out.digits(nanoseconds, 9);
}
