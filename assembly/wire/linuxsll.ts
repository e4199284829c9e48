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

const ARPHRD_TYPE: u32 = 2;
const PROTOCOL: u32 = 14;
const HEADER_LEN: u32 = 16;

/** The protocol of frames without an EtherType (Linux, ETH_P_802_2). */
const LLC_FRAME: u32 = 0x0004;
/** On interfaces of this type, the protocol is that of a netlink message. */
const NETLINK: u32 = 824;

export function decode(): Layer {
  return claim(HEADER_LEN) ? protocolLayer(be16(PROTOCOL), be16(ARPHRD_TYPE)) : truncated();
}

/** The layer that a protocol stands for in cooked captures of an interface type. */
export function protocolLayer(protocol: u32, arphrd: u32): Layer {
  return protocol == LLC_FRAME && arphrd != NETLINK ? Layer.LLC : etherType(protocol);
}
