import type { Place } from "../record/recordReader.ts";
import type { Records } from "../record/records.ts";
import type { RecordWriter } from "../record/recordWriter.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import type { RecordCursor } from "./recordCursor.ts";

/** A batch is full when it has so many bytes, or so many records. */
const FULL_BYTES = 1 << 18;
const FULL_COUNT = 1 << 13;
/** What a batch grows to for large records is not kept beyond this. */
const MOST_KEPT = 1 << 20;

/** Records taken out of a cursor, which remember where they were. */
export class RecordBatch {
  #bytes = new Uint8Array(FULL_BYTES);
  readonly #ends = new Uint32Array(FULL_COUNT);
  readonly #offsets = new Float64Array(FULL_COUNT);
  readonly #counts = new Float64Array(FULL_COUNT);
  #count = 0;
  #size = 0;

  /** How many records there are. */
  get count(): number {
    return this.#count;
  }

  /** Whether there is a record that is so large that batches like this should not pile up. */
  get isHuge(): boolean {
    return this.#bytes.length > MOST_KEPT;
  }

  /** The records, until the next change of the batch. */
  get records(): Records {
    return { bytes: this.#bytes.subarray(0, this.#size), ends: this.#ends.subarray(0, this.#count) };
  }

  /**
   * Adds what records a cursor has, until the batch is full; then there may be more of them.
   * @throws what the cursor throws; the records before that are added
   */
  take(cursor: RecordCursor): boolean {
    while (this.#count < FULL_COUNT && this.#size < FULL_BYTES) {
      if (!cursor.next()) return false;
      this.#add(cursor);
    }
    return true;
  }

  /** Forgets the records. */
  clear(): void {
    if (this.isHuge) this.#bytes = new Uint8Array(FULL_BYTES);
    this.#count = 0;
    this.#size = 0;
  }

  /** What is wrong with a record that could not be written. */
  failureOf(index: number, writer: RecordWriter, cursor: RecordCursor): unknown {
    const start = index ? (this.#ends[index - 1] as number) : 0;
    const place: Place = { start, offset: this.#offsets[index] as number, count: this.#counts[index] as number };
    try {
      writer.append(new TextBuffer(), this.#bytes, start, this.#ends[index] as number);
      return new Error(`record ${place.count} could be written only now, please report it`);
    } catch (error) {
      return cursor.located(error, place);
    }
  }

  #add({ bytes, start, end, offset, count }: RecordCursor): void {
    const size = this.#size + end - start;
    if (size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes.subarray(start, end), this.#size);
    this.#size = size;
    this.#ends[this.#count] = size;
    this.#offsets[this.#count] = offset;
    this.#counts[this.#count] = count;
    this.#count++;
  }
}
