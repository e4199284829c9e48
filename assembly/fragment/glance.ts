// Packets that are recorded elsewhere are walked through all the same where they may hold fragments, so that every instance of
// the core knows all datagrams. Most packets need not be: a glance tells.
import { Layer } from "../gen/layer";
import { etherType, ipProtocol } from "../gen/dispatch";
import { be16, byte, left } from "../packet";
import { nested } from "../ports";

// Offsets in an Ethernet frame.
const ETHER_TYPE: u32 = 12;
const IPV4_FRAGMENT: u32 = 20;
const IPV4_PROTOCOL: u32 = 23;
const IPV6_NEXT_HEADER: u32 = 20;
const SEEN: u32 = 24;

/** More fragments, or an offset (RFC 791 section 3.1). */
const IS_FRAGMENT: u32 = 0x3fff;

/**
 * Whether the packet that was opened surely holds no fragment, since it is TCP right within IP and Ethernet: of what TCP carries,
 * nothing leads back to IP unless a rule says so.
 */
export function isPlain(first: Layer): bool {
  if (first != Layer.Ethernet || left() < SEEN || nested) return false;
  const network = etherType(be16(ETHER_TYPE));
  if (network == Layer.IPv4) return ipProtocol(byte(IPV4_PROTOCOL)) == Layer.TCP && !(be16(IPV4_FRAGMENT) & IS_FRAGMENT);
  return network == Layer.IPv6 && ipProtocol(byte(IPV6_NEXT_HEADER)) == Layer.TCP;
}
