import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { RecordType } from "../record/catalogue.ts";
import type { Compression } from "../runtime/blockFile.ts";
import { VERSION } from "../version.ts";

/** Forms in columns, whose groups of rows follow from the records before: they cannot be made of each lane alone. */
export type ColumnFormat = "parquet" | "arrow";

/** The forms that records are written in: length-delimited protobuf, CSV, JSON Lines, and those in columns. */
export type Format = "ncap" | "csv" | "json" | ColumnFormat;

/** Whether a form is in columns. */
export function isColumnFormat(format: Format): format is ColumnFormat {
  return format === "parquet" || format === "arrow";
}

/** What the header of a record file says, besides its type. */
export interface FileFacts {
  /** Nanoseconds since 1970. */
  readonly created: bigint;
  readonly inputSource: string;
  readonly containsPayloads: boolean;
}

/** Turns lanes of one type into the bytes of a file. */
export interface Encoder {
  /** What the file begins with. */
  begin(): Uint8Array;
  /** Length-delimited records in, bytes of the file out; good until the next call. */
  encode(lane: Uint8Array): Uint8Array;
  /** What the file ends with. */
  end(): Uint8Array;
}

/** Ending of file names by format. */
export const EXTENSIONS: Readonly<Record<Format, string>> = {
  ncap: ".ncap",
  csv: ".csv",
  json: ".jsonl",
  parquet: ".parquet",
  arrow: ".arrows",
};

/** What is added to the ending by compression. */
export const COMPRESSED: Readonly<Record<Compression["kind"], string>> = { gzip: ".gz", zstd: ".zst" };

/** Makes an encoder for the records of one type. */
export type EncoderMaker = (type: RecordType) => Encoder;

const NOTHING = new Uint8Array(0);

/** Loads what encodes a form lane by lane. */
export async function loadEncoder(format: Exclude<Format, ColumnFormat>, facts: FileFacts): Promise<EncoderMaker> {
  if (format === "ncap") return (type) => ({ begin: () => header(type, facts), encode: (lane) => lane, end: () => NOTHING });
  const { lineEncoder } = await import("./lineEncoder.ts");
  return (type) => lineEncoder(format, type);
}

/** The first frame of a record file: a message Header, written by hand so that its descriptor need not be loaded. */
function header({ number }: RecordType, { created, inputSource, containsPayloads }: FileFacts): Uint8Array {
  const header = new BinaryWriter();
  if (created) header.tag(1, WireType.Varint).int64(created);
  if (inputSource) header.tag(2, WireType.LengthDelimited).string(inputSource);
  header.tag(3, WireType.Varint).int32(number);
  header.tag(4, WireType.LengthDelimited).string(`v${VERSION}`);
  if (containsPayloads) header.tag(5, WireType.Varint).bool(true);
  return new BinaryWriter().bytes(header.finish()).finish();
}
