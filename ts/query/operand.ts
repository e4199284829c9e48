import type { Column } from "../record/plan.ts";
import { Form } from "../record/plan.ts";
import type { FieldValue } from "./fieldValue.ts";

/** What values there are in expressions. Times are nanoseconds; bytes are written in hexadecimal digits. */
export type OperandType = "number" | "time" | "text" | "boolean" | "bytes" | "structure";

/** A part of an expression, ready to be evaluated for one record after the other. */
export interface Operand {
  readonly type: OperandType;
  /** Where it stands in the expression. */
  readonly at: number;
  /** Whether there may be several values, or none: a condition on them holds where it holds for any. */
  readonly many: boolean;
  /** The value, where it is the same for all records. */
  readonly constant?: FieldValue;
  /** The field that it is; none for what is computed. */
  readonly column?: Column;
  /** The value for the current record; for those of many use `some`. */
  get(): FieldValue;
  /** Whether a test holds for any of the values. */
  some(test: (value: FieldValue) => boolean): boolean;
}

/** The type of a field's values. */
export function operandType({ form }: Column): OperandType {
  switch (form) {
    case Form.Boolean:
      return "boolean";
    case Form.String:
      return "text";
    case Form.Bytes:
      return "bytes";
    case Form.Timestamp:
      return "time";
    case Form.Message:
      return "structure";
    default:
      return "number";
  }
}

/** A value that is computed from one of each part. */
export function computed(type: OperandType, at: number, get: () => FieldValue): Operand {
  return { type, at, many: false, get, some: (test) => test(get()) };
}

/** A value that is the same for all records. */
export function constantOf(type: OperandType, at: number, value: FieldValue): Operand {
  return { ...computed(type, at, () => value), constant: value };
}

/** Whether two values are the same; numbers of any kind are compared by what they are. */
export function same(a: FieldValue, b: FieldValue): boolean {
  if (typeof a === typeof b) return a === b;
  // biome-ignore lint/suspicious/noDoubleEquals: it is what compares a bigint with a number exactly
  return a == b;
}

/** Bytes as pairs of lower-case hexadecimal digits. */
export function hexOf(value: FieldValue): string {
  return Array.from(value as Uint8Array, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
