import { type DescMessage, getOption, hasOption } from "@bufbuild/protobuf";
import { Kind, layer, record } from "../gen/netcap/options_pb.ts";
import { ConnectionSchema, file_netcap, TypeSchema } from "../gen/netcap_pb.ts";

/** Where a record comes from; see the enum Kind of netcap/options.proto. */
export type RecordKind = "layer" | "flow" | "stream" | "host" | "finding";

/** One type of audit record, as the schema describes it. */
export interface RecordType {
  /** Name of the message: `TCP`. */
  readonly name: string;
  /** Value of the enum Type that stands for it in file headers. */
  readonly number: number;
  /** Name of its files without extension: the message name, but `VRRP` for VRRPv2. */
  readonly fileBase: string;
  readonly kind: RecordKind;
  /** Whether netcap makes such records itself; the other types can only be read. */
  readonly decoded: boolean;
  readonly desc: DescMessage;
}

const KINDS: Record<Kind, RecordKind> = {
  [Kind.LAYER]: "layer",
  [Kind.FLOW]: "flow",
  [Kind.STREAM]: "stream",
  [Kind.HOST]: "host",
  [Kind.FINDING]: "finding",
};

/** Netcap (Go) names this file after gopacket's layer. */
const FILE_BASES: Readonly<Record<string, string>> = { VRRPv2: "VRRP" };

/** Records that are no protocol layer, and that the core makes all the same. */
const MADE_BY_THE_CORE: readonly DescMessage[] = [ConnectionSchema];

/** All types of audit records, in the order of their numbers. */
export const catalogue: readonly RecordType[] = file_netcap.messages
  .filter((desc) => hasOption(desc, layer) || hasOption(desc, record))
  .map(describe)
  .sort((a, b) => a.number - b.number);

const byNumber = new Map(catalogue.map((type) => [type.number, type]));
const byName = new Map(
  catalogue.flatMap((type) => [
    [type.fileBase.toLowerCase(), type],
    [type.name.toLowerCase(), type],
  ]),
);

/** The type with this number, or undefined when the number is unknown or names no audit record. */
export function recordTypeByNumber(number: number): RecordType | undefined {
  return byNumber.get(number);
}

/** The type with this name or file name (`tcp`, `VRRP`, `VRRPv2`), in any case, or undefined. */
export function recordTypeByName(name: string): RecordType | undefined {
  return byName.get(name.toLowerCase());
}

function describe(desc: DescMessage): RecordType {
  const value = TypeSchema.values.find(({ name }) => name === `NC_${desc.name}`);
  if (value === undefined) throw new Error(`the schema has no number NC_${desc.name} for the record ${desc.name}`);
  const isLayer = hasOption(desc, layer);
  return {
    name: desc.name,
    number: value.number,
    fileBase: FILE_BASES[desc.name] ?? desc.name,
    kind: isLayer ? "layer" : KINDS[getOption(desc, record).kind],
    decoded: isLayer || MADE_BY_THE_CORE.includes(desc),
    desc,
  };
}
