// What the packets of OSPF versions 2 and 3 have in common: the check of the header, and lists of link state advertisements
// (LSAs), whose length stands at the end of their header (RFC 2328 section A.4.1, RFC 5340 section A.4.2).
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { LSAheader, LSReq } from "../gen/records";
import { be16, be32, byte, claim, flaw, left, limit, malformed, truncated } from "../packet";
import { close, packed } from "../writer";

/** The types of packets (RFC 2328 section 4.3). */
export const enum OSPFType {
  Hello = 1,
  Description = 2,
  Request = 3,
  Update = 4,
  Acknowledgment = 5,
}

/** Length of the header of an LSA; no LSA is shorter. */
export const LSA_HEADER: u32 = 20;
const LSA_AGE: u32 = 0;
const LSA_ID: u32 = 4;
const LSA_ADV_ROUTER: u32 = 8;
const LSA_SEQUENCE: u32 = 12;
const LSA_CHECKSUM: u32 = 16;
const LSA_LENGTH: u32 = 18;

/** Length of an entry of a link state request (RFC 2328 section A.3.4, RFC 5340 section A.3.4). */
export const REQUEST_LEN: u32 = 12;
const REQUEST_ID: u32 = 4;
const REQUEST_ADV_ROUTER: u32 = 8;

/** Length of an identifier of a router. */
export const ID_LEN: u32 = 4;

/**
 * Validates the header, whose length and type stand at two offsets. What follows the packet by its own length, such as a
 * digest (RFC 2328 section D.4.3), is no part of the layer.
 */
export function begin(headerLength: u32, lengthAt: u32, typeAt: u32): Layer {
  if (!claim(headerLength)) return truncated();
  const length = be16(lengthAt);
  if (length < headerLength) return malformed(Status.BAD_LENGTH, length);
  if (length > left()) flaw(Status.TRUNCATED, length);
  limit(length);
  const type = byte(typeAt);
  if (type < <u32>OSPFType.Hello || type > <u32>OSPFType.Acknowledgment) flaw(Status.BAD_ENCODING, typeAt);
  claim(left());
  return Layer.None;
}

/** Whether the fixed part of a body is whole; marks the packet where not. */
export function fits(from: u32, to: u32): bool {
  if (to <= left()) return true;
  flaw(Status.BAD_PART, from);
  return false;
}

/** Whether another element of a list begins at an offset; marks the packet where it is cut. */
export function more(at: u32, size: u32): bool {
  const rest = left() - at;
  if (rest >= size) return true;
  if (rest) flaw(Status.BAD_PART, at);
  return false;
}

/** Whether the header of another LSA is there. */
export function headerFits(at: u32): bool {
  return more(at, LSA_HEADER);
}

/** Length of the LSA at an offset; 0 where it is not whole, and the packet is marked. */
export function lsaLength(at: u32): u32 {
  const rest = left() - at;
  if (rest < LSA_HEADER) {
    flaw(Status.TRUNCATED, at + LSA_HEADER);
    return 0;
  }
  const length = be16(at + LSA_LENGTH);
  if (length >= LSA_HEADER && length <= rest) return length;
  flaw(Status.BAD_PART, at);
  return 0;
}

/** What both versions have of the header of the LSA at an offset, in the header message that a record has opened. */
export function lsaHeader(p: usize, type: u32, at: u32): usize {
  p = LSAheader.LSAge(p, be16(at + LSA_AGE));
  p = LSAheader.LSType(p, type);
  p = LSAheader.LinkStateID(p, be32(at + LSA_ID));
  p = LSAheader.AdvRouter(p, be32(at + LSA_ADV_ROUTER));
  p = LSAheader.LSSeqNumber(p, be32(at + LSA_SEQUENCE));
  p = LSAheader.LSChecksum(p, be16(at + LSA_CHECKSUM));
  return LSAheader.Length(p, be16(at + LSA_LENGTH));
}

/** Fills and ends the message of the entry at an offset of a link state request. */
export function request(from: usize, type: u32, at: u32): usize {
  let p = LSReq.LSType(from, type);
  p = LSReq.LSID(p, be32(at + REQUEST_ID));
  p = LSReq.AdvRouter(p, be32(at + REQUEST_ADV_ROUTER));
  return LSReq.end(p, from);
}

/** Fills and ends a packed list that a record has opened with the identifiers from an offset up to another. */
export function identifiers(list: usize, at: u32, stop: u32): usize {
  let p = list;
  for (; stop - at >= ID_LEN; at += ID_LEN) p = packed(p, be32(at));
  return close(p, list);
}

/** The same with all that follows in the packet, which is marked where the last one is cut. */
export function neighbors(list: usize, at: u32): usize {
  let p = list;
  for (; more(at, ID_LEN); at += ID_LEN) p = packed(p, be32(at));
  return close(p, list);
}
