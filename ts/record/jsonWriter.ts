import { appendNumber } from "./appendNumber.ts";
import { decodeUtf8 } from "./decodeUtf8.ts";
import { doubleOf, FieldScanner, isSet } from "./fieldScanner.ts";
import { type Column, Form, keyAndValue, type Plan } from "./plan.ts";
import type { RecordWriter } from "./recordWriter.ts";
import type { TextBuffer } from "./textBuffer.ts";
import { TimestampWriter } from "./timestampWriter.ts";

/** How JSON looks. */
export interface JsonOptions {
  /** Whether times are strings in RFC 3339, UTC; otherwise they are nanoseconds since 1970. */
  readonly utc?: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACKET = 0x5b;
const END_BRACKET = 0x5d;
const BRACE = 0x7b;
const END_BRACE = 0x7d;
const LINE_FEED = 0x0a;

/**
 * Writes records as JSON Lines: one object a line, with the names of the schema as keys. As in the JSON of proto3, fields
 * with their zero value are left out, bytes are base64, enums are names, maps are objects and NaN is a string; unlike
 * there, 64-bit numbers are numbers, with all their digits.
 */
export class JsonWriter implements RecordWriter {
  readonly #plan: Plan;
  /** Undefined when times are numbers like all others. */
  readonly #timestamps: TimestampWriter | undefined;
  readonly #scanner = new FieldScanner();

  constructor(plan: Plan, options: JsonOptions = {}) {
    this.#plan = plan;
    this.#timestamps = options.utc ? new TimestampWriter(true) : undefined;
  }

  begin(): void {}

  append(out: TextBuffer, bytes: Uint8Array, start: number, end: number): void {
    this.#scanner.bytes = bytes;
    this.#object(out, this.#plan, start, end, 0);
    out.byte(LINE_FEED);
  }

  end(): void {}

  #object(out: TextBuffer, plan: Plan, start: number, end: number, base: number): void {
    const scanner = this.#scanner;
    const inner = scanner.scan(plan, start, end, base);
    const mark = out.length;
    for (const column of plan.columns) {
      const low = scanner.slots[base + column.slot] as number;
      const high = scanner.slots[base + column.slot + 1] as number;
      if (!isSet(column, low, high)) continue;
      out.literal(column.key);
      if (column.map) this.#map(out, column, base, inner);
      else if (column.repeated) this.#list(out, column, base, inner);
      else this.#value(out, column, low, high, inner);
    }
    // The first key brought a comma; an object begins otherwise.
    if (out.length === mark) out.byte(BRACE);
    else out.bytes[mark] = BRACE;
    out.byte(END_BRACE);
  }

  #list(out: TextBuffer, column: Column, base: number, inner: number): void {
    const values = this.#scanner.values(column, base);
    out.byte(BRACKET);
    let first = true;
    while (values.next()) {
      if (!first) out.byte(COMMA);
      first = false;
      this.#value(out, column, values.low, values.high, inner);
    }
    out.byte(END_BRACKET);
  }

  #map(out: TextBuffer, column: Column, base: number, inner: number): void {
    const [key, value] = keyAndValue(column);
    const scanner = this.#scanner;
    const entries = scanner.values(column, base);
    out.byte(BRACE);
    let first = true;
    while (entries.next()) {
      if (!first) out.byte(COMMA);
      first = false;
      const next = scanner.scan(column.message, entries.low, entries.high, inner);
      const { slots } = scanner;
      // Keys are strings in JSON, whatever they are in the schema.
      const quoted = key.form === Form.String;
      if (!quoted) out.byte(QUOTE);
      this.#value(out, key, slots[inner] as number, slots[inner + 1] as number, next);
      if (!quoted) out.byte(QUOTE);
      out.byte(COLON);
      this.#value(out, value, slots[inner + 2] as number, slots[inner + 3] as number, next);
    }
    out.byte(END_BRACE);
  }

  #value(out: TextBuffer, column: Column, low: number, high: number, inner: number): void {
    switch (column.form) {
      case Form.Double: {
        const text = String(doubleOf(low, high));
        out.ascii(/\d/.test(text) ? text : `"${text}"`);
        break;
      }
      case Form.String:
        appendString(out, this.#scanner.bytes, low, high);
        break;
      case Form.Bytes:
        out.byte(QUOTE);
        out.base64(this.#scanner.bytes, low, high);
        out.byte(QUOTE);
        break;
      case Form.Enum: {
        const name = column.names.get(low);
        if (name === undefined) out.int32(low);
        else out.ascii(`"${name}"`);
        break;
      }
      case Form.Timestamp:
        if (this.#timestamps === undefined) {
          out.int64(low, high);
        } else {
          out.byte(QUOTE);
          this.#timestamps.append(out, low, high);
          out.byte(QUOTE);
        }
        break;
      case Form.Message:
        this.#object(out, column.message, low, high, inner);
        break;
      default:
        appendNumber(out, column.form, low, high);
    }
  }
}

/** Appends a JSON string (RFC 8259 section 7); most have nothing to escape and nothing but ASCII. */
function appendString(out: TextBuffer, bytes: Uint8Array, start: number, end: number): void {
  const mark = out.length;
  out.reserve(end - start + 2);
  out.byte(QUOTE);
  for (let i = start; i < end; i++) {
    const code = bytes[i] as number;
    if (code < 0x20 || code >= 0x80 || code === QUOTE || code === BACKSLASH) {
      out.length = mark;
      out.text(JSON.stringify(decodeUtf8(bytes, start, end)));
      return;
    }
    out.byte(code);
  }
  out.byte(QUOTE);
}
