import { Numbering, Status } from "../gen/netcap/core_pb.ts";
import type { Cause } from "./core.ts";
import type { Reading } from "./decodeSource.ts";

/** What a damaged or unknown thing in a packet or capture means, as a phrase for the user. */
export function explainCause({ unknown, malformed }: Cause): string {
  if (unknown) return `no decoder for ${numberName(unknown.numbering, unknown.number)}`;
  if (!malformed) return "";
  const { layer, status, offset, need, have, limiter } = malformed;
  const place = `${layer || "packet"} at offset ${offset}`;
  switch (status) {
    case Status.TRUNCATED:
      return `${layer} header needs ${need} bytes at offset ${offset}, ${have} left (limited by ${limiter ? `the length field of ${limiter}` : "the captured length"})`;
    case Status.BAD_LENGTH:
      return `${place} has a length field of ${need}, which cannot be`;
    case Status.BAD_VERSION:
      return `${place} has version ${need}, which is not known`;
    case Status.BAD_ENCODING:
      return `${place} holds a value that is encoded in a way the protocol forbids`;
    case Status.TOO_MANY:
      return `${place} has more than ${need} parts, more than any real packet`;
    case Status.TOO_LARGE:
      return `${place} would make a record of more than ${need} bytes`;
    default:
      return `the decoder failed on the packet, please report it`;
  }
}

/** What kept a capture from being read to its end, as a sentence with its name; undefined when nothing did. */
export function explainReading(name: string, { bytes, damage, cut, failure }: Reading): string | undefined {
  if (failure !== undefined) return failure instanceof Error ? failure.message : String(failure);
  if (damage) return `"${name}" ${explainDamage(damage)}`;
  if (!bytes) return `"${name}" is empty`;
  if (cut) return `"${name}" ends in the middle of a packet: ${cut.have} of ${cut.need} bytes are there`;
  return undefined;
}

function explainDamage(damage: { status: number; value: number }): string {
  switch (damage.status) {
    case Status.UNKNOWN_FORMAT:
      return "is no capture: it begins neither as pcap nor as pcapng";
    case Status.BAD_INTERFACE:
      return `names interface ${damage.value}, which it does not describe`;
    case Status.TOO_MANY:
      return `describes more than ${damage.value} interfaces`;
    default:
      return `is damaged: a packet or block claims ${damage.value} bytes`;
  }
}

const NUMBERINGS: Readonly<Record<number, (n: number) => string>> = {
  [Numbering.LINK_TYPE]: (n) => `link type ${n}`,
  [Numbering.ETHER_TYPE]: (n) => `EtherType 0x${n.toString(16).padStart(4, "0")}`,
  [Numbering.IP_PROTOCOL]: (n) => `IP protocol ${n}`,
  [Numbering.LLC_SAP]: (n) => `LLC service access point 0x${n.toString(16).padStart(2, "0")}`,
  [Numbering.ADDRESS_FAMILY]: (n) => `address family ${n}`,
};

function numberName(numbering: number, n: number): string {
  return NUMBERINGS[numbering]?.(n) ?? `number ${n}`;
}
