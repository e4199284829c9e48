import { Numbering, Status } from "../gen/netcap/core_pb.ts";
import { MAGIC_LENGTH, notACapture } from "../source/captureFormat.ts";
import type { Cause, Flaw } from "./core.ts";
import type { Reading } from "./decodeSource.ts";

/** The protocol of unknown packets, or what is wrong with malformed ones, as a phrase for the user. */
export function explainCause({ unknown, malformed }: Cause): string {
  if (unknown) return numberName(unknown.numbering, unknown.number);
  return malformed ? explainFlaw(malformed) : "";
}

/** What is wrong with a malformed packet, as a phrase for the user. */
export function explainFlaw(flaw: Flaw): string {
  const { status, offset, need, have, limiter } = flaw;
  const layer = flaw.layer || "packet";
  const where = flaw.inDatagram ? `at offset ${offset} of the joined fragments` : `at offset ${offset}`;
  const place = `${layer} ${where}`;
  switch (status) {
    case Status.TRUNCATED: {
      const limit = limiter ? `the length field of ${limiter}` : "the captured length";
      return `${layer} header needs ${need} bytes ${where}, ${have} left (limited by ${limit})`;
    }
    case Status.BAD_LENGTH:
      return `${place} has a length field of ${need}, which cannot be`;
    case Status.BAD_VERSION:
      return `${place} has version ${need}, which is not known`;
    case Status.BAD_ENCODING:
      return `${place} holds a value that is encoded in a way the protocol forbids`;
    case Status.TOO_MANY:
      return `${place} has ${need} parts or more, more than any real packet`;
    case Status.TOO_LARGE:
      return `${place} would make a record of more than ${need} bytes`;
    case Status.BAD_FRAGMENT:
      return `${place} is a fragment that ends at byte ${need} of its datagram, which cannot be`;
    default:
      return `the decoder failed on ${place}, please report it`;
  }
}

/**
 * What kept a capture from being read to its end, as a sentence; undefined when nothing did.
 * @param name what the sentence calls the capture
 */
export function explainReading(name: string, { bytes, packets = 0, damage, cut, failure }: Reading): string | undefined {
  const after = `after ${packets} whole packet${packets === 1 ? "" : "s"}`;
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
  return NUMBERINGS[numbering]?.(n) ?? `number ${n}`;
}
