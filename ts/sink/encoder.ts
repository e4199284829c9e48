import { create } from "@bufbuild/protobuf";
import { sizeDelimitedEncode } from "@bufbuild/protobuf/wire";
import { HeaderSchema } from "../gen/netcap_pb.ts";
import type { RecordType } from "../record/catalogue.ts";
import { CsvWriter } from "../record/csvWriter.ts";
import { FrameReader } from "../record/frameReader.ts";
import { JsonWriter } from "../record/jsonWriter.ts";
import { planOf } from "../record/plan.ts";
import type { RecordWriter } from "../record/recordWriter.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import { VERSION } from "../version.ts";

/** The forms that records are written in: length-delimited protobuf, CSV, JSON Lines. */
export const FORMATS = ["ncap", "csv", "json"] as const;
export type Format = (typeof FORMATS)[number];

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
}

/** Ending of file names by format. */
export const EXTENSIONS: Readonly<Record<Format, string>> = { ncap: ".ncap", csv: ".csv", json: ".jsonl" };

/** An encoder for the records of one type. */
export function createEncoder(format: Format, type: RecordType, facts: FileFacts): Encoder {
  if (format === "ncap") return { begin: () => header(type, facts), encode: (lane) => lane };
  return new LineEncoder(format === "csv" ? new CsvWriter(planOf(type.desc)) : new JsonWriter(planOf(type.desc)));
}

/** The first frame of a record file. */
function header(type: RecordType, facts: FileFacts): Uint8Array {
  const message = create(HeaderSchema, {
    Created: facts.created,
    InputSource: facts.inputSource,
    Type: type.number,
    Version: `v${VERSION}`,
    ContainsPayloads: facts.containsPayloads,
  });
  return sizeDelimitedEncode(HeaderSchema, message);
}

class LineEncoder implements Encoder {
  readonly #writer: RecordWriter;
  readonly #text = new TextBuffer();

  constructor(writer: RecordWriter) {
    this.#writer = writer;
  }

  begin(): Uint8Array {
    this.#text.length = 0;
    this.#writer.begin(this.#text);
    return this.#text.view();
  }

  encode(lane: Uint8Array): Uint8Array {
    this.#text.length = 0;
    const frames = new FrameReader("");
    frames.push(lane);
    while (frames.next()) this.#writer.append(this.#text, frames.bytes, frames.start, frames.end);
    return this.#text.view();
  }
}
