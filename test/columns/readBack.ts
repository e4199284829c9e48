import type { DescMessage } from "@bufbuild/protobuf";
import { tableFromIPC } from "apache-arrow";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { ArrowWriter } from "../../ts/columns/arrowWriter.ts";
import { ParquetWriter } from "../../ts/columns/parquetWriter.ts";
import { planOf, selectColumns } from "../../ts/record/plan.ts";
import type { RecordWriter } from "../../ts/record/recordWriter.ts";
import { TextBuffer } from "../../ts/record/textBuffer.ts";

/** Some fields of a message, or all. */
export function planFor(schema: DescMessage, ...fields: string[]) {
  return fields.length ? selectColumns(planOf(schema), fields) : planOf(schema);
}

/** All that a writer makes of some records. */
export function bytesOf(writer: RecordWriter, ...records: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new TextBuffer(1);
  writer.begin(out);
  for (const bytes of records) writer.append(out, bytes, 0, bytes.length);
  writer.end(out);
  return out.view().slice();
}

/** The columns of a Parquet file: name, type, and what is between. */
export function parquetColumns(file: Uint8Array<ArrayBuffer>): string[] {
  return parquetMetadata(file.buffer).schema.map(({ name, type, converted_type, logical_type, repetition_type }) =>
    [name, repetition_type, type, logical_type?.type ?? converted_type].filter((word) => word !== undefined).join(" "),
  );
}

/** The rows of a Parquet file, times as nanoseconds. */
export function parquetRows(file: Uint8Array<ArrayBuffer>): Promise<Record<string, unknown>[]> {
  const parsers = { timestampFromNanoseconds: (nanos: bigint) => nanos };
  return parquetReadObjects({ file: file.buffer, utf8: false, parsers: parsers as never });
}

/** The rows of a stream of Arrow IPC. */
export function arrowRows(stream: Uint8Array): unknown[] {
  return JSON.parse(
    JSON.stringify(tableFromIPC(stream).toArray(), (_, value) => (typeof value === "bigint" ? `${value}n` : value)),
  );
}

export { ArrowWriter, ParquetWriter };
