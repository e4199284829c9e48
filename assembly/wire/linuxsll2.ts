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
import { be16, claim, truncated } from "../packet";
import { protocolLayer } from "./linuxsll";

const PROTOCOL: u32 = 0;
const ARPHRD_TYPE: u32 = 8;
const HEADER_LEN: u32 = 20;

export function decode(): Layer {
  return claim(HEADER_LEN) ? protocolLayer(be16(PROTOCOL), be16(ARPHRD_TYPE)) : truncated();
}
