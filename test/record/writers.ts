import { create, type DescMessage, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import type { RecordWriter } from "../../ts/record/recordWriter.ts";
import { TextBuffer } from "../../ts/record/textBuffer.ts";

/** The wire bytes of a record. */
export function record<Desc extends DescMessage>(schema: Desc, fields: MessageInitShape<Desc>): Uint8Array {
  return toBinary(schema, create(schema, fields));
}

/** All that a writer makes of some records. */
export function printed(writer: RecordWriter, ...records: readonly Uint8Array[]): string {
  const out = new TextBuffer(1);
  writer.begin(out);
  for (const bytes of records) writer.append(out, bytes, 0, bytes.length);
  writer.end(out);
  return out.toString();
}
