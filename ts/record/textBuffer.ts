import { BillionSplit } from "./billionSplit.ts";
import { decodeUtf8 } from "./decodeUtf8.ts";
import { Literal } from "./literal.ts";

const encoder = new TextEncoder();

/** Bytes of UTF-8 text that grow as they are written. Writes never fail; all bytes up to `length` are text. */
export class TextBuffer {
  /** The text, followed by room. Replaced when it grows, so do not keep it. */
  bytes: Uint8Array;
  /** How many bytes of text there are. Lowering it takes text back. */
  length = 0;
  #view: DataView;
  readonly #split = new BillionSplit();

  constructor(capacity = 1 << 16) {
    this.bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** The text, valid until the next write. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** The text as a string. */
  toString(): string {
    return decodeUtf8(this.bytes, 0, this.length);
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.view());
    this.bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  /** Appends one ASCII character, given as its code. */
  byte(code: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = code;
  }

  /** Appends any string. */
  text(text: string): void {
    this.reserve(3 * text.length);
    this.length += encoder.encodeInto(text, this.bytes.subarray(this.length)).written;
  }

  /** Appends a string of ASCII characters: faster than `text` for short ones. */
  ascii(text: string): void {
    this.reserve(text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i);
  }

  /** Appends bytes that are UTF-8 already. */
  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Appends a text prepared for it. */
  literal({ words, length }: Literal): void {
    // Whole words are written; what the last one has too much is overwritten by what comes next.
    this.reserve(length + 3);
    const view = this.#view;
    let at = this.length;
    for (let i = 0; i < words.length; i++, at += 4) view.setInt32(at, words[i] as number, true);
    this.length += length;
  }

  /** Appends bytes that ought to be UTF-8; what is not becomes U+FFFD. */
  utf8(bytes: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const target = this.bytes;
    let at = this.length;
    for (let i = start; i < end; i++) {
      const code = bytes[i] as number;
      if (code >= 0x80) {
        this.text(decodeUtf8(bytes, start, end));
        return;
      }
      target[at++] = code;
    }
    this.length = at;
  }

  /** Appends bytes as pairs of lower-case hexadecimal digits. */
  hex(bytes: Uint8Array, start: number, end: number): void {
    this.reserve(2 * (end - start));
    const target = this.bytes;
    let at = this.length;
    for (let i = start; i < end; i++) {
      const byte = bytes[i] as number;
      target[at++] = HEX[byte >>> 4] as number;
      target[at++] = HEX[byte & 15] as number;
    }
    this.length = at;
  }

  /** Appends bytes as base64 with padding (RFC 4648 section 4). */
  base64(bytes: Uint8Array, start: number, end: number): void {
    this.reserve(4 * Math.ceil((end - start) / 3));
    const target = this.bytes;
    let at = this.length;
    for (let i = start; i < end; i += 3) {
      const left = end - i;
      const bits =
        ((bytes[i] as number) << 16) | (left > 1 ? (bytes[i + 1] as number) << 8 : 0) | (left > 2 ? (bytes[i + 2] as number) : 0);
      target[at++] = BASE64[bits >>> 18] as number;
      target[at++] = BASE64[(bits >>> 12) & 63] as number;
      target[at++] = left > 1 ? (BASE64[(bits >>> 6) & 63] as number) : EQUALS;
      target[at++] = left > 2 ? (BASE64[bits & 63] as number) : EQUALS;
    }
    this.length = at;
  }

  /** Appends `true` or `false`. */
  boolean(value: boolean): void {
    this.literal(value ? TRUE : FALSE);
  }

  /** Appends a whole number of 0 to 2^53. */
  uint(value: number): void {
    if (value < 10) {
      this.byte(ZERO + value);
    } else if (value > 0xffffffff) {
      const billions = Math.floor(value / BILLION);
      this.uint(billions);
      this.digits(value - billions * BILLION, 9);
    } else {
      // log10 from log2 (1233 / 4096 is about log10 of 2); at most one digit too few.
      const count = ((32 - Math.clz32(value)) * 1233) >>> 12;
      this.digits(value, value < (POWERS_OF_TEN[count] as number) ? count : count + 1);
    }
  }

  /** Appends a number below 2^32 with exactly `count` digits, zeros in front. */
  digits(value: number, count: number): void {
    this.reserve(count);
    const target = this.bytes;
    let rest = value >>> 0;
    for (let at = this.length + count - 1; at >= this.length; at--) {
      const tenth = (rest / 10) >>> 0;
      target[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.length += count;
  }

  /** Appends a signed 32-bit number. */
  int32(value: number): void {
    if (value < 0) this.byte(MINUS);
    this.uint(Math.abs(value));
  }

  /** Appends a signed 64-bit number, given as two halves of any sign. */
  int64(low: number, high: number): void {
    if (high >= 0) {
      this.uint64(low, high);
    } else {
      this.byte(MINUS);
      this.uint64(-low, low === 0 ? -high : ~high);
    }
  }

  /** Appends an unsigned 64-bit number, given as two halves of any sign. */
  uint64(low: number, high: number): void {
    if (high === 0) {
      this.uint(low >>> 0);
    } else {
      this.#split.divide(low, high);
      this.uint(this.#split.quotient);
      this.digits(this.#split.remainder, 9);
    }
  }
}

const TRUE = new Literal("true");
const FALSE = new Literal("false");
const ZERO = 0x30;
const MINUS = 0x2d;
const EQUALS = 0x3d;
const HEX = encoder.encode("0123456789abcdef");
const BASE64 = encoder.encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const POWERS_OF_TEN = Float64Array.from({ length: 11 }, (_, i) => 10 ** i);
const BILLION = 1_000_000_000;
