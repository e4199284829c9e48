import { type CellOptions, CellWriter } from "./cellWriter.ts";
import { FieldScanner, isSet } from "./fieldScanner.ts";
import { Literal } from "./literal.ts";
import { type Column, Form, type Plan } from "./plan.ts";
import type { RecordWriter } from "./recordWriter.ts";
import { TextBuffer } from "./textBuffer.ts";

/** How CSV looks. */
export interface CsvOptions extends Omit<CellOptions, "printable"> {
  /** What stands between cells; a comma unless given. It must not contain a quote or a line break. */
  readonly separator?: string;
  /** Whether the names of the fields come first; they do unless this is false. */
  readonly header?: boolean;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Writes records as CSV (RFC 4180, with "\n" at the end of lines): one line a record, all fields of the plan in its order.
 * A cell that contains the separator's first character, a quote or a line break is quoted.
 */
export class CsvWriter implements RecordWriter {
  readonly #plan: Plan;
  readonly #header: boolean;
  /** The first byte of the separator. */
  readonly #separator: number;
  readonly #scanner = new FieldScanner();
  readonly #cells: CellWriter;
  /** By column, with the separator in front: how a cell begins. */
  readonly #begins: readonly Literal[];
  /** The cells of a record without fields, and where that of each column begins: those of fields that are not there are copied from it. */
  readonly #absent: Uint8Array;
  readonly #absentBegins: Int32Array;
  /** By column: whether its cells may need quotes; those of numbers need not even be looked at. */
  readonly #mayNeedQuotes: readonly boolean[];
  /** Whether there is only one column: an empty cell needs quotes then, since readers skip empty lines. */
  readonly #isAlone: boolean;

  constructor(plan: Plan, options: CsvOptions = {}) {
    const separator = options.separator ?? ",";
    this.#plan = plan;
    this.#header = options.header ?? true;
    this.#separator = new TextEncoder().encode(separator)[0] ?? COMMA;
    this.#cells = new CellWriter(this.#scanner, options);
    this.#isAlone = plan.columns.length === 1;
    const structs = `${options.structBegin ?? ""}${options.structEnd ?? ""}${options.structSeparator ?? ""}`;
    const anyMayNeed =
      this.#isAlone || /^[\p{L}\p{N}.:+()-]/u.test(separator) || structs.includes(separator.charAt(0)) || /["\r\n]/.test(structs);
    this.#mayNeedQuotes = plan.columns.map((column) => anyMayNeed || holdsStrings(column));
    this.#begins = plan.columns.map((_, i) => new Literal(i === 0 ? "" : separator));
    [this.#absent, this.#absentBegins] = this.#absentCells();
  }

  begin(out: TextBuffer): void {
    if (!this.#header) return;
    this.#plan.columns.forEach(({ name }, i) => {
      out.literal(this.#begins[i] as Literal);
      const mark = out.length;
      out.text(name);
      this.#quoteIfNeeded(out, mark);
    });
    out.byte(LINE_FEED);
  }

  append(out: TextBuffer, bytes: Uint8Array, start: number, end: number): void {
    const scanner = this.#scanner;
    const { slots } = scanner;
    const { columns } = this.#plan;
    scanner.bytes = bytes;
    const inner = scanner.scan(this.#plan, start, end, 0);
    const absent = this.#absent;
    const begins = this.#absentBegins;
    let written = 0;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] as Column;
      if (!isSet(column, slots[column.slot] as number, slots[column.slot + 1] as number)) continue;
      if (written < i) out.utf8(absent, begins[written] as number, begins[i] as number);
      this.#appendCell(out, column, i, inner);
      written = i + 1;
    }
    if (written < columns.length) out.utf8(absent, begins[written] as number, absent.length);
    out.byte(LINE_FEED);
  }

  end(): void {}

  #appendCell(out: TextBuffer, column: Column, i: number, inner: number): void {
    out.literal(this.#begins[i] as Literal);
    const mark = out.length;
    this.#cells.append(out, column, 0, inner);
    if (this.#mayNeedQuotes[i]) this.#quoteIfNeeded(out, mark);
  }

  /** The cells of a record without fields, one after the other, and where each begins. */
  #absentCells(): [cells: Uint8Array, begins: Int32Array] {
    const inner = this.#scanner.scan(this.#plan, 0, 0, 0);
    const cells = new TextBuffer(16);
    const begins = this.#plan.columns.map((column, i) => {
      const begin = cells.length;
      this.#appendCell(cells, column, i, inner);
      return begin;
    });
    return [cells.view().slice(), Int32Array.from(begins)];
  }

  /** Puts what was written since `mark` in quotes, with the quotes in it doubled, where RFC 4180 asks for it. */
  #quoteIfNeeded(out: TextBuffer, mark: number): void {
    const separator = this.#separator;
    let special = false;
    let quotes = 0;
    for (let i = mark; i < out.length; i++) {
      const code = out.bytes[i];
      if (code === QUOTE) quotes++;
      else if (code === separator || code === LINE_FEED || code === CARRIAGE_RETURN) special = true;
    }
    if (!special && quotes === 0 && !(this.#isAlone && out.length === mark)) return;
    const end = out.length;
    out.reserve(quotes + 2);
    const { bytes } = out;
    let to = end + quotes + 2;
    out.length = to;
    bytes[--to] = QUOTE;
    for (let from = end - 1; from >= mark; from--) {
      const code = bytes[from] as number;
      bytes[--to] = code;
      if (code === QUOTE) bytes[--to] = QUOTE;
    }
    bytes[--to] = QUOTE;
  }
}

/** Whether there is any text of a packet in a column. */
function holdsStrings({ form, message }: Column, seen: ReadonlySet<Plan> = new Set()): boolean {
  if (form === Form.String) return true;
  return !seen.has(message) && message.columns.some((inner) => holdsStrings(inner, new Set([...seen, message])));
}
