// Body of an ICMPv6 Echo Request or Reply (RFC 4443 sections 4.1 and 4.2).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |          identifier           |        sequence number        |
import { ICMPv6Echo } from "../gen/records";
import { Layer } from "../gen/layer";
import { be16, claim, timestamp, truncated } from "../packet";

const IDENTIFIER: u32 = 0;
const SEQUENCE_NUMBER: u32 = 2;
const HEADER_LEN: u32 = 4;

export function decode(): Layer {
  return claim(HEADER_LEN) ? Layer.None : truncated();
}

export function record(): void {
  let p = ICMPv6Echo.begin();
  p = ICMPv6Echo.Timestamp(p, timestamp);
  p = ICMPv6Echo.Identifier(p, be16(IDENTIFIER));
  p = ICMPv6Echo.SeqNumber(p, be16(SEQUENCE_NUMBER));
  p = ICMPv6Echo.context(p);
  ICMPv6Echo.end(p);
}
