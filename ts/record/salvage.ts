import { MAX_FRAME_SIZE } from "./frameReader.ts";
import type { Plan } from "./plan.ts";
import { RecordCheck } from "./recordCheck.ts";
import { timeColumn } from "./recordTime.ts";

/** A length in front of a record takes at most four bytes, as records are below 64 MiB. */
const MAX_PREFIX = 4;
/** While a beginning is searched for, only records up to this size are believed: the largest that netcap makes. */
const MAX_FOUND = 1 << 20;
/** Bytes that the search for one beginning may look at, again and again, before it gives up what is in memory. */
const SEARCH_BUDGET = 1 << 28;

/** Bytes that were no records. */
export interface Loss {
  /** Offset in the file, after decompression. */
  readonly offset: number;
  readonly bytes: number;
}

/**
 * Finds the records in the bytes of a file that is damaged. Where one cannot be read, it goes on behind it when its length leads
 * to a good one, otherwise at the next place where two good records follow each other, or one that ends with the file.
 *
 *     while (await salvage.next()) use(salvage.bytes, salvage.start, salvage.end);
 */
export class Salvage {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  readonly losses: Loss[] = [];
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #check: RecordCheck;
  readonly #timeTag: number;
  #ended = false;
  #at = 0;
  /** Offset in the file of the first of `bytes`. */
  #offset = 0;

  /**
   * @param chunks the file behind its header, or with it where it is damaged: it is lost then
   * @param plan of its records
   */
  constructor(chunks: AsyncIterator<Uint8Array>, plan: Plan, offset = 0) {
    this.#chunks = chunks;
    this.#check = new RecordCheck(plan);
    this.#timeTag = (timeColumn(plan)?.number ?? 0) << 3;
    this.#offset = offset;
  }

  /** Moves to the next good record; false at the end of the file. */
  async next(): Promise<boolean> {
    this.#drop();
    if (await this.#take(this.#at)) return true;
    if (this.#left(this.#at) === 0) return false;
    const from = this.#offset + this.#at;
    const found = (await this.#behind()) || (await this.#search());
    this.losses.push({ offset: from, bytes: this.#offset + (found ? this.#at : this.bytes.length) - from });
    if (!found) this.#at = this.bytes.length;
    return found && this.#take(this.#at);
  }

  /** Takes the record at `at` if it is good. */
  async #take(at: number): Promise<boolean> {
    const end = await this.#goodEnd(at, MAX_FRAME_SIZE);
    if (end === 0) return false;
    this.#at = end;
    return true;
  }

  /** Moves behind the record that is bad, if a good one follows it there. */
  async #behind(): Promise<boolean> {
    const size = await this.#frame(this.#at, MAX_FOUND);
    if (size < 0) return false;
    const after = this.end;
    if ((await this.#goodEnd(after, MAX_FOUND)) === 0) return false;
    this.#at = after;
    return true;
  }

  /** Moves to the next place that looks like a record. */
  async #search(): Promise<boolean> {
    let budget = this.#check.bytesRead + SEARCH_BUDGET;
    for (;;) {
      this.#at++;
      this.#drop();
      if (this.#left(this.#at) < 2 && !(await this.#load(this.#at + 2))) return false;
      if (this.#check.bytesRead > budget) {
        this.#at = this.bytes.length - 1;
        budget = this.#check.bytesRead + SEARCH_BUDGET;
        continue;
      }
      const end = await this.#goodEnd(this.#at, MAX_FOUND);
      if (end === 0 || this.end - this.start < 2) continue;
      // An end of the file is as good a witness as a second record.
      if (this.#left(end) === 0 && !(await this.#load(end + 1))) return true;
      if ((await this.#goodEnd(end, MAX_FOUND)) !== 0) return true;
    }
  }

  /** Where the good record at `at` ends; 0 when there is none. Its bytes are between `start` and `end`. */
  async #goodEnd(at: number, limit: number): Promise<number> {
    const size = await this.#frame(at, limit);
    if (size < 0) return 0;
    // Netcap leaves out no time: a record that begins with another field is one that was found in the middle of things.
    if (size > 0 && this.#timeTag !== 0 && limit === MAX_FOUND && this.bytes[this.start] !== this.#timeTag) return 0;
    return this.#check.check(this.bytes, this.start, this.end) === undefined ? this.end : 0;
  }

  /** Finds what the length at `at` spans, and sets `start` and `end`; gives its size, or -1 where that cannot be. */
  async #frame(at: number, limit: number): Promise<number> {
    if (this.#left(at) < MAX_PREFIX) await this.#load(at + MAX_PREFIX);
    let size = 0;
    for (let i = 0; i < MAX_PREFIX && at + i < this.bytes.length; i++) {
      const byte = this.bytes[at + i] as number;
      size |= (byte & 0x7f) << (7 * i);
      if (byte >= 0x80) continue;
      const start = at + i + 1;
      if (size > limit || (this.#left(start) < size && !(await this.#load(start + size)))) return -1;
      this.start = start;
      this.end = start + size;
      return size;
    }
    return -1;
  }

  #left(at: number): number {
    return this.bytes.length - at;
  }

  /** Forgets bytes that lie behind, once they are many. */
  #drop(): void {
    if (this.#at < 1 << 20) return;
    this.bytes = this.bytes.slice(this.#at);
    this.#offset += this.#at;
    this.#at = 0;
  }

  /** Gets bytes until there are `length`; false when the file ends before. */
  async #load(length: number): Promise<boolean> {
    const parts = [this.bytes];
    let have = this.bytes.length;
    while (have < length && !this.#ended) {
      const { value, done } = await this.#chunks.next();
      if (done) {
        this.#ended = true;
      } else {
        parts.push(value);
        have += value.length;
      }
    }
    if (parts.length > 1) {
      const bytes = new Uint8Array(have);
      let at = 0;
      for (const part of parts) {
        bytes.set(part, at);
        at += part.length;
      }
      this.bytes = bytes;
    }
    return have >= length;
  }
}
