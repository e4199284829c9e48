import type { Column, Plan } from "../record/plan.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import { ScratchFile } from "../runtime/scratchFile.ts";
import type { RecordCursor } from "./recordCursor.ts";
import { TimeReader } from "./timeField.ts";

/** What of records is sorted in memory at once: their bytes, and their number. */
const MAX_BYTES = 64 << 20;
const MAX_RECORDS = 1 << 20;

/** Runs that are merged at once; more are merged to fewer first. */
const MAX_RUNS = 16;

/** In front of each record of a run: the two halves of its time, and its length. */
const HEAD = 12;

/** What is read of a run at once. */
const CHUNK = 1 << 18;

/** How much is sorted in memory, for tests. */
export interface SortLimits {
  readonly bytes?: number;
  readonly records?: number;
}

/**
 * Hands out records by their time; those of the same time stay in their order. What is too much for the memory is sorted in
 * pieces, which are kept in a temporary file and merged.
 */
export class SortedRecords implements RecordCursor {
  readonly #from: RecordCursor;
  readonly #time: TimeReader;
  readonly #limits: Required<SortLimits>;
  readonly #block = new Block();
  #scratch: ScratchFile | undefined;
  #runs: Run[] = [];
  #queue: Run[] | undefined;
  #current: { bytes: Uint8Array; start: number; end: number } = { bytes: new Uint8Array(0), start: 0, end: 0 };
  #failure: unknown;

  constructor(from: RecordCursor, plan: Plan, field: Column, limits: SortLimits = {}) {
    this.#from = from;
    this.#time = new TimeReader(plan, field);
    this.#limits = { bytes: limits.bytes ?? MAX_BYTES, records: limits.records ?? MAX_RECORDS };
  }

  get bytes(): Uint8Array {
    return this.#current.bytes;
  }
  get start(): number {
    return this.#current.start;
  }
  get end(): number {
    return this.#current.end;
  }
  /** Where it was in the file is not kept. */
  readonly offset = 0;
  readonly count = 0;

  async fill(): Promise<boolean> {
    if (this.#queue) {
      if (this.#failure !== undefined) throw this.#failure;
      return false;
    }
    try {
      await this.#readAll();
    } catch (failure) {
      // What came before the damage is handed out first.
      this.#failure = failure;
    }
    this.#queue = [...this.#runs, this.#block.sorted()].filter((run) => run.more);
    return true;
  }

  next(): boolean {
    const run = first(this.#queue ?? []);
    if (!run) return false;
    this.#current = { bytes: run.bytes, start: run.start, end: run.end };
    if (!run.next()) this.#queue = this.#queue?.filter((other) => other !== run);
    return true;
  }

  located(error: unknown): unknown {
    return error;
  }

  async close(): Promise<void> {
    this.#scratch?.close();
    this.#scratch = undefined;
    await this.#from.close();
  }

  async #readAll(): Promise<void> {
    const from = this.#from;
    while (await from.fill()) {
      while (from.next()) {
        try {
          this.#time.read(from.bytes, from.start, from.end);
        } catch (error) {
          throw from.located(error);
        }
        this.#block.add(this.#time, from.bytes, from.start, from.end);
        if (this.#block.size >= this.#limits.bytes || this.#block.count >= this.#limits.records) this.#spill();
      }
    }
  }

  #spill(): void {
    this.#scratch ??= new ScratchFile();
    const begin = this.#scratch.length;
    const out = new TextBuffer(CHUNK);
    for (const run = this.#block.sorted(); run.more; ) {
      writeEntry(out, run);
      if (out.length >= CHUNK) this.#flush(out);
      run.next();
    }
    this.#flush(out);
    this.#block.clear();
    this.#runs.push(new FileRun(this.#scratch, begin, this.#scratch.length));
    if (this.#runs.length === MAX_RUNS) this.#mergeRuns();
  }

  /** Makes one run of all there are. */
  #mergeRuns(): void {
    const scratch = this.#scratch as ScratchFile;
    const begin = scratch.length;
    const out = new TextBuffer(CHUNK);
    let queue = this.#runs.filter((run) => run.more);
    for (let run = first(queue); run; run = first(queue)) {
      writeEntry(out, run);
      if (out.length >= CHUNK) this.#flush(out);
      if (!run.next()) queue = queue.filter((other) => other !== run);
    }
    this.#flush(out);
    this.#runs = [new FileRun(scratch, begin, scratch.length)];
  }

  #flush(out: TextBuffer): void {
    this.#scratch?.append(out.view());
    out.length = 0;
  }
}

/** Records in the order of their times. */
interface Run {
  /** Whether there is a current record. */
  readonly more: boolean;
  readonly low: number;
  readonly high: number;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  next(): boolean;
}

function isBefore(a: Pick<Run, "low" | "high">, b: Pick<Run, "low" | "high">): boolean {
  return a.high !== b.high ? a.high < b.high : a.low >>> 0 < b.low >>> 0;
}

/** The run whose record is next: of those with the same time, the earliest run. */
function first(runs: readonly Run[]): Run | undefined {
  let best: Run | undefined;
  for (const run of runs) if (!best || isBefore(run, best)) best = run;
  return best;
}

function writeEntry(out: TextBuffer, { low, high, bytes, start, end }: Run): void {
  const head = new Uint8Array(HEAD);
  const view = new DataView(head.buffer);
  view.setInt32(0, low, true);
  view.setInt32(4, high, true);
  view.setUint32(8, end - start, true);
  out.append(head);
  out.append(bytes.subarray(start, end));
}

/** Records in memory. */
class Block {
  readonly #bytes = new TextBuffer(1 << 16);
  #ends: number[] = [];
  #lows: number[] = [];
  #highs: number[] = [];

  get size(): number {
    return this.#bytes.length;
  }
  get count(): number {
    return this.#ends.length;
  }

  add({ low, high }: TimeReader, bytes: Uint8Array, start: number, end: number): void {
    this.#bytes.append(bytes.subarray(start, end));
    this.#ends.push(this.#bytes.length);
    this.#lows.push(low);
    this.#highs.push(high);
  }

  clear(): void {
    this.#bytes.length = 0;
    this.#ends = [];
    this.#lows = [];
    this.#highs = [];
  }

  /** The records in the order of their times; good until the next change. */
  sorted(): Run {
    const [ends, lows, highs] = [this.#ends, this.#lows, this.#highs];
    const { bytes } = this.#bytes;
    const order = Uint32Array.from(ends.keys());
    const at = (i: number) => ({ low: lows[i] as number, high: highs[i] as number });
    order.sort((a, b) => (isBefore(at(a), at(b)) ? -1 : isBefore(at(b), at(a)) ? 1 : a - b));
    let next = 0;
    const index = () => order[next] as number;
    return {
      get more() {
        return next < order.length;
      },
      get low() {
        return lows[index()] as number;
      },
      get high() {
        return highs[index()] as number;
      },
      bytes,
      get start() {
        return index() ? (ends[index() - 1] as number) : 0;
      },
      get end() {
        return ends[index()] as number;
      },
      next: () => ++next < order.length,
    };
  }
}

/** Records that were written into a file in the order of their times. */
class FileRun implements Run {
  more = true;
  low = 0;
  high = 0;
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  readonly #file: ScratchFile;
  #at: number;
  readonly #end: number;

  constructor(file: ScratchFile, begin: number, end: number) {
    this.#file = file;
    this.#at = begin;
    this.#end = end;
    this.next();
  }

  next(): boolean {
    this.more = this.#has(HEAD);
    if (!this.more) return false;
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.end, HEAD);
    this.low = view.getInt32(0, true);
    this.high = view.getInt32(4, true);
    const size = view.getUint32(8, true);
    this.end += HEAD;
    this.#has(size);
    this.start = this.end;
    this.end += size;
    return true;
  }

  /** Whether there are so many bytes behind the current record; they are in memory then. */
  #has(size: number): boolean {
    const held = this.bytes.length - this.end;
    if (held >= size) return true;
    if (held + this.#end - this.#at < size) return false;
    // A new array, since the record handed out last lies in the old one.
    const bytes = new Uint8Array(Math.min(Math.max(size, CHUNK), held + this.#end - this.#at));
    bytes.set(this.bytes.subarray(this.end));
    this.#file.read(bytes.subarray(held), this.#at);
    this.#at += bytes.length - held;
    this.bytes = bytes;
    this.end = 0;
    return true;
  }
}
