// IPv6 Fragment header (RFC 8200 section 4.5).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------+---+-+
// |  next header  |    reserved   |     fragment offset     |res|M|
// +---------------+---------------+-------------------------+---+-+
// |                        identification                         |
import { IPv6Fragment } from "../gen/records";
import { Layer } from "../gen/layer";
import { follow } from "../fragment/fragment";
import { be16, be32, claim, timestamp, truncated, byte } from "../packet";
import { nextHeader } from "./ipv6";

const NEXT_HEADER: u32 = 0;
const RESERVED: u32 = 1;
const OFFSET_RES_M: u32 = 2;
const IDENTIFICATION: u32 = 4;
const HEADER_LEN: u32 = 8;

const MORE_FRAGMENTS: u32 = 1;
/** In bytes. */
const OFFSET: u32 = 0xfff8;
/** What follows the IPv6 header is no longer than its length field can tell. */
const LONGEST: u32 = 65535;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  const field = be16(OFFSET_RES_M);
  // A fragment that is first and last at once stands for itself (RFC 6946).
  if (!(field & (MORE_FRAGMENTS | OFFSET))) return nextHeader(byte(NEXT_HEADER));
  const next = follow(0, be32(IDENTIFICATION), byte(NEXT_HEADER), field & OFFSET, (field & MORE_FRAGMENTS) != 0, LONGEST);
  return next < 0 ? Layer.None : nextHeader(next);
}

export function record(): void {
  const offset = be16(OFFSET_RES_M);
  let p = IPv6Fragment.begin();
  p = IPv6Fragment.Timestamp(p, timestamp);
  p = IPv6Fragment.NextHeader(p, byte(NEXT_HEADER));
  p = IPv6Fragment.Reserved1(p, byte(RESERVED));
  p = IPv6Fragment.FragmentOffset(p, offset >> 3);
  p = IPv6Fragment.Reserved2(p, (offset >> 1) & 3);
  p = IPv6Fragment.MoreFragments(p, (offset & 1) != 0);
  p = IPv6Fragment.Identification(p, be32(IDENTIFICATION));
  p = IPv6Fragment.context(p);
  IPv6Fragment.end(p);
}
