import { FieldScanner } from "../record/fieldScanner.ts";
import { type Column, Form, type Plan, selectColumns } from "../record/plan.ts";
import type { Filter } from "./compileFilter.ts";
import { wideOf } from "./fieldValue.ts";

/** The field that says when a record was: the first one that is a time (Timestamp, or TimestampFirst). */
export function timeField({ columns }: Plan): Column | undefined {
  return columns.find(({ form, repeated }) => form === Form.Timestamp && !repeated);
}

/** Reads the time of records. */
export class TimeReader {
  readonly #plan: Plan;
  readonly #scanner = new FieldScanner();
  /** The halves of the time that was read last. */
  low = 0;
  high = 0;

  constructor(plan: Plan, { name }: Column) {
    this.#plan = selectColumns(plan, [name]);
  }

  /**
   * Reads the time of the record from `start` to `end`.
   * @throws {NcapFormatError} without a file, when that is no record
   */
  read(bytes: Uint8Array, start: number, end: number): void {
    const scanner = this.#scanner;
    scanner.bytes = bytes;
    scanner.scan(this.#plan, start, end, 0);
    this.low = scanner.slots[0] as number;
    this.high = scanner.slots[1] as number;
  }
}

/** Whether a record is of a range of time: from a moment on, and before another. */
export function timeFilter(plan: Plan, field: Column, from: bigint | undefined, to: bigint | undefined): Filter {
  const time = new TimeReader(plan, field);
  return (bytes, start, end) => {
    time.read(bytes, start, end);
    const moment = wideOf(time.low, time.high);
    return (from === undefined || moment >= from) && (to === undefined || moment < to);
  };
}
