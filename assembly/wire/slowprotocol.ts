// Slow protocols: several share an EtherType and are told apart by their first byte (IEEE 802.3 annex 57A).
import { Layer } from "../gen/layer";
import { Numbering } from "../gen/status";
import { byte, claim, truncated } from "../packet";
import { unknown } from "../failure";

const ETHER_TYPE: u32 = 0x8809;
const SUBTYPE: u32 = 0;
const SUBTYPE_LEN: u32 = 1;
const LACP: u32 = 1;

export function decode(): Layer {
  if (!claim(SUBTYPE_LEN)) return truncated();
  return byte(SUBTYPE) == LACP ? Layer.LACP : unknown(Numbering.ETHER_TYPE, ETHER_TYPE);
}
