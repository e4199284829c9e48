import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter as Parquet } from "hyparquet-writer";
import { Form, type Plan } from "../record/plan.ts";
import type { RecordWriter } from "../record/recordWriter.ts";
import type { TextBuffer } from "../record/textBuffer.ts";
import { VERSION } from "../version.ts";
import { RecordColumns } from "./recordColumns.ts";
import { ListVector, NumberVector, StructVector, type Vector, WideVector } from "./vector.ts";

/**
 * Writes records as Parquet: a column for each field, structures as groups, repeated fields as lists, maps as maps, times as
 * timestamps of nanoseconds in UTC, enums as numbers, repeated values through dictionaries. Fields are never null, since proto3
 * knows none; structures are where they are absent. Pages are compressed with snappy, which is the same on every runtime.
 */
export class ParquetWriter implements RecordWriter {
  readonly #columns: RecordColumns;
  readonly #bytes = new ByteWriter(1 << 16);
  readonly #parquet: Parquet;

  constructor(plan: Plan) {
    this.#columns = new RecordColumns(plan);
    const root: SchemaElement = { name: plan.name, num_children: plan.columns.length };
    this.#parquet = new Parquet({
      writer: this.#bytes,
      schema: [root, ...this.#columns.fields.flatMap(({ column, vector }) => elementsOf(column.name, vector))],
      createdBy: `netcap ${VERSION}`,
      kvMetadata: [{ key: "netcap.record", value: plan.name }],
    });
  }

  begin(out: TextBuffer): void {
    this.#drain(out);
  }

  append(out: TextBuffer, bytes: Uint8Array, start: number, end: number): void {
    this.#columns.append(bytes, start, end);
    if (this.#columns.full) this.#writeGroup(out);
  }

  end(out: TextBuffer): void {
    if (this.#columns.rows) this.#writeGroup(out);
    this.#parquet.finish();
    this.#drain(out);
  }

  #writeGroup(out: TextBuffer): void {
    const columnData = this.#columns.fields.map(({ column, vector }) => ({
      name: column.name,
      data: dataOf(vector),
      // Times hardly ever repeat, and it takes time to find that out.
      ...(column.form === Form.Timestamp && !column.repeated && { encoding: "DELTA_BINARY_PACKED" as const }),
    }));
    this.#parquet.write({ columnData, rowGroupSize: this.#columns.rows });
    this.#columns.clear();
    this.#drain(out);
  }

  /** Moves what was written, but not the count of it, from which offsets in the file are made. */
  #drain(out: TextBuffer): void {
    out.append(this.#bytes.getBytes());
    this.#bytes.index = 0;
  }
}

/** The elements of the schema for a column, parents before children. */
function elementsOf(name: string, vector: Vector): SchemaElement[] {
  if (vector instanceof ListVector) return listElements(name, vector);
  if (vector instanceof StructVector) {
    const children = vector.fields.flatMap(({ column, vector: child }) => elementsOf(column.name, child));
    return [{ name, repetition_type: "OPTIONAL", num_children: vector.fields.length }, ...children];
  }
  const form = vector instanceof NumberVector || vector instanceof WideVector ? vector.form : undefined;
  const type = form === undefined ? ("dictionary" in vector ? TEXT : BYTES) : (NUMBERS[form] as Omit<SchemaElement, "name">);
  return [{ name, repetition_type: "REQUIRED", ...type }];
}

function listElements(name: string, { column, element }: ListVector): SchemaElement[] {
  const wrapper = { name, repetition_type: "REQUIRED", num_children: 1 } as const;
  if (!column.map || !(element instanceof StructVector)) {
    const [first, ...inner] = elementsOf("element", element) as [SchemaElement, ...SchemaElement[]];
    return [
      { ...wrapper, converted_type: "LIST", logical_type: { type: "LIST" } },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { ...first, repetition_type: "REQUIRED" },
      ...inner,
    ];
  }
  return [
    { ...wrapper, converted_type: "MAP", logical_type: { type: "MAP" } },
    { name: "key_value", repetition_type: "REPEATED", num_children: 2 },
    ...element.fields.flatMap(({ column: part, vector }) => elementsOf(part.name, vector)),
  ];
}

type Leaf = Omit<SchemaElement, "name">;
const TEXT: Leaf = { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } };
const BYTES: Leaf = { type: "BYTE_ARRAY" };
const NUMBERS: Partial<Record<Form, Leaf>> = {
  [Form.Boolean]: { type: "BOOLEAN" },
  [Form.Int32]: { type: "INT32" },
  [Form.Enum]: { type: "INT32" },
  [Form.Uint32]: { type: "INT32", converted_type: "UINT_32" },
  [Form.Int64]: { type: "INT64" },
  [Form.Uint64]: { type: "INT64", converted_type: "UINT_64" },
  [Form.Timestamp]: { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "NANOS" } },
  [Form.Double]: { type: "DOUBLE" },
};

/** The values of a column as the library takes them: numbers in typed arrays where it can. */
function dataOf(vector: Vector): unknown[] | Int32Array | BigInt64Array | BigUint64Array | Float64Array {
  if (vector instanceof WideVector) return vector.view();
  if (vector instanceof NumberVector && (vector.form === Form.Int32 || vector.form === Form.Enum)) return vector.view();
  return Array.from({ length: vector.length }, (_, i) => vector.at(i));
}
