import { descriptorOf } from "../record/descriptorOf.ts";
import { FieldScanner } from "../record/fieldScanner.ts";
import { planOf } from "../record/plan.ts";
import { RecordReader } from "../record/recordReader.ts";
import { RecordTime } from "../record/recordTime.ts";
import { makeDirectory, placeOf } from "../runtime/files.ts";
import { RecordFile } from "../sink/recordFile.ts";
import { EndPoints } from "./endPoints.ts";
import type { Watch } from "./watch.ts";

/** Files that are written at once: systems allow a process 1024 and fewer. */
const MAX_PARTS = 500;
/** Small, since there may be many. */
const BLOCK = 128 * 1024;

/** How a file is split: spans of milliseconds, bytes before compression, or a number of files that flows are shared out among. */
export type Division =
  | { readonly by: "time"; readonly everyMs: number }
  | { readonly by: "size"; readonly bytes: number }
  | { readonly by: "flow"; readonly parts: number };

/** A file that a split has made. */
export interface Part {
  readonly path: string;
  readonly records: number;
}

/**
 * Splits a record file into new ones, each with the header of the whole. Their names are that of the file and, before its
 * ending, the beginning of the span (`TCP.20080718T120000Z.ncap.gz`) or a number (`TCP.0001.ncap.gz`).
 * @param directory for the new files; made where it is missing
 * @throws {NcapFormatError} when the file is damaged; the records before that are written
 * @throws {Error} when it would take more than 500 files at once, when records of this type cannot be split so, or when a file
 * cannot be read or written
 */
export async function splitFile(path: string, directory: string, division: Division, watch: Watch): Promise<readonly Part[]> {
  let bytes = 0;
  const reader = await RecordReader.open(path, path, (size) => (bytes += size));
  const open = new Map<string, RecordFile>();
  const made: RecordFile[] = [];
  try {
    const keyOf = divider(reader, division);
    makeDirectory(directory);
    const { header, type } = reader;
    const facts = { created: header.Created, inputSource: header.InputSource, containsPayloads: header.ContainsPayloads };
    const name = placeOf(path).name.replace(/(\.ncap)?(\.gz|\.zst)?$/, "");
    const ending = /(\.gz|\.zst)?$/.exec(path)?.[0] ?? "";
    while (await reader.fill()) {
      while (reader.next()) {
        const key = keyOf();
        let file = open.get(key);
        if (file === undefined) {
          if (division.by === "size") closeAll(open);
          if (open.size === MAX_PARTS) throw new Error(`this would take more than ${MAX_PARTS} files: split into larger parts`);
          file = await RecordFile.create(`${directory}/${name}.${key}.ncap${ending}`, type, facts, BLOCK);
          open.set(key, file);
          made.push(file);
        }
        file.append(reader.bytes, reader.start, reader.end);
      }
      watch(reader.count, bytes);
    }
  } finally {
    await reader.close();
    closeAll(open);
  }
  return made.map(({ path: part, records }) => ({ path: part, records }));
}

/** Closes all files, also when one cannot be. */
function closeAll(files: Map<string, RecordFile>): void {
  const failures: unknown[] = [];
  for (const file of files.values()) {
    try {
      file.close();
    } catch (error) {
      failures.push(error);
    }
  }
  files.clear();
  if (failures.length > 0) throw failures[0];
}

/** Gives the key of the part that the reader's current record belongs to. */
function divider(reader: RecordReader, division: Division): () => string {
  const plan = planOf(descriptorOf(reader.type));
  const scanner = new FieldScanner();
  /** Runs with the record's bytes; what is wrong with them is told with its place in the file. */
  const reading =
    (keyOf: () => string): (() => string) =>
    () => {
      scanner.bytes = reader.bytes;
      try {
        return keyOf();
      } catch (error) {
        throw reader.located(error);
      }
    };
  switch (division.by) {
    case "time": {
      const clock = new RecordTime(plan, scanner);
      const span = BigInt(division.everyMs) * 1_000_000n;
      return reading(() => spanName(clock.at(reader.start, reader.end), span));
    }
    case "size": {
      let [part, used] = [1, 0];
      return () => {
        const size = reader.end - reader.start + 4;
        if (used > 0 && used + size > division.bytes) {
          part++;
          used = 0;
        }
        used += size;
        return numbered(part);
      };
    }
    case "flow": {
      const ends = EndPoints.of(plan, scanner);
      if (ends === undefined)
        throw new Error(`${plan.name} records have no addresses to tell flows by: split by --every or --size`);
      return reading(() => numbered(1 + (ends.hash(reader.start, reader.end) % division.parts)));
    }
  }
}

function numbered(part: number): string {
  return String(part).padStart(4, "0");
}

/** The beginning of the span that a time lies in, counted from 1970: `20080718T120000Z`, with milliseconds where there are some. */
function spanName(time: bigint, span: bigint): string {
  const rest = time % span;
  const begin = time - (rest < 0n ? rest + span : rest);
  return new Date(Number(begin / 1_000_000n)).toISOString().replace(/[-:]/g, "").replace(".000Z", "Z").replace(".", "_");
}
