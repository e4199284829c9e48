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
  readonly #timestamps: TimestampWriter;
  readonly #begin: Literal;
  readonly #end: Literal;
  readonly #separator: Literal;
  readonly #printable: boolean;

  constructor(options: CellOptions) {
    this.#timestamps = new TimestampWriter(options.utc ?? false);
    this.#begin = new Literal(options.structBegin ?? "(");
    this.#end = new Literal(options.structEnd ?? ")");
    this.#separator = new Literal(options.structSeparator ?? "-");
    this.#printable = options.printable ?? false;
  }

  /** Writes a column of the message whose slots begin at `base`; `inner` is the base for messages inside it. */
  append(out: TextBuffer, scanner: FieldScanner, column: Column, base: number, inner: number): void {
    if (column.repeated) return this.#appendList(out, scanner, column, base, inner);
    const slot = base + column.slot;
    this.value(out, scanner, column, scanner.slots[slot] as number, scanner.slots[slot + 1] as number, inner);
  }

  /** Writes one value of a column, given as in its slots. */
  value(out: TextBuffer, scanner: FieldScanner, column: Column, low: number, high: number, inner: number): void {
    switch (column.form) {
      case Form.Boolean:
        return out.boolean((low | high) !== 0);
      case Form.Int32:
        return out.int32(low);
      case Form.Uint32:
        return out.uint(low >>> 0);
      case Form.Int64:
        return out.int64(low, high);
      case Form.Uint64:
        return out.uint64(low, high);
      case Form.Double:
        return out.ascii(String(doubleOf(low, high)));
      case Form.String:
        if (this.#printable) return appendPrintable(out, scanner.bytes, low, high);
        return out.utf8(scanner.bytes, low, high);
      case Form.Bytes:
        return out.hex(scanner.bytes, low, high);
      case Form.Enum:
        return out.ascii(column.names.get(low) ?? String(low));
      case Form.Timestamp:
        return this.#timestamps.append(out, low, high);
      case Form.Message:
        return this.#appendMessage(out, scanner, column, low, high, inner);
    }
  }

  #appendMessage(out: TextBuffer, scanner: FieldScanner, column: Column, start: number, end: number, base: number): void {
    const { message } = column;
    if (end === 0) return;
    const inner = scanner.scan(message, start, end, base);
    out.literal(this.#begin);
    let first = true;
    for (const part of message.columns) {
      if (!first) out.literal(this.#separator);
      first = false;
      this.append(out, scanner, part, base, inner);
    }
    out.literal(this.#end);
  }

  #appendList(out: TextBuffer, scanner: FieldScanner, column: Column, base: number, inner: number): void {
    const values = scanner.values(column, base);
    out.literal(this.#begin);
    let first = true;
    while (values.next()) {
      if (!first) out.literal(this.#separator);
      first = false;
      this.value(out, scanner, column, values.low, values.high, inner);
    }
    out.literal(this.#end);
  }
}
