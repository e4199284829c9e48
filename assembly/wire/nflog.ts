// Packets logged by the Linux packet filter (link type NFLOG).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |address family |    version    |          resource ID          |
// +---------------+---------------+-------------------------------+
// |  attributes, in the byte order of some host, padded to four   |
// |  bytes: length with these four bytes, type, value             |
import { Layer } from "../gen/layer";
import { Numbering, Status } from "../gen/status";
import { be16, byte, claim, flaw, le16, left, limit, malformed, payloadLength, truncated } from "../packet";
import { unknown } from "../failure";

const FAMILY: u32 = 0;
const VERSION: u32 = 1;
const ATTRIBUTES: u32 = 4;

const LENGTH: u32 = 0;
const TYPE: u32 = 2;
const VALUE: u32 = 4;

/** The attribute that is the packet. */
const PAYLOAD: u32 = 9;

// Address families of Linux.
const INET: u32 = 2;
const INET6: u32 = 10;

/** Each attribute takes four bytes at least, which limits their number. */
export function decode(): Layer {
  if (!claim(ATTRIBUTES)) return truncated();
  if (byte(VERSION)) return malformed(Status.BAD_VERSION, byte(VERSION));
  for (let at = ATTRIBUTES; left() - at >= VALUE;) {
    const length = word(at, LENGTH);
    if (length < VALUE) return malformed(Status.BAD_PART, at);
    if (word(at, TYPE) == PAYLOAD) return logged(at, length);
    const step = (length + 3) & ~3;
    if (step > left() - at) {
      flaw(Status.TRUNCATED, at + length);
      break;
    }
    at += step;
  }
  claim(left());
  return Layer.None;
}

/** A number of the attribute at an offset. Types are small numbers, which tells the byte order. */
function word(at: u32, field: u32): u32 {
  return le16(at + TYPE) <= be16(at + TYPE) ? le16(at + field) : be16(at + field);
}

function logged(at: u32, length: u32): Layer {
  limit(at + length);
  claim(at + VALUE);
  if (!payloadLength()) return Layer.None;
  const family = byte(FAMILY);
  return family == INET ? Layer.IPv4 : family == INET6 ? Layer.IPv6 : unknown(Numbering.ADDRESS_FAMILY, family);
}
