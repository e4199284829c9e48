import type { FieldScanner } from "./fieldScanner.ts";
import { type Column, Form, type Plan } from "./plan.ts";

/** Fields that say when a record begins; a type has one of them. */
const BEGINNINGS = ["Timestamp", "TimestampFirst"];

/** The column that says when a record of this plan begins, or undefined where the type has none. */
export function timeColumn(plan: Plan): Column | undefined {
  return plan.columns.find(({ name, form }) => form === Form.Timestamp && BEGINNINGS.includes(name));
}

/** Reads the time of records out of their wire bytes. */
export class RecordTime {
  readonly #scanner: FieldScanner;
  readonly #number: number;

  /** @param scanner whose bytes are those that `at` is given offsets into */
  constructor(plan: Plan, scanner: FieldScanner) {
    this.#scanner = scanner;
    this.#number = timeColumn(plan)?.number ?? 0;
  }

  /**
   * Nanoseconds since 1970 of the record from `start` to `end`; 0 when it has no time.
   * @throws {NcapFormatError} without a file, when the bytes are no message
   */
  at(start: number, end: number): bigint {
    const scanner = this.#scanner;
    let time = 0n;
    for (let at = start; at < end; ) {
      at = scanner.readTag(at, end);
      const { tag } = scanner;
      at = scanner.read(at, end);
      if (tag !== this.#number << 3) continue;
      time = (BigInt(scanner.high) << 32n) | BigInt(scanner.low >>> 0);
      // The time is a field of its own, and the first one that every writer writes.
      break;
    }
    return time;
  }
}
