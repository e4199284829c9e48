import { FieldScanner } from "../record/fieldScanner.ts";
import { type Column, Form, numbersPlan, type Plan } from "../record/plan.ts";
import type { Place } from "../record/recordReader.ts";
import { fieldValue } from "./fieldValue.ts";
import type { RecordCursor } from "./recordCursor.ts";

/** How numbers are scaled: to a mean of 0 and a deviation of 1, or to the range from 0 to 1. */
export type Scaling = "zscore" | "minmax";

/** How one field becomes a number. */
export type Feature =
  /** (value - origin - center) / scale, or 0 where scale is 0. The origin of times is the first one, in nanoseconds. */
  | { readonly name: string; readonly kind: "number"; readonly origin: string; readonly center: number; readonly scale: number }
  /** The place among the categories, counted from 1, or 0 where it is none of them. */
  | { readonly name: string; readonly kind: "category"; readonly categories: readonly string[] };

/** What `--encode-save` keeps: all that is needed to treat further files in the same way. */
export interface FeatureParameters {
  readonly record: string;
  readonly scaling: Scaling;
  readonly fields: readonly Feature[];
}

/** More categories than this are no categories. */
const MAX_CATEGORIES = 1_000_000;

const TAG = 2;
const WIDE = 8;
const NARROW = 4;

/** Walks the fields of a record that become numbers. */
class FieldWalker {
  readonly plan: Plan;
  readonly scanner = new FieldScanner();

  constructor(plan: Plan) {
    this.plan = plan;
  }

  /** Notes where the fields of a record are. */
  scan(bytes: Uint8Array, start: number, end: number): void {
    this.scanner.bytes = bytes;
    this.scanner.scan(this.plan, start, end, 0);
  }

  /** A number: the value of numbers, 0 and 1 of booleans, how many of lists, how many bytes of bytes, whether of structures. */
  number(column: Column, origin: bigint): number {
    const { slots } = this.scanner;
    const [low, high] = [slots[column.slot] as number, slots[column.slot + 1] as number];
    if (column.repeated) {
      let count = 0;
      for (const values = this.scanner.values(column, 0); values.next(); ) count++;
      return count;
    }
    if (column.form === Form.Bytes) return high - low;
    if (column.form === Form.Message) return high ? 1 : 0;
    const value = fieldValue(this.scanner, column, low, high);
    return typeof value === "bigint" ? Number(value - origin) : Number(value);
  }

  /** The text that stands for a category. */
  category(column: Column): string {
    const { slots } = this.scanner;
    const value = fieldValue(this.scanner, column, slots[column.slot] as number, slots[column.slot + 1] as number);
    return column.names.get(value as number) ?? String(value);
  }

  /** The value of an integer of 64 bits. */
  integer({ slot, form }: Column): bigint {
    const { slots } = this.scanner;
    return form === Form.Timestamp
      ? (fieldValue(this.scanner, { form } as Column, slots[slot] as number, slots[slot + 1] as number) as bigint)
      : 0n;
  }
}

function isCategory({ form, repeated }: Column): boolean {
  return !repeated && (form === Form.String || form === Form.Enum);
}

/** Learns from the records of a first pass how to turn them into numbers. */
export class FeatureLearner {
  readonly #walker: FieldWalker;
  readonly #scaling: Scaling;
  readonly #numbers: { column: Column; origin: bigint; mean: number; squares: number; min: number; max: number }[];
  readonly #categories: { column: Column; codes: Map<string, number> }[];
  #count = 0;

  constructor(plan: Plan, scaling: Scaling) {
    this.#walker = new FieldWalker(plan);
    this.#scaling = scaling;
    this.#numbers = plan.columns
      .filter((column) => !isCategory(column))
      .map((column) => ({ column, origin: 0n, mean: 0, squares: 0, min: Infinity, max: -Infinity }));
    this.#categories = plan.columns.filter(isCategory).map((column) => ({ column, codes: new Map() }));
  }

  /**
   * Looks at the record from `start` to `end`.
   * @throws {Error} when a field has too many categories
   */
  add(bytes: Uint8Array, start: number, end: number): void {
    const walker = this.#walker;
    walker.scan(bytes, start, end);
    this.#count++;
    for (const field of this.#numbers) {
      if (this.#count === 1) field.origin = walker.integer(field.column);
      const value = walker.number(field.column, field.origin);
      // Welford's way, which does not lose digits as sums of squares do.
      const distance = value - field.mean;
      field.mean += distance / this.#count;
      field.squares += distance * (value - field.mean);
      field.min = Math.min(field.min, value);
      field.max = Math.max(field.max, value);
    }
    for (const { column, codes } of this.#categories) {
      const text = walker.category(column);
      if (codes.has(text)) continue;
      if (codes.size === MAX_CATEGORIES) {
        throw new Error(`${column.name} has more than ${MAX_CATEGORIES} different values: leave it out with --select`);
      }
      codes.set(text, codes.size + 1);
    }
  }

  /** What was learned. */
  parameters(): FeatureParameters {
    const numbers = new Map<Column, Feature>(
      this.#numbers.map(({ column, origin, mean, squares, min, max }) => {
        const [center, scale] =
          this.#scaling === "zscore" ? [mean, Math.sqrt(squares / Math.max(1, this.#count))] : [min, max - min];
        const known = this.#count > 0;
        const feature = { name: column.name, kind: "number", origin: String(origin) } as const;
        return [column, { ...feature, center: known ? center : 0, scale: known ? scale : 0 }];
      }),
    );
    const categories = new Map<Column, Feature>(
      this.#categories.map(({ column, codes }) => [
        column,
        { name: column.name, kind: "category", categories: [...codes.keys()] },
      ]),
    );
    const { plan } = this.#walker;
    const fields = plan.columns.map((column) => (numbers.get(column) ?? categories.get(column)) as Feature);
    return { record: plan.name, scaling: this.#scaling, fields };
  }
}

/** Hands records out as messages of numbers, one for each field. */
export class ScaledRecords implements RecordCursor {
  /** The plan of the messages that are handed out. */
  readonly plan: Plan;
  readonly start = 0;
  readonly end: number;
  readonly bytes: Uint8Array;
  readonly #from: RecordCursor;
  readonly #walker: FieldWalker;
  readonly #view: DataView;
  readonly #fields: readonly { column: Column; origin: bigint; feature: Feature; codes: Map<string, number>; at: number }[];

  /** @param plan the fields of the records, those of the parameters in their order */
  constructor(from: RecordCursor, plan: Plan, { fields }: FeatureParameters) {
    this.#from = from;
    this.#walker = new FieldWalker(plan);
    const integers = new Set(fields.filter(({ kind }) => kind === "category").map(({ name }) => name));
    this.plan = numbersPlan(
      plan.name,
      fields.map(({ name }) => name),
      integers,
    );
    let at = 0;
    this.#fields = fields.map((feature, i) => {
      const isCode = feature.kind === "category";
      const codes = new Map(isCode ? feature.categories.map((category, code) => [category, code + 1]) : []);
      const field = { column: plan.columns[i] as Column, origin: BigInt(isCode ? 0 : feature.origin), feature, codes, at };
      at += TAG + (isCode ? NARROW : WIDE);
      return field;
    });
    this.end = at;
    this.bytes = new Uint8Array(at);
    this.#view = new DataView(this.bytes.buffer);
    for (const [i, field] of this.#fields.entries()) {
      const tag = ((i + 1) << 3) | (this.plan.columns[i] as Column).wireType;
      this.bytes[field.at] = (tag & 0x7f) | 0x80;
      this.bytes[field.at + 1] = tag >>> 7;
    }
  }

  get offset(): number {
    return this.#from.offset;
  }
  get count(): number {
    return this.#from.count;
  }

  fill(): Promise<boolean> {
    return this.#from.fill();
  }

  next(): boolean {
    const from = this.#from;
    if (!from.next()) return false;
    try {
      this.#walker.scan(from.bytes, from.start, from.end);
      for (const { column, origin, feature, codes, at } of this.#fields) {
        if (feature.kind === "category") {
          this.#view.setUint32(at + TAG, codes.get(this.#walker.category(column)) ?? 0, true);
        } else {
          const { center, scale } = feature;
          const value = scale ? (this.#walker.number(column, origin) - center) / scale : 0;
          this.#view.setFloat64(at + TAG, value, true);
        }
      }
    } catch (error) {
      throw from.located(error);
    }
    return true;
  }

  located(error: unknown, place?: Place): unknown {
    return this.#from.located(error, place);
  }

  close(): Promise<void> {
    return this.#from.close();
  }
}

/**
 * Reads what `--encode-save` kept.
 * @throws {Error} without the name of the file, when that is something else
 */
export function parseParameters(text: string): FeatureParameters {
  const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
  let made: unknown;
  try {
    made = JSON.parse(text);
  } catch {
    throw new Error("is no JSON");
  }
  const isFeature = (field: unknown) =>
    isObject(field) &&
    typeof field.name === "string" &&
    (field.kind === "category"
      ? Array.isArray(field.categories) && field.categories.every((category) => typeof category === "string")
      : field.kind === "number" &&
        /^-?\d{1,20}$/.test(String(field.origin)) &&
        Number.isFinite(field.center) &&
        Number.isFinite(field.scale));
  if (!isObject(made) || typeof made.record !== "string" || !Array.isArray(made.fields) || !made.fields.every(isFeature)) {
    throw new Error("holds no parameters of --encode-save");
  }
  return made as unknown as FeatureParameters;
}
