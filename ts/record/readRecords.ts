import type { DescMessage, Message, MessageShape } from "@bufbuild/protobuf";
import type { Header } from "../gen/netcap_pb.ts";
import { descriptorOf } from "./descriptorOf.ts";
import { NcapFormatError } from "./ncapFormatError.ts";
import { parseRecord } from "./parseRecord.ts";
import { RecordReader, type RecordSource } from "./recordReader.ts";

/** The records of a file, to be iterated over once. */
export interface Records<T extends Message> extends AsyncIterable<T> {
  /** The file's header, before or while its records are read. */
  header(): Promise<Header>;
}

/**
 * Reads the records of a file as typed messages, one after the other and without ever holding the file in memory.
 *
 *     const records = readRecords("TCP.ncap.gz", TCPSchema);
 *     console.log((await records.header()).InputSource);
 *     for await (const tcp of records) console.log(tcp.SrcIP, tcp.SrcPort);
 *
 * Without a schema the messages are of the type that the header names; their `$typeName` tells which.
 * Nothing is opened until the header or the first record is asked for.
 *
 * @param source a path, the bytes of a file, or its bytes in chunks; compressed (gzip, zstd) or not
 * @param schema the type that is expected, such as `TCPSchema`
 * @throws {NcapFormatError} while reading: when this is no record file, one of another type, or a damaged one
 * @throws {Error} while reading, when the file cannot be read
 */
export function readRecords(source: RecordSource): Records<Message>;
export function readRecords<Desc extends DescMessage>(source: RecordSource, schema: Desc): Records<MessageShape<Desc>>;
export function readRecords(source: RecordSource, schema?: DescMessage): Records<Message> {
  let opened: Promise<RecordReader> | undefined;
  const open = () => (opened ??= openAs(source, schema));
  return {
    header: async () => (await open()).header,
    async *[Symbol.asyncIterator]() {
      const reader = await open();
      try {
        while (await reader.fill()) while (reader.next()) yield parse(reader);
      } finally {
        await reader.close();
      }
    },
  };
}

async function openAs(source: RecordSource, schema: DescMessage | undefined): Promise<RecordReader> {
  const reader = await RecordReader.open(source);
  if (schema === undefined || descriptorOf(reader.type) === schema) return reader;
  await reader.close();
  throw new NcapFormatError(reader.file, 0, `holds ${reader.type.name} records, not ${schema.name}`);
}

function parse(reader: RecordReader): Message {
  try {
    return parseRecord(descriptorOf(reader.type), reader.bytes.subarray(reader.start, reader.end));
  } catch (error) {
    const trouble = error instanceof Error ? error.message : String(error);
    throw reader.located(new NcapFormatError("", reader.start, `malformed record: ${trouble}`));
  }
}
