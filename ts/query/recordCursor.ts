import type { Place } from "../record/recordReader.ts";
import type { Filter } from "./compileFilter.ts";

/** Records one after the other, as RecordReader hands them out: `while (await fill()) while (next()) …`. */
export interface RecordCursor extends Place {
  /** Where the current record lies: `bytes.subarray(start, end)`; where in the file, `located` wants to know. */
  readonly bytes: Uint8Array;
  readonly end: number;
  /** Gets more records, once `next` has handed out all there were; false when there are none. */
  fill(): Promise<boolean>;
  /** Moves to the next record; false when `fill` has to get more first. */
  next(): boolean;
  /** An error from the bytes of a record, the current one unless another is given, with the place of them in it. */
  located(error: unknown, place?: Place): unknown;
  /** Stops reading. */
  close(): Promise<void>;
}

/** Hands on the records that a filter wants, as many of them as a limit allows. */
export class ChosenRecords implements RecordCursor {
  readonly #from: RecordCursor;
  readonly #wanted: Filter;
  #left: number;

  constructor(from: RecordCursor, wanted: Filter = () => true, limit = Number.POSITIVE_INFINITY) {
    this.#from = from;
    this.#wanted = wanted;
    this.#left = limit;
  }

  get bytes(): Uint8Array {
    return this.#from.bytes;
  }
  get start(): number {
    return this.#from.start;
  }
  get end(): number {
    return this.#from.end;
  }
  get offset(): number {
    return this.#from.offset;
  }
  get count(): number {
    return this.#from.count;
  }

  async fill(): Promise<boolean> {
    return this.#left > 0 && (await this.#from.fill());
  }

  next(): boolean {
    const from = this.#from;
    if (this.#left <= 0) return false;
    while (from.next()) {
      if (!this.#isWanted()) continue;
      this.#left--;
      return true;
    }
    return false;
  }

  located(error: unknown, place?: Place): unknown {
    return this.#from.located(error, place);
  }

  close(): Promise<void> {
    return this.#from.close();
  }

  #isWanted(): boolean {
    const { bytes, start, end } = this.#from;
    try {
      return this.#wanted(bytes, start, end);
    } catch (error) {
      throw this.#from.located(error);
    }
  }
}
