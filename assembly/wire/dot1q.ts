// VLAN tags, one record a tag (IEEE 802.1Q section 9.6).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-----+-+-----------------------+-------------------------------+
// | PCP |D|    VLAN identifier    |        inner EtherType        |
import { Dot1Q } from "../gen/records";
import { Layer } from "../gen/layer";
import { be16, claim, timestamp, truncated } from "../packet";
import { vlan } from "../context";
import { typeOrLength } from "./ethernet";

const CONTROL: u32 = 0;
const TYPE: u32 = 2;
const HEADER_LEN: u32 = 4;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  vlan(be16(CONTROL) & 0xfff);
  return typeOrLength(be16(TYPE));
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
