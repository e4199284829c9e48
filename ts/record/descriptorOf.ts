import type { DescMessage } from "@bufbuild/protobuf";
import { file_netcap } from "../gen/netcap_pb.ts";
import type { RecordType } from "./catalogue.ts";

const byName = new Map(file_netcap.messages.map((message) => [message.name, message]));

/** The message of a record. In a file of its own, since loading the descriptors takes longer than decoding a small capture. */
export function descriptorOf({ name }: RecordType): DescMessage {
  const found = byName.get(name);
  if (found === undefined) throw new RangeError(`the schema has no message ${name}`);
  return found;
}
