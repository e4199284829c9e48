// Cisco MetaData, the security group of the sender: version, length, an option and the group, two bytes each but the first two,
// and the EtherType of what follows, behind them in frames of Ethernet and in front of them within GRE.
import { Layer } from "../gen/layer";
import { etherType } from "../gen/dispatch";
import { be16, claim, truncated } from "../packet";

const TYPE_IN_FRONT: u32 = 0;
const TYPE_BEHIND: u32 = 6;
const HEADER_LEN: u32 = 8;
const SMALLEST_TYPE: u32 = 0x600;

/** Version and length are small numbers, which tells where the type is. */
export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  const first = be16(TYPE_IN_FRONT);
  return etherType(first < SMALLEST_TYPE ? be16(TYPE_BEHIND) : first);
}
