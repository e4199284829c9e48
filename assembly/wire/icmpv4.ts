// Internet Control Message Protocol (RFC 792).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |      type     |      code     |            checksum           |
// +---------------+---------------+-------------------------------+
// |          identifier           |        sequence number        |
import { ICMPv4 } from "../gen/records";
import { Layer } from "../gen/layer";
import { be16, claim, timestamp, truncated } from "../packet";

const TYPE_CODE: u32 = 0;
const CHECKSUM: u32 = 2;
const ID: u32 = 4;
const SEQ: u32 = 6;
const HEADER_LEN: u32 = 8;

/** The packet that an error message quotes was sent at another time, so it stays payload. */
export function decode(): Layer {
  return claim(HEADER_LEN) ? Layer.None : truncated();
}

export function record(): void {
  let p = ICMPv4.begin();
  p = ICMPv4.Timestamp(p, timestamp);
  p = ICMPv4.TypeCode(p, be16(TYPE_CODE));
  p = ICMPv4.Checksum(p, be16(CHECKSUM));
  p = ICMPv4.Id(p, be16(ID));
  p = ICMPv4.Seq(p, be16(SEQ));
  p = ICMPv4.context(p);
  ICMPv4.end(p);
}
