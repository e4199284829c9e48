import { FieldScanner } from "../record/fieldScanner.ts";
import type { Plan } from "../record/plan.ts";
import { type NamedVector, vectorsOf } from "./vector.ts";

/** The most of records that wait to become a group of rows: their number, and their bytes. */
const MAX_ROWS = 1 << 16;
const MAX_BYTES = 1 << 24;

/** Records of one type, turned into columns. */
export class RecordColumns {
  readonly #plan: Plan;
  readonly #scanner = new FieldScanner();
  /** A column for each field. What was taken from them is valid until the next change. */
  readonly fields: readonly NamedVector[];
  rows = 0;
  #bytes = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.fields = vectorsOf(plan);
  }

  /** Whether there are as many records as a group of rows is to have. It depends on nothing but the records. */
  get full(): boolean {
    return this.rows >= MAX_ROWS || this.#bytes >= MAX_BYTES;
  }

  /**
   * Appends the record from `start` to `end`.
   * @throws {NcapFormatError} without a file, when that is no such record; the columns are then as before
   */
  append(bytes: Uint8Array, start: number, end: number): void {
    const scanner = this.#scanner;
    const { slots } = scanner;
    scanner.bytes = bytes;
    try {
      const inner = scanner.scan(this.#plan, start, end, 0);
      for (const { column, vector } of this.fields) {
        vector.append(scanner, slots[column.slot] as number, slots[column.slot + 1] as number, inner);
      }
    } catch (error) {
      this.#cut();
      throw error;
    }
    this.rows++;
    this.#bytes += end - start;
  }

  /** Forgets all records. */
  clear(): void {
    this.rows = 0;
    this.#bytes = 0;
    this.#cut();
  }

  /** Drops what there is behind the last row, such as what is left of a record that broke off. */
  #cut(): void {
    for (const { vector } of this.fields) vector.truncate(this.rows);
  }
}
