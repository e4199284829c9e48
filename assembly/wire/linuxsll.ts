// Linux cooked capture (link type LINUX_SLL).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |          packet type          |          ARPHRD type          |
// +-------------------------------+-------------------------------+
// |  length of the sender address |  sender address, padded to    |
// |  eight bytes                                                  |
// |                               |            protocol           |
import { Layer } from "../gen/layer";
import { etherType } from "../gen/dispatch";
import { be16, claim, truncated } from "../packet";

const PROTOCOL: u32 = 14;
const HEADER_LEN: u32 = 16;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  return etherType(be16(PROTOCOL));
}
