import { CellWriter } from "./cellWriter.ts";
import { FieldScanner } from "./fieldScanner.ts";
import { type Column, Form, type Plan } from "./plan.ts";
import type { RecordWriter } from "./recordWriter.ts";
import { TextBuffer } from "./textBuffer.ts";

/** How tables look. */
export interface TableOptions {
  /** Whether times are written as RFC 3339 in UTC; otherwise as seconds since 1970. */
  readonly utc?: boolean;
  /** What stands before, after and between the parts of a structure or a list; see `CellOptions`. */
  readonly structBegin?: string;
  readonly structEnd?: string;
  readonly structSeparator?: string;
}

/** Rows of one table: the widths are only known behind the last row, and endless input must not fill the memory. */
const ROWS = 100;
const SPACE = 0x20;

const NUMBERS: ReadonlySet<Form> = new Set([Form.Int32, Form.Uint32, Form.Int64, Form.Uint64, Form.Double, Form.Timestamp]);

/** Writes records as tables with lines around the cells, a new table every 100 records. Columns are as wide as they need to be. */
export class TableWriter implements RecordWriter {
  readonly #plan: Plan;
  readonly #scanner = new FieldScanner();
  readonly #cells: CellWriter;
  /** The cells of the rows that wait, one behind the other. */
  readonly #text = new TextBuffer();
  /** Where each of them ends in `#text`. */
  #ends: number[] = [];

  constructor(plan: Plan, options: TableOptions = {}) {
    this.#plan = plan;
    this.#cells = new CellWriter(this.#scanner, { ...options, printable: true });
  }

  begin(): void {}

  append(out: TextBuffer, bytes: Uint8Array, start: number, end: number): void {
    const scanner = this.#scanner;
    const text = this.#text;
    const row: number[] = [];
    text.length = this.#ends.at(-1) ?? 0;
    scanner.bytes = bytes;
    const inner = scanner.scan(this.#plan, start, end, 0);
    for (const column of this.#plan.columns) {
      this.#cells.append(text, column, 0, inner);
      row.push(text.length);
    }
    this.#ends.push(...row);
    if (this.#ends.length >= ROWS * row.length) this.#flush(out);
  }

  end(out: TextBuffer): void {
    if (this.#ends.length > 0) this.#flush(out);
  }

  #flush(out: TextBuffer): void {
    const { columns } = this.#plan;
    const widths = columns.map(({ name }) => name.length);
    this.#eachCell((column, start, end) => {
      widths[column] = Math.max(widths[column] as number, width(this.#text.bytes, start, end));
    });
    const rule = (left: string, crossing: string, right: string) =>
      out.text(`${left}${widths.map((count) => "─".repeat(count + 2)).join(crossing)}${right}\n`);
    rule("┌", "┬", "┐");
    for (const [i, { name }] of columns.entries()) out.text(`│ ${name.padEnd(widths[i] as number)} `);
    out.text("│\n");
    rule("├", "┼", "┤");
    this.#eachCell((column, start, end) => {
      const padding = (widths[column] as number) - width(this.#text.bytes, start, end);
      const right = isNumber(columns[column] as Column);
      out.text("│ ");
      if (right) appendSpaces(out, padding);
      out.append(this.#text.bytes.subarray(start, end));
      if (!right) appendSpaces(out, padding);
      out.byte(SPACE);
      if (column === columns.length - 1) out.text("│\n");
    });
    rule("└", "┴", "┘");
    this.#ends = [];
  }

  #eachCell(visit: (column: number, start: number, end: number) => void): void {
    let start = 0;
    this.#ends.forEach((end, i) => {
      visit(i % this.#plan.columns.length, start, end);
      start = end;
    });
  }
}

function isNumber(column: Column): boolean {
  return !column.repeated && NUMBERS.has(column.form);
}

/** How many characters there are: every character has one byte of UTF-8 that does not begin with the bits 10. */
function width(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if (((bytes[i] as number) & 0xc0) !== 0x80) count++;
  return count;
}

function appendSpaces(out: TextBuffer, count: number): void {
  for (let i = 0; i < count; i++) out.byte(SPACE);
}
