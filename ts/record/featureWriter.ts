import { fromBinary } from "@bufbuild/protobuf";
import { FlowFeaturesSchema } from "../gen/netcap_pb.ts";
import { FEATURE_COLUMNS, type FeatureColumn, type FeatureColumns } from "./featureColumns.ts";
import type { RecordWriter } from "./recordWriter.ts";
import type { TextBuffer } from "./textBuffer.ts";

/** Writes records of FlowFeatures as CSV with the columns of another program. */
export class FeatureWriter implements RecordWriter {
  readonly #columns: readonly FeatureColumn[];
  readonly #separator: string;
  readonly #header: boolean;
  #index = 0;

  /** @param separator stands between cells, none of which contains commas, tabs or quotes. */
  constructor(columns: FeatureColumns, { separator, header }: { readonly separator: string; readonly header: boolean }) {
    this.#columns = FEATURE_COLUMNS[columns];
    this.#separator = separator;
    this.#header = header;
  }

  begin(out: TextBuffer): void {
    if (this.#header) this.#line(out, ([name]) => name);
  }

  append(out: TextBuffer, bytes: Uint8Array, start: number, end: number): void {
    const features = fromBinary(FlowFeaturesSchema, bytes.subarray(start, end));
    const index = this.#index++;
    this.#line(out, ([, value]) => value(features, index));
  }

  end(): void {}

  #line(out: TextBuffer, cell: (column: FeatureColumn) => string | number | bigint): void {
    out.text(`${this.#columns.map(cell).join(this.#separator)}\n`);
  }
}
