import { clone, createFileRegistry, type DescMessage, fromBinary, ScalarType, toJson } from "@bufbuild/protobuf";
import { type DescriptorProto, FieldDescriptorProto_Type, FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { file_netcap } from "../../ts/gen/netcap_pb.ts";
import { RecordReader } from "../../ts/record/recordReader.ts";
import type { Json } from "./differences.ts";

/** The wire bytes of the records of a file. */
export async function readGoldenRecords(path: string): Promise<Uint8Array[]> {
  const reader = await RecordReader.open(path);
  const records: Uint8Array[] = [];
  while (await reader.fill()) while (reader.next()) records.push(reader.bytes.subarray(reader.start, reader.end));
  return records;
}

/**
 * A record as protobuf JSON. Netcap (Go) copies strings from packets as they are; what is not UTF-8 in them is read as our core
 * writes it: bytes that belong to no character become the character of the same number.
 */
export function parseGoldenRecord(desc: DescMessage, bytes: Uint8Array): Json {
  const lenient = withBytes.getMessage(desc.typeName);
  if (!lenient) throw new Error(`the schema has no ${desc.typeName}`);
  const record = toJson(lenient, fromBinary(lenient, bytes)) as Json;
  restoreStrings(desc, record);
  return record;
}

/** The schema with bytes in place of strings. */
const withBytes = (() => {
  const file = clone(FileDescriptorProtoSchema, file_netcap.proto);
  file.messageType.forEach(stringsToBytes);
  return createFileRegistry(file, (name) => file_netcap.dependencies.find(({ proto }) => proto.name === name));
})();

function stringsToBytes(message: DescriptorProto): void {
  message.nestedType.filter(({ options }) => !options?.mapEntry).forEach(stringsToBytes);
  if (message.options?.mapEntry) return;
  for (const field of message.field) {
    if (field.type === FieldDescriptorProto_Type.STRING) field.type = FieldDescriptorProto_Type.BYTES;
  }
}

/** Makes text of what the schema says is text, and JSON has as base64. */
function restoreStrings(desc: DescMessage, record: Json): void {
  for (const field of desc.fields) {
    const value = record[field.jsonName];
    if (value === undefined || field.fieldKind === "map") continue;
    const { message } = field;
    if (message) for (const part of Array.isArray(value) ? value : [value]) restoreStrings(message, part as Json);
    else if (field.scalar === ScalarType.STRING) record[field.jsonName] = Array.isArray(value) ? value.map(text) : text(value);
  }
}

function text(base64: unknown): string {
  const bytes = Buffer.from(String(base64), "base64");
  let result = "";
  for (let at = 0; at < bytes.length; ) {
    const size = [1, 2, 3, 4].find((length) => isCharacter(bytes.subarray(at, at + length))) ?? 0;
    result += size ? bytes.toString("utf8", at, at + size) : String.fromCharCode(bytes[at] ?? 0);
    at += size || 1;
  }
  return result;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function isCharacter(bytes: Uint8Array): boolean {
  try {
    return [...strict.decode(bytes)].length === 1;
  } catch {
    return false;
  }
}
