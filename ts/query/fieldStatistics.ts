import { FieldScanner } from "../record/fieldScanner.ts";
import { type Column, Form, type Plan } from "../record/plan.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import { TimestampWriter } from "../record/timestampWriter.ts";
import { DistinctCounter, type Tally } from "./distinctCounter.ts";
import { type FieldValue, fieldValue } from "./fieldValue.ts";
import { Histogram } from "./histogram.ts";
import { hexOf } from "./operand.ts";

/** The most frequent values that are told. */
const TOP = 5;

/** What the values of a field came to. */
export interface FieldSummary {
  readonly field: string;
  /** What is counted: values, or the elements of lists of structures. */
  readonly of: "values" | "elements";
  /** How many values there are, and how many of them are not zero or empty. */
  readonly count: number;
  readonly set: number;
  /** How many different ones, and whether that is exact. */
  readonly distinct: number;
  readonly exact: boolean;
  /** Of numbers and times. */
  readonly min?: string;
  readonly max?: string;
  /** Of numbers. */
  readonly mean?: number;
  /** The most frequent values; where `exact` is false their counts are lower bounds. */
  readonly top: readonly Tally[];
  /** Bars of the numbers from the least to the greatest. */
  readonly chart?: string;
}

/** Statistics of each field, over any number of records in bounded memory. */
export class FieldStatistics {
  readonly #plan: Plan;
  readonly #scanner = new FieldScanner();
  readonly #fields: readonly OneField[];
  /** Records that were looked at. */
  records = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#fields = plan.columns.map((column) => new OneField(column));
  }

  /**
   * Looks at the record from `start` to `end`.
   * @throws {NcapFormatError} without a file, when that is no record
   */
  add(bytes: Uint8Array, start: number, end: number): void {
    const scanner = this.#scanner;
    scanner.bytes = bytes;
    scanner.scan(this.#plan, start, end, 0);
    this.records++;
    for (const field of this.#fields) field.add(scanner);
  }

  /** A summary of each field, in their order. */
  summaries(): FieldSummary[] {
    return this.#fields.map((field) => field.summary());
  }
}

const NUMBERS: ReadonlySet<Form> = new Set([Form.Int32, Form.Uint32, Form.Int64, Form.Uint64, Form.Double, Form.Timestamp]);

class OneField {
  readonly #column: Column;
  readonly #counter = new DistinctCounter();
  readonly #histogram = new Histogram();
  readonly #isNumber: boolean;
  #count = 0;
  #set = 0;
  #least: number | bigint | undefined;
  #greatest: number | bigint | undefined;
  #mean = 0;
  /** The first time, which the others are counted from: nanoseconds since 1970 are too large for a double. */
  #origin = 0n;

  constructor(column: Column) {
    this.#column = column;
    this.#isNumber = NUMBERS.has(column.form) || this.#isCounted;
  }

  /** Whether only the number of elements is looked at. */
  get #isCounted(): boolean {
    return this.#column.form === Form.Message;
  }

  add(scanner: FieldScanner): void {
    const column = this.#column;
    const [low, high] = [scanner.slots[column.slot] as number, scanner.slots[column.slot + 1] as number];
    if (this.#isCounted) {
      let elements = column.repeated || !high ? 0 : 1;
      if (column.repeated) for (const values = scanner.values(column, 0); values.next(); ) elements++;
      this.#take(elements);
    } else if (column.repeated) {
      for (const values = scanner.values(column, 0); values.next(); ) {
        this.#take(fieldValue(scanner, column, values.low, values.high));
      }
    } else {
      this.#take(fieldValue(scanner, column, low, high));
    }
  }

  summary(): FieldSummary {
    const { distinct, exact } = this.#counter;
    const shared = {
      field: this.#column.name,
      of: this.#isCounted ? ("elements" as const) : ("values" as const),
      count: this.#count,
      set: this.#set,
      distinct,
      exact,
    };
    const top = this.#counter.top(TOP);
    if (!this.#isNumber || this.#least === undefined || this.#greatest === undefined) return { ...shared, top };
    const range = { min: this.#text(this.#least), max: this.#text(this.#greatest) };
    const mean = this.#column.form === Form.Timestamp ? {} : { mean: this.#mean };
    return { ...shared, ...range, ...mean, top, chart: this.#histogram.chart() };
  }

  #take(value: FieldValue): void {
    this.#count++;
    if (value instanceof Uint8Array ? value.length : value) this.#set++;
    this.#counter.add(this.#text(value));
    if (!this.#isNumber) return;
    const number = value as number | bigint;
    if (this.#count === 1 && this.#column.form === Form.Timestamp) this.#origin = number as bigint;
    if (this.#least === undefined || number < this.#least) this.#least = number;
    if (this.#greatest === undefined || number > this.#greatest) this.#greatest = number;
    const plain = typeof number === "bigint" ? Number(number - this.#origin) : number;
    this.#mean += (plain - this.#mean) / this.#count;
    this.#histogram.add(plain);
  }

  #text(value: FieldValue): string {
    if (value instanceof Uint8Array) return hexOf(value);
    if (this.#column.form === Form.Timestamp) return timeText(value as bigint);
    return this.#column.names.get(value as number) ?? String(value);
  }
}

const times = new TimestampWriter(true);
const text = new TextBuffer(64);

function timeText(time: bigint): string {
  text.length = 0;
  times.append(text, Number(BigInt.asIntN(32, time)), Number(BigInt.asIntN(32, time >> 32n)));
  return text.toString();
}
