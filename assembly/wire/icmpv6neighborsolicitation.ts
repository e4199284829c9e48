// Body of an ICMPv6 Neighbor Solicitation (RFC 4861 section 4.3).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------------------------------------------------------+
// |                           reserved                            |
// |                   target address, 16 bytes                    |
// |                            options                            |
import { ICMPv6NeighborSolicitation } from "../gen/records";
import { Layer } from "../gen/layer";
import { header, timestamp, truncated } from "../packet";
import { ipv6 } from "../text";
import { claimWithOptions, option, optionLength } from "./ndpoptions";

const TARGET_ADDRESS: u32 = 4;
const OPTIONS: u32 = 20;

export function decode(): Layer {
  return claimWithOptions(OPTIONS) ? Layer.None : truncated();
}

export function record(): void {
  let p = ICMPv6NeighborSolicitation.begin();
  p = ICMPv6NeighborSolicitation.Timestamp(p, timestamp);
  p = ICMPv6NeighborSolicitation.TargetAddress(p, ipv6(TARGET_ADDRESS));
  for (let at = OPTIONS; at < header; at += optionLength(at)) p = option(ICMPv6NeighborSolicitation.Options(p), at);
  p = ICMPv6NeighborSolicitation.context(p);
  ICMPv6NeighborSolicitation.end(p);
}
