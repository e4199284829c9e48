import { RecordBatch } from "../query/recordBatch.ts";
import type { RecordCursor } from "../query/recordCursor.ts";
import type { LineForm } from "../record/lineWriter.ts";
import { appendRecords } from "../record/records.ts";
import type { RecordWriter } from "../record/recordWriter.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import { breathe } from "../runtime/process.ts";
import type { Lines } from "../threads/lineThread.ts";
import { LineThreads } from "../threads/lineThreads.ts";
import type { DumpOutput } from "./dumpOutput.ts";

/** Bytes of records that are written before threads are started: fewer are done by then. */
const WORTH_THREADS = 4 << 20;
/** Batches that wait behind one that is not done yet, for each thread. */
const MOST_WAITING = 3;

/** How records become text. */
export interface TextJob {
  readonly writer: RecordWriter;
  /** The same, for threads; undefined where a text depends on more than its record. */
  readonly lines?: LineForm | undefined;
  /** Threads to write in, this one included. */
  readonly workers: number;
  readonly output: DumpOutput;
  readonly signal: AbortSignal;
}

/** A batch whose text is to be written, and that text once it is there. */
interface Piece {
  readonly batch: RecordBatch;
  readonly lines: Lines | Promise<Lines>;
  done: boolean;
}

/**
 * Writes all records, in their order, and gives how many there were.
 * @throws {NcapFormatError} when a record is damaged, after those before it are written
 */
export async function writeText(records: RecordCursor, job: TextJob): Promise<number> {
  const { writer, output, signal } = job;
  const out = new TextBuffer(1 << 20);
  const spare: RecordBatch[] = [];
  const queue: Piece[] = [];
  let threads: LineThreads | undefined;
  let size = 0;
  let written = 0;

  const flush = async () => {
    const text = out.view();
    out.length = 0;
    await output.write(text);
  };
  const settle = async ({ batch, lines }: Piece) => {
    const { count, text } = await lines;
    written += count;
    await output.write(text);
    if (count < batch.count) throw batch.failureOf(count, writer, records);
    batch.clear();
    spare.push(batch);
  };
  /** Writes what is done, and of the rest so much that no more than so many pieces wait. */
  const settleAll = async (most: number) => {
    for (let first = queue[0]; first && (first.done || queue.length > most); first = queue[0]) {
      queue.shift();
      try {
        await settle(first);
      } catch (error) {
        queue.length = 0;
        throw error;
      }
    }
  };
  const add = (batch: RecordBatch) => {
    const lines = batch.isHuge ? undefined : threads?.write(batch.records);
    if (lines) {
      const piece: Piece = { batch, lines, done: false };
      const done = () => {
        piece.done = true;
      };
      lines.then(done, done);
      queue.push(piece);
    } else {
      const count = appendRecords(writer, out, batch.records);
      queue.push({ batch, lines: { count, text: queue.length ? out.view().slice() : out.view() }, done: true });
      out.length = 0;
    }
  };

  try {
    writer.begin(out);
    await flush();
    try {
      for await (const batch of batchesOf(records, spare)) {
        if (job.lines && job.workers > 1 && size >= WORTH_THREADS) threads ??= new LineThreads(job.lines, job.workers - 1);
        size += batch.records.bytes.length;
        const most = threads && !batch.isHuge ? MOST_WAITING * job.workers : 0;
        add(batch);
        // What threads have to say comes only when this one waits.
        if (threads) await breathe();
        await settleAll(most);
        signal.throwIfAborted();
      }
    } finally {
      // Also when the file is damaged: the records before the damage are good.
      try {
        await settleAll(0);
      } finally {
        writer.end(out);
        await flush();
      }
    }
  } finally {
    await threads?.end();
    output.close();
  }
  return written;
}

/** All records in batches; before an error, those that came before it. */
async function* batchesOf(records: RecordCursor, spare: RecordBatch[]): AsyncGenerator<RecordBatch, void, undefined> {
  let batch = spare.pop() ?? new RecordBatch();
  try {
    while (await records.fill()) {
      for (let more = true; more; ) {
        more = batch.take(records);
        if (!batch.count) continue;
        yield batch;
        batch = spare.pop() ?? new RecordBatch();
      }
    }
  } catch (error) {
    if (batch.count) yield batch;
    throw error;
  }
}
