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
import { be16, be32, claim, timestamp, truncated, byte } from "../packet";
import { nextHeader } from "./ipv6";

const NEXT_HEADER: u32 = 0;
const RESERVED: u32 = 1;
const OFFSET_RES_M: u32 = 2;
const IDENTIFICATION: u32 = 4;
const HEADER_LEN: u32 = 8;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  // Only the first fragment begins with the next header.
  return be16(OFFSET_RES_M) >> 3 ? Layer.None : nextHeader(byte(NEXT_HEADER));
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
