import { Numbering, Status } from "../gen/netcap/core_pb.ts";
import { MAGIC_LENGTH, notACapture } from "../source/captureFormat.ts";
import type { Reading } from "./decodeSource.ts";
import type { Cause, Flaw } from "./statistics.ts";

/** The protocol of unknown packets, or what is wrong with malformed ones, as a phrase for the user. */
export function explainCause({ unknown, malformed }: Cause): string {
  if (unknown) return numberName(unknown.numbering, unknown.number);
  return malformed ? explainFlaw(malformed) : "";
}

/** What is wrong with a malformed packet, as a phrase for the user. */
export function explainFlaw(flaw: Flaw): string {
  const { status, offset, need, have, limiter } = flaw;
  const place = `${flaw.layer || "packet"} at ${position(flaw, offset)}`;
  const short = `${place} needs ${countOf(need, "byte")}, but has ${have}`;
  switch (status) {
    case Status.OK:
      return "other flaws, in layers and of kinds too many to tell apart";
    case Status.TRUNCATED:
      return `${short}: ${limiter ? `the length field of ${limiter} ends it there` : "the packet ends there"}`;
    case Status.CUT:
      return `${short}: the capture kept no more of the packet`;
    case Status.BAD_LENGTH:
      return `${place} has a length of ${need}, which contradicts its own header (${countOf(have, "byte")} there)`;
    case Status.BAD_PART:
      return `${place} has a part (option, attribute, field) at ${position(flaw, offset + need)} whose length does not fit`;
    case Status.BAD_VERSION:
      return `${place} has version ${need}, which is not known`;
    case Status.BAD_ENCODING:
      return `${place} has a value at ${position(flaw, offset + need)} that the protocol does not allow`;
    case Status.TOO_MANY:
      return `${place} has ${need} parts or more, more than any real packet`;
    case Status.TOO_DEEP:
      return `${place} lies within ${need} other layers, more than in any real packet, and is not decoded`;
    case Status.TOO_LARGE:
      return `${place} would make a record of more than ${need} bytes`;
    case Status.BAD_FRAGMENT:
      return `${place} is a fragment that ends at byte ${need} of its datagram, ${fragmentFault(need)}`;
    default:
      return `the decoder failed on ${place}, please report it`;
  }
}

function position(flaw: Flaw, offset: number): string {
  return flaw.inDatagram ? `offset ${offset} of the joined fragments` : `offset ${offset}`;
}

/** The longest header leaves this much to the data of a datagram; all fragments but the last are whole units of eight bytes (RFC 791). */
const LONGEST_DATA = 65_475;

function fragmentFault(end: number): string {
  return end > LONGEST_DATA ? "behind the end of the longest one" : "in the middle of eight bytes though more fragments follow";
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/**
 * What kept a capture from being read to its end, as a sentence; undefined when nothing did.
 * @param name what the sentence calls the capture
 */
export function explainReading(name: string, { bytes, packets = 0, damage, cut, failure }: Reading): string | undefined {
  const after = `after ${countOf(packets, "whole packet")}`;
  if (failure !== undefined) {
    const problem = failure instanceof Error ? failure.message : String(failure);
    return packets ? `${problem}, ${after}` : problem;
  }
  if (damage) {
    if (damage.status === Status.UNKNOWN_FORMAT) return notACapture(name);
    return `${name} is damaged at offset ${damage.offset}: ${explainDamage(damage)}, ${after}`;
  }
  if (!bytes) return `${name} is empty`;
  if (!cut) return undefined;
  // Nothing can be told from fewer bytes than a magic number has.
  if (bytes < MAGIC_LENGTH) return notACapture(name);
  const missing = `${cut.missing} byte${cut.missing === 1 ? " is" : "s are"} missing`;
  return `${name} ends in the middle of a packet, ${after}: at least ${missing}`;
}

function explainDamage({ status, value }: { status: number; value: number }): string {
  switch (status) {
    case Status.BAD_INTERFACE:
      return `a packet of interface ${value}, which is not described`;
    case Status.TOO_MANY:
      return `more than ${value} interfaces`;
    default:
      return `a packet or block that claims ${value} bytes`;
  }
}

const NUMBERINGS: Readonly<Record<number, (n: number) => string>> = {
  [Numbering.LINK_TYPE]: (n) => `link type ${n}`,
  [Numbering.ETHER_TYPE]: (n) => `EtherType 0x${n.toString(16).padStart(4, "0")}`,
  [Numbering.IP_PROTOCOL]: (n) => `IP protocol ${n}`,
  [Numbering.LLC_SAP]: (n) => `LLC service access point 0x${n.toString(16).padStart(2, "0")}`,
  [Numbering.SNAP_PROTOCOL]: (n) => `SNAP protocol 0x${n.toString(16).padStart(4, "0")}`,
  [Numbering.PPP_PROTOCOL]: (n) => `PPP protocol 0x${n.toString(16).padStart(4, "0")}`,
  [Numbering.ADDRESS_FAMILY]: (n) => `address family ${n}`,
};

function numberName(numbering: number, n: number): string {
  return NUMBERINGS[numbering]?.(n) ?? "other protocols, too many to tell apart";
}
