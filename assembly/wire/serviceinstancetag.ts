// Service instance tags of backbone bridges, in front of a whole frame (IEEE 802.1Q section 9.7).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-----+-+-+-----+-----------------------------------------------+
// | PCP |D|U| res |          service instance identifier          |
import { Layer } from "../gen/layer";
import { claim, truncated } from "../packet";

const TAG_LEN: u32 = 4;

export function decode(): Layer {
  return claim(TAG_LEN) ? Layer.Ethernet : truncated();
}
