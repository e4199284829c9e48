// Virtual Router Redundancy Protocol: versions 2 (RFC 3768) and 3 (RFC 9568) share a protocol number with each other and with
// the Common Address Redundancy Protocol of OpenBSD.
import { Layer } from "../gen/layer";
import { Numbering, Status } from "../gen/status";
import { unknown } from "../failure";
import { byte, claim, left, malformed, truncated } from "../packet";

const VERSION_TYPE: u32 = 0;
const COUNT: u32 = 3;
const SMALLEST: u32 = 4;

const PROTOCOL: u32 = 112;

/** CARP says version 2, too, but has a length in words where VRRP counts addresses, and is shorter than these would be. */
const CARP_WORDS: u32 = 7;
const CARP_LEN: u32 = 36;

export function decode(): Layer {
  if (!claim(SMALLEST)) return truncated();
  claim(0);
  const version = byte(VERSION_TYPE) >> 4;
  if (version == 3) return unknown(Numbering.IP_PROTOCOL, PROTOCOL);
  if (version != 2) return malformed(Status.BAD_VERSION, version);
  if (left() == CARP_LEN && byte(COUNT) == CARP_WORDS) return unknown(Numbering.IP_PROTOCOL, PROTOCOL);
  return Layer.VRRPv2;
}
