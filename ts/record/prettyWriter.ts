import { CellWriter } from "./cellWriter.ts";
import { FieldScanner, isSet } from "./fieldScanner.ts";
import { type Column, Form, keyAndValue, type Plan } from "./plan.ts";
import type { RecordWriter } from "./recordWriter.ts";
import type { TextBuffer } from "./textBuffer.ts";

/** How readable text looks. */
export interface PrettyOptions {
  /** Whether times are written as RFC 3339 in UTC; otherwise as seconds since 1970. */
  readonly utc?: boolean;
  /** Whether names stand out in color (ANSI escape sequences). */
  readonly color?: boolean;
  /** Whether fields that are zero are shown as well, apart from lists and structures; they are not unless this is true. */
  readonly zeros?: boolean;
}

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const DASH = 0x2d;
const INDENT = 2;
const BOLD = "\u001b[1m";
const CYAN = "\u001b[36m";
const PLAIN = "\u001b[0m";

/**
 * Writes records for people to read: the record's name, then a line `Field: value` for every field that is not zero,
 * with structures indented below their name and an empty line between records.
 */
export class PrettyWriter implements RecordWriter {
  readonly #plan: Plan;
  readonly #color: boolean;
  readonly #zeros: boolean;
  readonly #scanner = new FieldScanner();
  readonly #cells: CellWriter;
  #isFirst = true;

  constructor(plan: Plan, options: PrettyOptions = {}) {
    this.#plan = plan;
    this.#color = options.color ?? false;
    this.#zeros = options.zeros ?? false;
    this.#cells = new CellWriter(this.#scanner, { utc: options.utc ?? false, printable: true });
  }

  begin(): void {}

  append(out: TextBuffer, bytes: Uint8Array, start: number, end: number): void {
    if (!this.#isFirst) out.byte(LINE_FEED);
    this.#isFirst = false;
    this.#name(out, this.#plan.name, BOLD);
    out.byte(LINE_FEED);
    this.#scanner.bytes = bytes;
    this.#fields(out, this.#plan, start, end, 0, INDENT);
  }

  end(): void {}

  #fields(out: TextBuffer, plan: Plan, start: number, end: number, base: number, indent: number): void {
    const scanner = this.#scanner;
    const inner = scanner.scan(plan, start, end, base);
    for (const column of plan.columns) {
      const low = scanner.slots[base + column.slot] as number;
      const high = scanner.slots[base + column.slot + 1] as number;
      const isShown = isSet(column, low, high) || (this.#zeros && !column.repeated && column.form !== Form.Message);
      if (!isShown) continue;
      const mark = out.length;
      appendSpaces(out, indent);
      this.#name(out, column.name, CYAN);
      out.ascii(":");
      if (column.map) this.#map(out, column, base, inner, indent + INDENT);
      else if (column.repeated) this.#list(out, column, base, inner, indent + INDENT);
      // A structure without anything in it is as good as absent.
      else if (!this.#value(out, column, low, high, inner, indent + INDENT)) out.length = mark;
    }
  }

  /** Writes what follows a colon, to the end of the line or lines; false when there is nothing to tell. */
  #value(out: TextBuffer, column: Column, low: number, high: number, inner: number, indent: number): boolean {
    if (column.form === Form.Message) {
      out.byte(LINE_FEED);
      const mark = out.length;
      this.#fields(out, column.message, low, high, inner, indent);
      return out.length > mark;
    }
    out.byte(SPACE);
    this.#cells.value(out, column, low, high, inner);
    out.byte(LINE_FEED);
    return true;
  }

  #list(out: TextBuffer, column: Column, base: number, inner: number, indent: number): void {
    const values = this.#scanner.values(column, base);
    if (column.form === Form.Message) {
      out.byte(LINE_FEED);
      while (values.next()) {
        const mark = out.length;
        this.#fields(out, column.message, values.low, values.high, inner, indent + INDENT);
        if (out.length > mark) {
          // The first field of a structure in a list has a dash in front, as in YAML.
          out.bytes[mark + indent] = DASH;
        } else {
          appendSpaces(out, indent);
          out.ascii("-\n");
        }
      }
      return;
    }
    out.byte(SPACE);
    let first = true;
    while (values.next()) {
      if (!first) out.ascii(", ");
      first = false;
      this.#cells.value(out, column, values.low, values.high, inner);
    }
    out.byte(LINE_FEED);
  }

  #map(out: TextBuffer, column: Column, base: number, inner: number, indent: number): void {
    const [key, value] = keyAndValue(column);
    const scanner = this.#scanner;
    const entries = scanner.values(column, base);
    out.byte(LINE_FEED);
    while (entries.next()) {
      const next = scanner.scan(column.message, entries.low, entries.high, inner);
      const { slots } = scanner;
      appendSpaces(out, indent);
      this.#cells.value(out, key, slots[inner] as number, slots[inner + 1] as number, next);
      out.ascii(":");
      this.#value(out, value, slots[inner + 2] as number, slots[inner + 3] as number, next, indent + INDENT);
    }
  }

  #name(out: TextBuffer, name: string, style: string): void {
    if (this.#color) out.ascii(style);
    out.ascii(name);
    if (this.#color) out.ascii(PLAIN);
  }
}

function appendSpaces(out: TextBuffer, count: number): void {
  for (let i = 0; i < count; i++) out.byte(SPACE);
}
