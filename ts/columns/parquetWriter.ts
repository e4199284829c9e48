import type { RowGroup, SchemaElement } from "hyparquet";
import { ByteWriter } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { Form, type Plan } from "../record/plan.ts";
import type { RecordWriter } from "../record/recordWriter.ts";
import type { TextBuffer } from "../record/textBuffer.ts";
import { VERSION } from "../version.ts";
import { writeChunk } from "./parquetChunk.ts";
import { leavesOf } from "./parquetLeaves.ts";
import { RecordColumns } from "./recordColumns.ts";
import { ListVector, NumberVector, StructVector, type Vector, WideVector } from "./vector.ts";

/**
 * Writes records as Parquet: a column for each field, structures as groups, repeated fields as lists, maps as maps, times as
 * timestamps of nanoseconds in UTC, enums as numbers, repeated values through dictionaries. Fields are never null, since proto3
 * knows none; structures are where they are absent. Pages are compressed with snappy, which is the same on every runtime.
 */
export class ParquetWriter implements RecordWriter {
  readonly #name: string;
  readonly #columns: RecordColumns;
  readonly #bytes = new ByteWriter(1 << 16);
  readonly #schema: readonly SchemaElement[];
  /** What the columns hold, in the order in which `leavesOf` gives them. */
  readonly #types: readonly SchemaElement[];
  readonly #groups: RowGroup[] = [];
  #rows = 0;

  constructor(plan: Plan) {
    this.#name = plan.name;
    this.#columns = new RecordColumns(plan);
    const root: SchemaElement = { name: plan.name, num_children: plan.columns.length };
    this.#schema = [root, ...this.#columns.fields.flatMap(({ column, vector }) => elementsOf(column.name, vector))];
    this.#types = this.#schema.filter(({ type }) => type);
  }

  begin(out: TextBuffer): void {
    this.#bytes.appendUint32(MAGIC);
    this.#drain(out);
  }

  append(out: TextBuffer, bytes: Uint8Array, start: number, end: number): void {
    this.#columns.append(bytes, start, end);
    if (this.#columns.full) this.#writeGroup(out);
  }

  end(out: TextBuffer): void {
    if (this.#columns.rows) this.#writeGroup(out);
    writeMetadata(this.#bytes, {
      version: 2,
      created_by: `netcap ${VERSION}`,
      schema: [...this.#schema],
      num_rows: BigInt(this.#rows),
      row_groups: this.#groups,
      metadata_length: 0,
      key_value_metadata: [{ key: "netcap.record", value: this.#name }],
    });
    this.#bytes.appendUint32(MAGIC);
    this.#drain(out);
  }

  #writeGroup(out: TextBuffer): void {
    const { fields, rows } = this.#columns;
    const begin = this.#bytes.offset;
    let next = 0;
    const columns = fields.flatMap((field) =>
      leavesOf(field).map((leaf) => {
        const chunk = writeChunk(this.#bytes, leaf, this.#types[next++] as SchemaElement, rows);
        this.#drain(out);
        return chunk;
      }),
    );
    this.#groups.push({
      columns,
      num_rows: BigInt(rows),
      total_byte_size: columns.reduce((sum, { meta_data }) => sum + (meta_data?.total_uncompressed_size ?? 0n), 0n),
      total_compressed_size: BigInt(this.#bytes.offset - begin),
    });
    this.#rows += rows;
    this.#columns.clear();
  }

  /** Moves what was written, but not the count of it, from which offsets in the file are made. */
  #drain(out: TextBuffer): void {
    out.append(this.#bytes.getBytes());
    this.#bytes.index = 0;
  }
}

/** What a file begins and ends with: `PAR1`. */
const MAGIC = 0x31524150;

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
