import type { Encoding } from "hyparquet";
import { ByteWriter } from "hyparquet-writer";
import { deltaBinaryPack } from "hyparquet-writer/src/delta.js";
import { writeRleBitPackedHybrid } from "hyparquet-writer/src/encoding.js";
import { Form } from "../record/plan.ts";
import { numberDictionary } from "./numberDictionary.ts";
import type { LeafVector } from "./parquetLeaves.ts";
import { BytesVector, NumberVector, TextVector } from "./vector.ts";

type Bound = number | bigint | boolean | Uint8Array;

/** The values of a column as they stand in a page. */
export interface Encoded {
  readonly encoding: Encoding;
  readonly values: Uint8Array;
  readonly dictionary?: { readonly count: number; readonly values: Uint8Array };
  /** The least and the greatest value; undefined when there is none. */
  readonly bounds?: readonly [Bound, Bound] | undefined;
}

/** Numbers as they lie in memory, which is how Parquet has them too. */
type Numbers =
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | BigUint64Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/**
 * Encodes the values of a column, through a dictionary where that is shorter.
 * @param chosen the indexes of the values that are wanted; all of them when undefined
 */
export function encoded(vector: LeafVector, chosen: Int32Array | undefined): Encoded {
  // Values are chosen in their order.
  const wanted = chosen?.length === vector.length ? undefined : chosen;
  if (vector instanceof TextVector) return texts(vector, gathered(vector.ids(), wanted));
  if (vector instanceof BytesVector) return bytes(vector, wanted);
  if (!(vector instanceof NumberVector)) {
    const values = gathered(vector.view(), wanted);
    return vector.form === Form.Timestamp ? times(values) : numbers(values);
  }
  const values = gathered(vector.view(), wanted);
  switch (vector.form) {
    case Form.Boolean:
      return booleans(values);
    case Form.Uint32:
      return numbers(new Uint32Array(values.buffer, values.byteOffset, values.length));
    default:
      return numbers(values);
  }
}

function gathered<T extends Numbers>(values: T, chosen: Int32Array | undefined): T {
  if (!chosen) return values;
  const Kind = values.constructor as new (length: number) => T;
  const found = new Kind(chosen.length);
  for (let i = 0; i < chosen.length; i++) found[i] = values[chosen[i] as number] as never;
  return found;
}

function boundsOf(values: Numbers): Encoded["bounds"] {
  let [least, greatest] = [values[0], values[0]];
  if (least === undefined || greatest === undefined) return undefined;
  for (const value of values) {
    // What is no number has no place in an order, and the bounds of the others would lose it.
    if (Number.isNaN(value)) return undefined;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}

function booleans(values: Int32Array): Encoded {
  const runs = new ByteWriter();
  writeRleBitPackedHybrid(runs, values, 1);
  const out = new ByteWriter(runs.offset + 4);
  out.appendUint32(runs.offset);
  out.appendBytes(runs.getBytes());
  const set = values.includes(1);
  return { encoding: "RLE", values: out.getBytes(), bounds: values.length ? [!values.includes(0), set] : undefined };
}

/** Times hardly ever repeat, but follow each other closely. */
function times(values: Numbers): Encoded {
  const out = new ByteWriter(1 << 12);
  deltaBinaryPack(out, values, "INT64");
  return { encoding: "DELTA_BINARY_PACKED", values: out.getBytes(), bounds: boundsOf(values) };
}

function numbers(values: Numbers): Encoded {
  const width = values.BYTES_PER_ELEMENT === 8 ? 2 : 1;
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * width);
  const plain = () => ({ encoding: "PLAIN", values: bytesOf(values), bounds: boundsOf(values) }) as const;
  const found = numberDictionary(words, width);
  if (!found) return plain();
  const { firsts, ids } = found;
  if (firsts.length * values.BYTES_PER_ELEMENT + (ids.length * bitsFor(firsts.length)) / 8 > values.byteLength) return plain();
  const dictionary = gathered(values, firsts);
  return { ...throughDictionary(ids, firsts.length, bytesOf(dictionary)), bounds: boundsOf(dictionary) };
}

/** All lengths, then all bytes. */
function bytes(vector: BytesVector, chosen: Int32Array | undefined): Encoded {
  const offsets = vector.offsets();
  const count = chosen?.length ?? vector.length;
  const lengths = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const index = chosen ? (chosen[i] as number) : i;
    lengths[i] = (offsets[index + 1] as number) - (offsets[index] as number);
  }
  const out = new ByteWriter(1 << 12);
  deltaBinaryPack(out, lengths, "INT32");
  // What is not chosen is not there, and has no bytes.
  out.appendBytes(vector.view());
  return { encoding: "DELTA_LENGTH_BYTE_ARRAY", values: out.getBytes() };
}

function texts({ dictionary }: TextVector, ids: Int32Array): Encoded {
  const { bytes: letters, offsets } = dictionary.utf8();
  let size = 0;
  for (const id of ids) size += 4 + (offsets[id + 1] as number) - (offsets[id] as number);
  const { length } = dictionary;
  const bounds = length ? textBounds(letters, offsets) : undefined;
  if (letters.length + 4 * length + (ids.length * bitsFor(length)) / 8 > size) {
    return { ...strings(letters, offsets, ids.length, (i) => ids[i] as number), bounds };
  }
  return { ...throughDictionary(ids, length, strings(letters, offsets, length, (i) => i).values), bounds };
}

/** The first and the last text in the order of their bytes. */
function textBounds(bytes: Uint8Array, offsets: Int32Array): [Uint8Array, Uint8Array] {
  const text = (id: number) => bytes.subarray(offsets[id], offsets[id + 1]);
  let [least, greatest] = [text(0), text(0)];
  for (let id = 1; id + 1 < offsets.length; id++) {
    const next = text(id);
    if (compare(next, least) < 0) least = next;
    else if (compare(next, greatest) > 0) greatest = next;
  }
  // Copies, since the end of the file tells them long after the dictionary is gone.
  return [least.slice(), greatest.slice()];
}

function compare(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  return a.length - b.length;
}

/** Strings of bytes, each behind its length. */
function strings(letters: Uint8Array, offsets: Int32Array, count: number, indexOf: (i: number) => number): Encoded {
  let size = 0;
  for (let i = 0; i < count; i++) {
    const index = indexOf(i);
    size += 4 + (offsets[index + 1] as number) - (offsets[index] as number);
  }
  const values = new Uint8Array(size);
  const view = new DataView(values.buffer);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const index = indexOf(i);
    const from = offsets[index] as number;
    const length = (offsets[index + 1] as number) - from;
    view.setUint32(at, length, true);
    at += 4;
    // Most are short, and a view of them would cost more than they do.
    if (length < 32) for (let k = 0; k < length; k++) values[at + k] = letters[from + k] as number;
    else values.set(letters.subarray(from, from + length), at);
    at += length;
  }
  return { encoding: "PLAIN", values };
}

function throughDictionary(ids: Int32Array, count: number, values: Uint8Array): Encoded {
  const bits = bitsFor(count);
  const out = new ByteWriter(64 + ((ids.length * bits) >> 3));
  out.appendUint8(bits);
  writeRleBitPackedHybrid(out, ids, bits);
  return { encoding: "RLE_DICTIONARY", values: out.getBytes(), dictionary: { count, values } };
}

/** The bits that the numbers below `count` take. */
function bitsFor(count: number): number {
  return count > 1 ? 32 - Math.clz32(count - 1) : 0;
}

function bytesOf(values: Numbers): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
