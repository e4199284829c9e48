import { Form, type Plan } from "../record/plan.ts";
import type { RecordWriter } from "../record/recordWriter.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import * as arrow from "./arrow.packed.ts";
import type { ByteDictionary } from "./byteDictionary.ts";
import { RecordColumns } from "./recordColumns.ts";
import {
  BytesVector,
  ListVector,
  type NamedVector,
  NumberVector,
  StructVector,
  TextVector,
  type Vector,
  type WideVector,
} from "./vector.ts";

/**
 * Writes records as a stream of Arrow IPC: the columns of ParquetWriter, strings through dictionaries, which each batch
 * replaces so that they do not grow with the file. (The file form of Arrow cannot do that.)
 */
export class ArrowWriter implements RecordWriter {
  readonly #columns: RecordColumns;
  readonly #queue = new Queue();
  readonly #stream = new arrow.RecordBatchStreamWriter({ autoDestroy: false });
  readonly #schema: arrow.Schema;
  readonly #types: readonly arrow.DataType[];

  constructor(plan: Plan) {
    this.#columns = new RecordColumns(plan);
    let dictionaries = 0;
    const fields = this.#columns.fields.map((field) => fieldOf(field, () => dictionaries++));
    this.#types = fields.map(({ type }) => type);
    this.#schema = new arrow.Schema(fields, new Map([["netcap.record", plan.name]]));
  }

  begin(out: TextBuffer): void {
    this.#stream.reset(this.#queue, this.#schema);
    this.#drain(out);
  }

  append(out: TextBuffer, bytes: Uint8Array, start: number, end: number): void {
    this.#columns.append(bytes, start, end);
    if (this.#columns.full) this.#writeBatch(out);
  }

  end(out: TextBuffer): void {
    if (this.#columns.rows) this.#writeBatch(out);
    this.#stream.finish();
    this.#drain(out);
  }

  #writeBatch(out: TextBuffer): void {
    const { fields, rows } = this.#columns;
    const children = fields.map(({ vector }, i) => dataOf(vector, this.#types[i] as arrow.DataType));
    const data = arrow.makeData({ type: new arrow.Struct(this.#schema.fields), length: rows, nullCount: 0, children });
    this.#stream.write(new arrow.RecordBatch(this.#schema, data));
    this.#columns.clear();
    this.#drain(out);
  }

  #drain(out: TextBuffer): void {
    out.append(this.#queue.written.view());
    this.#queue.written.length = 0;
  }
}

/** Keeps what the library writes: its own queue hands bytes out only to who waits for them. */
class Queue extends arrow.AsyncByteQueue {
  readonly written = new TextBuffer();

  override write(bytes: Uint8Array): void {
    this.written.append(bytes);
  }
}

/** @param nextId numbers dictionaries; the library would number them through all files that a process writes */
function fieldOf(
  { column, vector }: Pick<NamedVector, "vector"> & { column: { name: string } },
  nextId: () => number,
): arrow.Field {
  return new arrow.Field(column.name, typeOf(vector, nextId), vector instanceof StructVector);
}

function typeOf(vector: Vector, nextId: () => number): arrow.DataType {
  if (vector instanceof TextVector) return new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32(), nextId());
  if (vector instanceof BytesVector) return new arrow.Binary();
  if (vector instanceof StructVector) return new arrow.Struct(vector.fields.map((field) => fieldOf(field, nextId)));
  if (vector instanceof ListVector) {
    const { column, element } = vector;
    if (!column.map || !(element instanceof StructVector)) {
      return new arrow.List(new arrow.Field("element", typeOf(element, nextId), false));
    }
    const entry = new arrow.Struct(element.fields.map((field) => fieldOf(field, nextId)));
    return new arrow.Map_(new arrow.Field("entries", entry as never, false));
  }
  switch (vector.form) {
    case Form.Boolean:
      return new arrow.Bool();
    case Form.Uint32:
      return new arrow.Uint32();
    case Form.Int64:
      return new arrow.Int64();
    case Form.Uint64:
      return new arrow.Uint64();
    case Form.Timestamp:
      return new arrow.TimestampNanosecond("UTC");
    case Form.Double:
      return new arrow.Float64();
    default:
      return new arrow.Int32();
  }
}

function dataOf(vector: Vector, type: arrow.DataType): arrow.Data {
  const { length } = vector;
  const common = { type, length, nullCount: 0 } as { type: never; length: number; nullCount: number };
  if (vector instanceof TextVector) {
    return arrow.makeData({ ...common, data: vector.ids(), dictionary: dictionaryOf(vector.dictionary) } as never);
  }
  if (vector instanceof BytesVector)
    return arrow.makeData({ ...common, valueOffsets: vector.offsets(), data: vector.view() } as never);
  if (vector instanceof ListVector) {
    const child = dataOf(vector.element, type.children[0]?.type as arrow.DataType);
    return arrow.makeData({ ...common, valueOffsets: vector.offsets(), child } as never);
  }
  if (vector instanceof StructVector) {
    const children = vector.fields.map(({ vector: child }, i) => dataOf(child, type.children[i]?.type as arrow.DataType));
    const present = vector.present();
    const nullCount = present.reduce((count, is) => count + (is ? 0 : 1), 0);
    return arrow.makeData({ ...common, nullCount, nullBitmap: nullCount ? bitmap(present) : undefined, children } as never);
  }
  if (vector instanceof NumberVector && vector.form === Form.Boolean)
    return arrow.makeData({ ...common, data: bitmap(vector.view()) });
  if (vector instanceof NumberVector && vector.form === Form.Uint32) {
    const values = vector.view();
    return arrow.makeData({ ...common, data: new Uint32Array(values.buffer, values.byteOffset, values.length) } as never);
  }
  return arrow.makeData({ ...common, data: (vector as NumberVector | WideVector).view() } as never);
}

function dictionaryOf(dictionary: ByteDictionary): arrow.Vector<arrow.Utf8> {
  const { bytes: data, offsets: valueOffsets } = dictionary.utf8();
  return new arrow.Vector([
    arrow.makeData({ type: new arrow.Utf8(), length: dictionary.length, nullCount: 0, valueOffsets, data }),
  ]);
}

/** A bit for each number that is not zero, the lowest bit first. */
function bitmap(values: Int32Array): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >>> 3);
  for (let i = 0; i < values.length; i++) if (values[i]) bits[i >>> 3] = (bits[i >>> 3] as number) | (1 << (i & 7));
  return bits;
}
