// Frames in the manner of HDLC, either of Cisco (RFC 1547 section 4.3.1) or of PPP.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |    address    |    control    |           EtherType           |
import { Layer } from "../gen/layer";
import { etherType } from "../gen/dispatch";
import { Numbering } from "../gen/status";
import { be16, byte, claim, truncated } from "../packet";
import { unknown } from "../failure";

const ADDRESS: u32 = 0;
const TYPE: u32 = 2;
const HEADER_LEN: u32 = 4;
/** In captures that tell the direction, this goes in front. */
const DIRECTION_LEN: u32 = 1;

const UNICAST: u32 = 0x0f;
const MULTICAST: u32 = 0x8f;
/** Serial line address resolution, which here has the number of RARP. */
const SLARP: u32 = 0x8035;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  let at: u32 = 0;
  if (!isAddress(byte(ADDRESS))) {
    if (!isAddress(byte(DIRECTION_LEN))) {
      claim(0);
      return Layer.PPP;
    }
    at = DIRECTION_LEN;
    if (!claim(HEADER_LEN + at)) return truncated();
  }
  const type = be16(at + TYPE);
  return type == SLARP ? unknown(Numbering.ETHER_TYPE, type) : etherType(type);
}

function isAddress(value: u32): bool {
  return value == UNICAST || value == MULTICAST;
}
