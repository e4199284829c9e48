import type { RecordType } from "../record/catalogue.ts";
import { lineWriter } from "../record/lineWriter.ts";
import type { Encoder } from "./encoder.ts";
import { WriterEncoder } from "./writerEncoder.ts";

/** Turns lanes into lines of CSV or JSON. */
export function lineEncoder(format: "csv" | "json", type: RecordType): Encoder {
  return new WriterEncoder(lineWriter({ type, fields: [], format }));
}
