import { Form } from "./plan.ts";
import type { TextBuffer } from "./textBuffer.ts";

/** Writes a value of one of the forms that look alike in all texts: booleans and integers, given as in the slots of a column. */
export function appendNumber(out: TextBuffer, form: Form, low: number, high: number): void {
  switch (form) {
    case Form.Boolean:
      out.boolean((low | high) !== 0);
      break;
    case Form.Int32:
      out.int32(low);
      break;
    case Form.Uint32:
      out.uint(low >>> 0);
      break;
    case Form.Int64:
      out.int64(low, high);
      break;
    case Form.Uint64:
      out.uint64(low, high);
      break;
  }
}
