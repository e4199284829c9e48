import {
  clone,
  create,
  createFileRegistry,
  type DescMessage,
  type FileRegistry,
  fromBinary,
  type MessageShape,
} from "@bufbuild/protobuf";
import {
  FeatureSet_Utf8Validation,
  FeatureSetSchema,
  FileDescriptorProtoSchema,
  FileOptionsSchema,
} from "@bufbuild/protobuf/wkt";
import { file_netcap } from "../gen/netcap_pb.ts";

/**
 * Parses a message of the catalogue, taking strings that are not UTF-8: they get U+FFFD in place of what is wrong.
 * Netcap (Go) copies strings from packets as they are, and protobuf-es refuses a record for that.
 * @throws {Error} when the bytes are no such message
 */
export function parseRecord<Desc extends DescMessage>(desc: Desc, bytes: Uint8Array): MessageShape<Desc> {
  try {
    return fromBinary(desc, bytes);
  } catch (error) {
    lenient ??= lenientCatalogue();
    const lenientDesc = lenient.getMessage(desc.typeName);
    if (lenientDesc === undefined) throw error;
    // The messages have the same shape: only the reading differs.
    return fromBinary(lenientDesc, bytes) as MessageShape<Desc>;
  }
}

let lenient: FileRegistry | undefined;

/** The schema with its check of strings turned off. */
function lenientCatalogue(): FileRegistry {
  const file = clone(FileDescriptorProtoSchema, file_netcap.proto);
  file.options ??= create(FileOptionsSchema);
  file.options.features = create(FeatureSetSchema, { utf8Validation: FeatureSet_Utf8Validation.NONE });
  return createFileRegistry(file, (name) => file_netcap.dependencies.find(({ proto }) => proto.name === name));
}
