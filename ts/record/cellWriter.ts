import { appendNumber } from "./appendNumber.ts";
import { doubleOf, type FieldScanner } from "./fieldScanner.ts";
import { Literal } from "./literal.ts";
import { type Column, Form } from "./plan.ts";
import { appendPrintable } from "./printable.ts";
import type { TextBuffer } from "./textBuffer.ts";
import { TimestampWriter } from "./timestampWriter.ts";

/** How the cells of CSV and tables look. */
export interface CellOptions {
  /** Whether times are written as RFC 3339 in UTC; otherwise as seconds since 1970. */
  readonly utc?: boolean;
  /** What stands before, after and between the parts of a structure or a list; `(`, `)` and `-` unless given. */
  readonly structBegin?: string;
  readonly structEnd?: string;
  readonly structSeparator?: string;
  /** Whether control characters in strings are written as escapes. */
  readonly printable?: boolean;
}

/**
 * Writes one field as one cell: numbers in decimal, booleans as `true` and `false`, bytes in hexadecimal, strings as they
 * are. Structures and lists are `(a-b)`, a list of structures is `((a-b)-(a-b))`, a map is a list of `(key-value)`; a
 * structure that is not there is empty, any other field that is not there is its zero value.
 */
export class CellWriter {
  readonly #scanner: FieldScanner;
  readonly #timestamps: TimestampWriter;
  readonly #begin: Literal;
  readonly #end: Literal;
  readonly #separator: Literal;
  readonly #printable: boolean;

  /** @param scanner the one that holds the record */
  constructor(scanner: FieldScanner, options: CellOptions) {
    this.#scanner = scanner;
    this.#timestamps = new TimestampWriter(options.utc ?? false);
    this.#begin = new Literal(options.structBegin ?? "(");
    this.#end = new Literal(options.structEnd ?? ")");
    this.#separator = new Literal(options.structSeparator ?? "-");
    this.#printable = options.printable ?? false;
  }

  /** Writes a column of the message whose slots begin at `base`; `inner` is the base for messages inside it. */
  append(out: TextBuffer, column: Column, base: number, inner: number): void {
    if (column.repeated) {
      this.#appendList(out, column, base, inner);
    } else {
      const { slots } = this.#scanner;
      const slot = base + column.slot;
      this.value(out, column, slots[slot] as number, slots[slot + 1] as number, inner);
    }
  }

  /** Writes one value of a column, given as in its slots. */
  value(out: TextBuffer, column: Column, low: number, high: number, inner: number): void {
    switch (column.form) {
      case Form.Double:
        out.ascii(String(doubleOf(low, high)));
        break;
      case Form.String:
        if (this.#printable) appendPrintable(out, this.#scanner.bytes, low, high);
        else out.utf8(this.#scanner.bytes, low, high);
        break;
      case Form.Bytes:
        out.hex(this.#scanner.bytes, low, high);
        break;
      case Form.Enum:
        out.ascii(column.names.get(low) ?? String(low));
        break;
      case Form.Timestamp:
        this.#timestamps.append(out, low, high);
        break;
      case Form.Message:
        this.#appendMessage(out, column, low, high, inner);
        break;
      default:
        appendNumber(out, column.form, low, high);
    }
  }

  #appendMessage(out: TextBuffer, column: Column, start: number, end: number, base: number): void {
    const { message } = column;
    if (end === 0) return;
    const inner = this.#scanner.scan(message, start, end, base);
    out.literal(this.#begin);
    let first = true;
    for (const part of message.columns) {
      if (!first) out.literal(this.#separator);
      first = false;
      this.append(out, part, base, inner);
    }
    out.literal(this.#end);
  }

  #appendList(out: TextBuffer, column: Column, base: number, inner: number): void {
    const values = this.#scanner.values(column, base);
    out.literal(this.#begin);
    let first = true;
    while (values.next()) {
      if (!first) out.literal(this.#separator);
      first = false;
      this.value(out, column, values.low, values.high, inner);
    }
    out.literal(this.#end);
  }
}
