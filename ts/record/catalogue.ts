import { recordTypes } from "../gen/recordTypes.ts";

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
  /** Whether it does so only when the type is asked for by name. */
  readonly onRequest: boolean;
}

/** Netcap (Go) names this file after gopacket's layer. */
const FILE_BASES: Readonly<Record<string, string>> = { VRRPv2: "VRRP" };

/** All types of audit records, in the order of their numbers. */
export const catalogue: readonly RecordType[] = recordTypes.map((type) => ({
  ...type,
  fileBase: FILE_BASES[type.name] ?? type.name,
}));

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

/**
 * The type with this very name.
 * @throws {RangeError} when there is none.
 */
export function recordTypeOf(name: string): RecordType {
  const type = catalogue.find((candidate) => candidate.name === name);
  if (type === undefined) throw new RangeError(`the schema has no record ${name}`);
  return type;
}
