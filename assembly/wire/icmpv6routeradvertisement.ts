// Body of an ICMPv6 Router Advertisement (RFC 4861 section 4.2, flags RFC 5175).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+-+-+-----------+-------------------------------+
// | cur hop limit |M|O|           |        router lifetime        |
// +---------------+-+-+-----------+-------------------------------+
// |                        reachable time                         |
// |                         retrans timer                         |
// |                            options                            |
import { ICMPv6RouterAdvertisement } from "../gen/records";
import { Layer } from "../gen/layer";
import { be16, be32, header, timestamp, truncated, byte } from "../packet";
import { claimWithOptions, option, optionLength } from "./ndpoptions";

const CUR_HOP_LIMIT: u32 = 0;
const FLAGS: u32 = 1;
const ROUTER_LIFETIME: u32 = 2;
const REACHABLE_TIME: u32 = 4;
const RETRANS_TIMER: u32 = 8;
const OPTIONS: u32 = 12;

export function decode(): Layer {
  return claimWithOptions(OPTIONS) ? Layer.None : truncated();
}

export function record(): void {
  let p = ICMPv6RouterAdvertisement.begin();
  p = ICMPv6RouterAdvertisement.Timestamp(p, timestamp);
  p = ICMPv6RouterAdvertisement.HopLimit(p, byte(CUR_HOP_LIMIT));
  p = ICMPv6RouterAdvertisement.Flags(p, byte(FLAGS));
  p = ICMPv6RouterAdvertisement.RouterLifetime(p, be16(ROUTER_LIFETIME));
  p = ICMPv6RouterAdvertisement.ReachableTime(p, be32(REACHABLE_TIME));
  p = ICMPv6RouterAdvertisement.RetransTimer(p, be32(RETRANS_TIMER));
  for (let at = OPTIONS; at < header; at += optionLength(at)) p = option(ICMPv6RouterAdvertisement.Options(p), at);
  p = ICMPv6RouterAdvertisement.context(p);
  ICMPv6RouterAdvertisement.end(p);
}
