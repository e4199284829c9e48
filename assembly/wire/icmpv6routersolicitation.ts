// Body of an ICMPv6 Router Solicitation (RFC 4861 section 4.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------------------------------------------------------+
// |                           reserved                            |
// |                            options                            |
import { ICMPv6RouterSolicitation } from "../gen/records";
import { Layer } from "../gen/layer";
import { header, timestamp, truncated } from "../packet";
import { claimWithOptions, option, optionLength } from "./ndpoptions";

const OPTIONS: u32 = 4;

export function decode(): Layer {
  return claimWithOptions(OPTIONS) ? Layer.None : truncated();
}

export function record(): void {
  let p = ICMPv6RouterSolicitation.begin();
  p = ICMPv6RouterSolicitation.Timestamp(p, timestamp);
  for (let at = OPTIONS; at < header; at += optionLength(at)) p = option(ICMPv6RouterSolicitation.Options(p), at);
  p = ICMPv6RouterSolicitation.context(p);
  ICMPv6RouterSolicitation.end(p);
}
