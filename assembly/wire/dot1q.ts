// VLAN tags, one record a tag (IEEE 802.1Q section 9.6).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-----+-+-----------------------+-------------------------------+
// | PCP |D|    VLAN identifier    |        inner EtherType        |
import { Dot1Q } from "../gen/records";
import { Layer } from "../gen/layer";
import { etherType } from "../gen/dispatch";
import { Numbering } from "../gen/status";
import { be16, claim, limit, payloadLength, timestamp, truncated, byte } from "../packet";
import { unknown } from "../failure";

const CONTROL: u32 = 0;
const TYPE: u32 = 2;
const HEADER_LEN: u32 = 4;
const SMALLEST_TYPE: u32 = 0x600;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  const type = be16(TYPE);
  if (type >= SMALLEST_TYPE) return etherType(type);
  limit(HEADER_LEN + type);
  return payloadLength() ? unknown(Numbering.LLC_SAP, byte(HEADER_LEN)) : Layer.None;
}

export function record(): void {
  const control = be16(CONTROL);
  let p = Dot1Q.begin();
  p = Dot1Q.Timestamp(p, timestamp);
  p = Dot1Q.Priority(p, control >> 13);
  p = Dot1Q.DropEligible(p, (control & 0x1000) != 0);
  p = Dot1Q.VLANIdentifier(p, control & 0xfff);
  p = Dot1Q.Type(p, be16(TYPE));
  Dot1Q.end(p);
}
