// IPv6 extension headers that only lead on: routing and destination options (RFC 8200 sections 4.4 and 4.6).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |  next header  | header length |       fields or options       |
import { Layer } from "../gen/layer";
import { byte, claim, truncated } from "../packet";
import { nextHeader } from "./ipv6";

const NEXT_HEADER: u32 = 0;
/** In units of eight bytes, the first eight not counted. */
const HDR_EXT_LEN: u32 = 1;
const SMALLEST_HEADER: u32 = 8;

export function decode(): Layer {
  if (!claim(SMALLEST_HEADER)) return truncated();
  if (!claim((byte(HDR_EXT_LEN) + 1) << 3)) return truncated();
  return nextHeader(byte(NEXT_HEADER));
}
