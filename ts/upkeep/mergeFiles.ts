import { descriptorOf } from "../record/descriptorOf.ts";
import { FieldScanner } from "../record/fieldScanner.ts";
import { planOf } from "../record/plan.ts";
import { RecordReader } from "../record/recordReader.ts";
import { RecordTime } from "../record/recordTime.ts";
import { creationTime } from "../runtime/environment.ts";
import { RecordFile } from "../sink/recordFile.ts";
import type { Watch } from "./watch.ts";

/** Files that are open at once: systems allow a process 1024 and fewer. */
const MAX_MERGED = 200;

/** A file with its next record. */
interface Head {
  readonly reader: RecordReader;
  /** Its place in the order of the inputs. */
  readonly place: number;
  time: bigint;
}

/** What a merge has made. */
export interface MergeResult {
  readonly type: string;
  readonly records: number;
  /** Records that are earlier than one before them, since their own file has them so. */
  readonly outOfOrder: number;
}

/**
 * Merges files of one type into a new one: always the earliest of the files' next records comes first, of records of one time
 * that of the file named first. A file that is in order gives all its records in order; memory does not grow with the files.
 * @throws {NcapFormatError} when a file is damaged; the records before that are written
 * @throws {Error} when files are of several types, or cannot be read or written
 */
export async function mergeFiles(paths: readonly string[], out: string, watch: Watch): Promise<MergeResult> {
  if (paths.length > MAX_MERGED) throw new Error(`${paths.length} files are too many at once: merge ${MAX_MERGED} at most`);
  const readers: RecordReader[] = [];
  try {
    let bytes = 0;
    for (const path of paths) readers.push(await RecordReader.open(path, path, (size) => (bytes += size)));
    return await merge(readers, out, (records) => watch(records, bytes));
  } finally {
    for (const reader of readers) await reader.close();
  }
}

async function merge(readers: readonly RecordReader[], out: string, progress: (records: number) => void): Promise<MergeResult> {
  const [first, ...others] = readers;
  if (first === undefined) throw new RangeError("no files to merge");
  const { type } = first;
  const other = others.find((reader) => reader.type !== type);
  if (other !== undefined)
    throw new Error(
      `"${first.file}" holds ${type.name} records, but "${other.file}" ${other.type.name}: merge files of one type`,
    );
  const scanner = new FieldScanner();
  const clock = new RecordTime(planOf(descriptorOf(type)), scanner);
  /** Moves a file to its next record; false at its end. */
  const advance = async (head: Head): Promise<boolean> => {
    const { reader } = head;
    while (!reader.next()) if (!(await reader.fill())) return false;
    scanner.bytes = reader.bytes;
    try {
      head.time = clock.at(reader.start, reader.end);
    } catch (error) {
      throw reader.located(error);
    }
    return true;
  };
  const heads: Head[] = [];
  for (const [place, reader] of readers.entries()) {
    const head = { reader, place, time: 0n };
    if (await advance(head)) heads.push(head);
  }
  heads.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  const file = await RecordFile.create(out, type, {
    created: creationTime(),
    inputSource: [...new Set(readers.map(({ header }) => header.InputSource).filter(Boolean))].join(","),
    containsPayloads: readers.some(({ header }) => header.ContainsPayloads),
  });
  let outOfOrder = 0;
  try {
    let last: bigint | undefined;
    for (let head = heads[0]; head !== undefined; head = heads[0]) {
      const { reader, time } = head;
      file.append(reader.bytes, reader.start, reader.end);
      if (last !== undefined && time < last) outOfOrder++;
      else last = time;
      if (file.records % 4096 === 1) progress(file.records);
      if (await advance(head)) {
        sink(heads);
      } else {
        const end = heads.pop() as Head;
        if (heads.length > 0) {
          heads[0] = end;
          sink(heads);
        }
      }
    }
  } finally {
    file.close();
  }
  return { type: type.name, records: file.records, outOfOrder };
}

function isBefore(a: Head, b: Head): boolean {
  return a.time < b.time || (a.time === b.time && a.place < b.place);
}

/** Moves the first of a heap to where it belongs: no head is before the one at half its place. */
function sink(heap: Head[]): void {
  const moved = heap[0] as Head;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    const right = heap[child + 1];
    if (right !== undefined && isBefore(right, heap[child] as Head)) child++;
    const next = heap[child];
    if (next === undefined || !isBefore(next, moved)) break;
    heap[at] = next;
    at = child;
  }
  heap[at] = moved;
}
