// Body of an ICMPv6 Neighbor Advertisement (RFC 4861 section 4.4).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+---------------------------------------------------------+
// |R|S|O|                       reserved                          |
// |                   target address, 16 bytes                    |
// |                            options                            |
import { ICMPv6NeighborAdvertisement } from "../gen/records";
import { Layer } from "../gen/layer";
import { header, timestamp, truncated, byte } from "../packet";
import { ipv6 } from "../text";
import { claimWithOptions, option, optionLength } from "./ndpoptions";

const FLAGS: u32 = 0;
const TARGET_ADDRESS: u32 = 4;
const OPTIONS: u32 = 20;

export function decode(): Layer {
  return claimWithOptions(OPTIONS) ? Layer.None : truncated();
}

export function record(): void {
  let p = ICMPv6NeighborAdvertisement.begin();
  p = ICMPv6NeighborAdvertisement.Timestamp(p, timestamp);
  p = ICMPv6NeighborAdvertisement.Flags(p, byte(FLAGS));
  p = ICMPv6NeighborAdvertisement.TargetAddress(p, ipv6(TARGET_ADDRESS));
  for (let at = OPTIONS; at < header; at += optionLength(at)) p = option(ICMPv6NeighborAdvertisement.Options(p), at);
  p = ICMPv6NeighborAdvertisement.context(p);
  ICMPv6NeighborAdvertisement.end(p);
}
