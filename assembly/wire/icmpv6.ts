// Internet Control Message Protocol for IPv6 (RFC 4443 section 2.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |      type     |      code     |            checksum           |
// +---------------+---------------+-------------------------------+
// |                          message body                         |
import { ICMPv6 } from "../gen/records";
import { Layer } from "../gen/layer";
import { icmpv6Type } from "../gen/dispatch";
import { be16, claim, timestamp, truncated, byte } from "../packet";

const TYPE_CODE: u32 = 0;
const CHECKSUM: u32 = 2;
const HEADER_LEN: u32 = 4;

/** The body is a layer of its own where it has a record; others, such as the packet that an error quotes, stay payload. */
export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  const body = icmpv6Type(byte(TYPE_CODE));
  // The messages of MLD are told apart by this header, so their layer begins with it.
  if (body == Layer.MLD) claim(0);
  return body;
}

export function record(): void {
  let p = ICMPv6.begin();
  p = ICMPv6.Timestamp(p, timestamp);
  p = ICMPv6.TypeCode(p, be16(TYPE_CODE));
  p = ICMPv6.Checksum(p, be16(CHECKSUM));
  p = ICMPv6.context(p);
  ICMPv6.end(p);
}
