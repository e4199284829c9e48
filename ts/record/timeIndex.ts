import { pathStatus, readWholeFile } from "../runtime/files.ts";
import { NcapFormatError } from "./ncapFormatError.ts";

/** What the name of an index ends in, behind that of its file. */
export const INDEX_ENDING = ".idx";

/** The first number of every index. */
export const INDEX_VERSION = 1;

/** A run of records in a file. */
export interface IndexEntry {
  /** Offset of the length in front of its first record, after decompression. */
  readonly offset: number;
  /** Bytes up to the next run. */
  readonly size: number;
  readonly records: number;
  /** Nanoseconds since 1970 of its earliest and its latest record. */
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * The index of times that lies beside a record file: a line of JSON with the version and the size of the file, then one for each
 * run of records, `[offset,size,records,"first","last"]`. It is as small as a few lines for each megabyte.
 * @returns undefined when there is none, or the file has another size than when the index was made
 * @throws {NcapFormatError} when it is damaged
 */
export function readIndex(path: string): readonly IndexEntry[] | undefined {
  const file = path + INDEX_ENDING;
  if (pathStatus(file) === undefined) return undefined;
  const [head = "", ...lines] = new TextDecoder().decode(readWholeFile(file)).trimEnd().split("\n");
  try {
    const { version, bytes } = JSON.parse(head) as { version: unknown; bytes: unknown };
    if (version !== INDEX_VERSION || bytes !== pathStatus(path)?.size) return undefined;
    return lines.map(parseEntry);
  } catch {
    throw new NcapFormatError(file, 0, "is damaged: remove it, or make it anew");
  }
}

function parseEntry(line: string): IndexEntry {
  const [offset, size, records, first, last] = JSON.parse(line) as [number, number, number, string, string];
  if (![offset, size, records].every((value) => Number.isSafeInteger(value) && value >= 0)) throw new RangeError(line);
  return { offset, size, records, first: BigInt(first), last: BigInt(last) };
}

/** The runs that may hold records from `from` to `to`, both included, in nanoseconds since 1970. */
export function entriesWithin(index: readonly IndexEntry[], from: bigint, to: bigint): IndexEntry[] {
  return index.filter(({ first, last }) => last >= from && first <= to);
}
