import { decodeUtf8 } from "../record/decodeUtf8.ts";
import { doubleOf, type FieldScanner } from "../record/fieldScanner.ts";
import { type Column, Form, type Plan } from "../record/plan.ts";

/** A value of a field: numbers of 64 bits as bigint, enums as numbers, bytes as a view. */
export type FieldValue = number | bigint | string | boolean | Uint8Array;

const wide = new BigInt64Array(1);
const halves = new Int32Array(wide.buffer);

/** The 64-bit number of two halves. */
export function wideOf(low: number, high: number, unsigned = false): bigint {
  halves[0] = low;
  halves[1] = high;
  return unsigned ? BigInt.asUintN(64, wide[0] as bigint) : (wide[0] as bigint);
}

/** The value of a column, given as the scanner notes it. Messages have none. */
export function fieldValue({ bytes }: FieldScanner, { form }: Column, low: number, high: number): FieldValue {
  switch (form) {
    case Form.Boolean:
      return (low | high) !== 0;
    case Form.Uint32:
      return low >>> 0;
    case Form.Int64:
    case Form.Timestamp:
      return wideOf(low, high);
    case Form.Uint64:
      return wideOf(low, high, true);
    case Form.Double:
      return doubleOf(low, high);
    case Form.String:
      return decodeUtf8(bytes, low, high);
    case Form.Bytes:
    case Form.Message:
      return bytes.subarray(low, high);
    default:
      return low;
  }
}

/** The columns on the way to a field, from the record inwards; or the name that is not there, and those that are. */
export function columnPath(plan: Plan, names: readonly string[]): Column[] | { missing: string; plan: Plan } {
  const path: Column[] = [];
  let inside = plan;
  for (const name of names) {
    const column = inside.columns.find((candidate) => candidate.name === name);
    if (column === undefined) return { missing: name, plan: inside };
    path.push(column);
    inside = column.message;
  }
  return path;
}

/**
 * Visits the values at the end of a path, through lists and messages, until `visit` says that it has seen enough.
 * @param base where the slots of the message lie, and `inner` those of messages inside it
 * @returns whether it said so
 */
export function visitValues(
  scanner: FieldScanner,
  path: readonly Column[],
  depth: number,
  base: number,
  inner: number,
  visit: (value: FieldValue) => boolean,
): boolean {
  const column = path[depth] as Column;
  const each = (low: number, high: number): boolean => {
    if (depth === path.length - 1) return visit(fieldValue(scanner, column, low, high));
    if (high === 0) return false;
    const next = scanner.scan(column.message, low, high, inner);
    return visitValues(scanner, path, depth + 1, inner, next, visit);
  };
  if (!column.repeated) return each(scanner.slots[base + column.slot] as number, scanner.slots[base + column.slot + 1] as number);
  const values = scanner.values(column, base);
  while (values.next()) if (each(values.low, values.high)) return true;
  return false;
}
