import { descriptorOf } from "../record/descriptorOf.ts";
import { FieldScanner } from "../record/fieldScanner.ts";
import { planOf } from "../record/plan.ts";
import { RecordReader } from "../record/recordReader.ts";
import { RecordTime } from "../record/recordTime.ts";
import { INDEX_ENDING, INDEX_VERSION } from "../record/timeIndex.ts";
import { BlockFile, plainBlock } from "../runtime/blockFile.ts";
import { pathStatus, removeFile } from "../runtime/files.ts";
import type { Watch } from "./watch.ts";

/** A run of records ends when it has grown to this. */
const RUN = 256 * 1024;

/**
 * Writes the index of times of a record file beside it, in place of an older one; see `readIndex`.
 * @throws {NcapFormatError} when the file is damaged; there is no index then
 * @throws {Error} when it cannot be read, or the index not be written
 */
export async function writeIndex(path: string, watch: Watch): Promise<{ readonly path: string; readonly entries: number }> {
  const lines: string[] = [JSON.stringify({ version: INDEX_VERSION, bytes: pathStatus(path)?.size })];
  let bytes = 0;
  const reader = await RecordReader.open(path, path, (read) => (bytes += read));
  try {
    const scanner = new FieldScanner();
    const clock = new RecordTime(planOf(descriptorOf(reader.type)), scanner);
    let offset = framed(reader.headerBytes.length);
    let [size, records, first, last] = [0, 0, 0n, 0n];
    const finish = () => {
      if (records > 0) lines.push(JSON.stringify([offset, size, records, String(first), String(last)]));
      offset += size;
      [size, records] = [0, 0];
    };
    while (await reader.fill()) {
      while (reader.next()) {
        scanner.bytes = reader.bytes;
        let time: bigint;
        try {
          time = clock.at(reader.start, reader.end);
        } catch (error) {
          throw reader.located(error);
        }
        if (records === 0 || time < first) first = time;
        if (records === 0 || time > last) last = time;
        records++;
        size += framed(reader.end - reader.start);
        if (size >= RUN) finish();
      }
      watch(reader.count, bytes);
    }
    finish();
  } finally {
    await reader.close();
  }
  const index = path + INDEX_ENDING;
  if (pathStatus(index) !== undefined) removeFile(index);
  const file = new BlockFile(index);
  try {
    file.append(plainBlock(new TextEncoder().encode(`${lines.join("\n")}\n`)));
  } finally {
    file.close();
  }
  return { path: index, entries: lines.length - 1 };
}

/** Bytes of a message with its length in front of it. */
function framed(size: number): number {
  return size + 1 + Math.floor(Math.log2(Math.max(size, 1)) / 7);
}
