import type { ColumnChunk, Encoding, SchemaElement } from "hyparquet";
import type { ByteWriter } from "hyparquet-writer";
import { ByteWriter as Bytes } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { writeRleBitPackedHybrid } from "hyparquet-writer/src/encoding.js";
import { snappyCompress } from "hyparquet-writer/src/snappy.js";
import type { Leaf } from "./parquetLeaves.ts";
import { encoded } from "./parquetValues.ts";

/**
 * Writes what a group of rows has of one column: a dictionary where one pays, and a page of values.
 * @param rows records in the group
 * @returns what the end of the file is to say of it
 */
export function writeChunk(out: ByteWriter, { path, vector, levels }: Leaf, element: SchemaElement, rows: number): ColumnChunk {
  const begin = out.offset;
  const { places, indexes } = levels;
  const chosen = indexes && withValues(indexes);
  const { encoding, values, dictionary, bounds } = encoded(vector, chosen);
  let plain = 0;
  if (dictionary) {
    const bytes = snappyCompress(dictionary.values);
    const from = out.offset;
    writePageHeader(out, {
      type: "DICTIONARY_PAGE",
      uncompressed_page_size: dictionary.values.length,
      compressed_page_size: bytes.length,
      dictionary_page_header: { num_values: dictionary.count, encoding: "PLAIN" },
    });
    plain += out.offset - from + dictionary.values.length;
    out.appendBytes(bytes);
  }
  const page = out.offset;
  const around = new Bytes();
  const repetitionBytes = appendLevels(around, levels.repetitions, levels.maxRepetition);
  const definitionBytes = appendLevels(around, levels.definitions, levels.maxDefinition);
  const compressed = snappyCompress(values);
  const pays = compressed.length < values.length;
  const body = pays ? compressed : values;
  writePageHeader(out, {
    type: "DATA_PAGE_V2",
    uncompressed_page_size: around.offset + values.length,
    compressed_page_size: around.offset + body.length,
    data_page_header_v2: {
      num_values: places,
      num_nulls: chosen ? places - chosen.length : 0,
      num_rows: rows,
      encoding,
      definition_levels_byte_length: definitionBytes,
      repetition_levels_byte_length: repetitionBytes,
      is_compressed: pays,
    },
  });
  plain += out.offset - page + around.offset + values.length;
  out.appendBytes(around.getBytes());
  out.appendBytes(body);
  const encodings: Encoding[] = dictionary ? ["PLAIN", encoding] : [encoding];
  return {
    file_offset: BigInt(begin),
    meta_data: {
      type: element.type as NonNullable<SchemaElement["type"]>,
      encodings,
      path_in_schema: [...path],
      codec: "SNAPPY",
      num_values: BigInt(places),
      total_uncompressed_size: BigInt(plain),
      total_compressed_size: BigInt(out.offset - begin),
      data_page_offset: BigInt(page),
      ...(dictionary && { dictionary_page_offset: BigInt(begin) }),
      // Who looks for rows by minimum and maximum does so in plain columns.
      ...(bounds && !indexes && { statistics: { min_value: bounds[0], max_value: bounds[1], null_count: 0n } }),
    },
  };
}

/** The indexes of values without the places that have none. */
function withValues(indexes: Int32Array): Int32Array {
  const chosen = new Int32Array(indexes.length);
  let count = 0;
  for (const index of indexes) if (index >= 0) chosen[count++] = index;
  return chosen.subarray(0, count);
}

/** @returns how many bytes they take */
function appendLevels(out: ByteWriter, levels: Uint8Array, highest: number): number {
  return highest ? writeRleBitPackedHybrid(out, levels, 32 - Math.clz32(highest)) : 0;
}
