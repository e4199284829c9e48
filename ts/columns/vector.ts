import type { FieldScanner } from "../record/fieldScanner.ts";
import { type Column, Form, type Plan } from "../record/plan.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import { ByteDictionary } from "./byteDictionary.ts";

/** A column of values of one type, in the layout of Arrow. */
export type Vector = NumberVector | WideVector | TextVector | BytesVector | ListVector | StructVector;

/** The name of a column, the field of the schema that it is made of, and its values. */
export interface NamedVector {
  readonly column: Column;
  readonly vector: Vector;
}

/** What all vectors can do. */
interface Values {
  /** How many values there are. */
  readonly length: number;
  /** Appends a value, given as the scanner notes it; `inner` is the base for messages inside it. */
  append(scanner: FieldScanner, low: number, high: number, inner: number): void;
  /** Drops the values from this one on. */
  truncate(length: number): void;
}

/** Booleans and numbers of 32 bits. */
export class NumberVector implements Values {
  readonly form: Form;
  length = 0;
  #values = new Int32Array(64);

  constructor(form: Form) {
    this.form = form;
  }

  append(_scanner: FieldScanner, low: number, high: number): void {
    if (this.length === this.#values.length) this.#values = grown(this.#values, this.length + 1);
    this.#values[this.length++] = this.form === Form.Boolean ? Number((low | high) !== 0) : low;
  }

  truncate(length: number): void {
    this.length = length;
  }

  /** The values, valid until the next change; unsigned ones as signed of the same bits. */
  view(): Int32Array<ArrayBuffer> {
    return this.#values.subarray(0, this.length);
  }
}

/** Numbers of 64 bits: integers, times and doubles. */
export class WideVector implements Values {
  readonly form: Form;
  #halves = new Int32Array(128);
  length = 0;

  constructor(form: Form) {
    this.form = form;
  }

  append(_scanner: FieldScanner, low: number, high: number): void {
    const at = 2 * this.length++;
    if (at === this.#halves.length) this.#halves = grown(this.#halves, at + 2);
    this.#halves[at] = low;
    this.#halves[at + 1] = high;
  }

  truncate(length: number): void {
    this.length = length;
  }

  /** The values, valid until the next change. Every machine that runs JavaScript has the low half first. */
  view(): BigInt64Array<ArrayBuffer> | BigUint64Array<ArrayBuffer> | Float64Array<ArrayBuffer> {
    const View = this.form === Form.Double ? Float64Array : this.form === Form.Uint64 ? BigUint64Array : BigInt64Array;
    return new View(this.#halves.buffer, 0, this.length);
  }
}

/** Strings, as numbers into a dictionary. */
export class TextVector implements Values {
  readonly dictionary = new ByteDictionary();
  readonly #ids = new NumberVector(Form.Int32);

  get length(): number {
    return this.#ids.length;
  }

  append(scanner: FieldScanner, low: number, high: number): void {
    this.#ids.append(scanner, this.dictionary.add(scanner.bytes, low, high), 0);
  }

  truncate(length: number): void {
    this.#ids.truncate(length);
    // The texts of the values that are left were numbered first.
    this.dictionary.truncate(this.ids().reduce((count, id) => Math.max(count, id + 1), 0));
  }

  /** The numbers of the values in the dictionary, valid until the next change. */
  ids(): Int32Array<ArrayBuffer> {
    return this.#ids.view();
  }
}

/** Byte strings, one behind the other. */
export class BytesVector implements Values {
  readonly #bytes = new TextBuffer(1 << 10);
  readonly #ends = new NumberVector(Form.Int32);

  get length(): number {
    return this.#ends.length;
  }

  append(scanner: FieldScanner, low: number, high: number): void {
    this.#bytes.append(scanner.bytes.subarray(low, high));
    this.#ends.append(scanner, this.#bytes.length, 0);
  }

  truncate(length: number): void {
    this.#ends.truncate(length);
    this.#bytes.length = this.#ends.view().at(-1) ?? 0;
  }

  /** The bytes of all values, valid until the next change. */
  view(): Uint8Array {
    return this.#bytes.view();
  }

  /** Where each value begins, and the last one ends. */
  offsets(): Int32Array<ArrayBuffer> {
    return offsetsOf(this.#ends.view());
  }
}

/** Lists, and maps as lists of keys and values. */
export class ListVector implements Values {
  readonly column: Column;
  readonly element: Vector;
  readonly #ends = new NumberVector(Form.Int32);

  constructor(column: Column, element: Vector) {
    this.column = column;
    this.element = element;
  }

  get length(): number {
    return this.#ends.length;
  }

  /** Appends the list around which the scanner has noted these offsets. */
  append(scanner: FieldScanner, low: number, high: number, inner: number): void {
    const values = scanner.valuesBetween(this.column, low, high);
    while (values.next()) this.element.append(scanner, values.low, values.high, inner);
    this.#ends.append(scanner, this.element.length, 0);
  }

  truncate(length: number): void {
    this.#ends.truncate(length);
    this.element.truncate(this.#ends.view().at(-1) ?? 0);
  }

  /** Where each list begins among the elements, and the last one ends. */
  offsets(): Int32Array<ArrayBuffer> {
    return offsetsOf(this.#ends.view());
  }
}

/** Messages inside messages, which may be absent. */
export class StructVector implements Values {
  readonly message: Plan;
  readonly fields: readonly NamedVector[];
  readonly #present = new NumberVector(Form.Boolean);

  constructor(message: Plan, fields: readonly NamedVector[]) {
    this.message = message;
    this.fields = fields;
  }

  get length(): number {
    return this.#present.length;
  }

  append(scanner: FieldScanner, low: number, high: number, base: number): void {
    // Without a message all its fields are absent, which a scan of nothing notes.
    const inner = scanner.scan(this.message, low, high, base);
    const { slots } = scanner;
    for (const { column, vector } of this.fields) {
      const slot = base + column.slot;
      vector.append(scanner, slots[slot] as number, slots[slot + 1] as number, inner);
    }
    this.#present.append(scanner, high, 0);
  }

  truncate(length: number): void {
    this.#present.truncate(length);
    for (const { vector } of this.fields) vector.truncate(length);
  }

  /** Whether each value is there, as 0 or 1; valid until the next change. */
  present(): Int32Array<ArrayBuffer> {
    return this.#present.view();
  }
}

/** An empty vector for a field of the schema. A message within itself is kept as its bytes: columns cannot nest without end. */
function vectorOf(column: Column, around: readonly Plan[] = []): Vector {
  if (column.repeated) return new ListVector(column, valueVector(column, around));
  return valueVector(column, around);
}

/** Empty vectors for the fields of a message. */
export function vectorsOf(message: Plan, around: readonly Plan[] = []): NamedVector[] {
  return message.columns.map((column) => ({ column, vector: vectorOf(column, [...around, message]) }));
}

function valueVector({ form, message }: Column, around: readonly Plan[]): Vector {
  switch (form) {
    case Form.Int64:
    case Form.Uint64:
    case Form.Timestamp:
    case Form.Double:
      return new WideVector(form);
    case Form.String:
      return new TextVector();
    case Form.Bytes:
      return new BytesVector();
    case Form.Message:
      if (around.includes(message) || !message.columns.length) return new BytesVector();
      return new StructVector(message, vectorsOf(message, around));
    default:
      return new NumberVector(form);
  }
}

function grown(from: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(least, 2 * from.length));
  larger.set(from);
  return larger;
}

function offsetsOf(ends: Int32Array): Int32Array<ArrayBuffer> {
  const offsets = new Int32Array(ends.length + 1);
  offsets.set(ends, 1);
  return offsets;
}
