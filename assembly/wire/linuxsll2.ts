// Linux cooked capture, second version (link type LINUX_SLL2).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |            protocol           |            reserved           |
// +-------------------------------+-------------------------------+
// |                        interface index                        |
// +-------------------------------+---------------+---------------+
// |          ARPHRD type          |  packet type  | address length|
// +-------------------------------+---------------+---------------+
// |            sender address, padded to eight bytes              |
import { Layer } from "../gen/layer";
import { etherType } from "../gen/dispatch";
import { be16, claim, truncated } from "../packet";

const PROTOCOL: u32 = 0;
const HEADER_LEN: u32 = 20;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  return etherType(be16(PROTOCOL));
}
