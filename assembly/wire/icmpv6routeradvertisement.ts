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
  ICMPv6RouterAdvertisement.begin();
  ICMPv6RouterAdvertisement.Timestamp(timestamp);
  ICMPv6RouterAdvertisement.HopLimit(byte(CUR_HOP_LIMIT));
  ICMPv6RouterAdvertisement.Flags(byte(FLAGS));
  ICMPv6RouterAdvertisement.RouterLifetime(be16(ROUTER_LIFETIME));
  ICMPv6RouterAdvertisement.ReachableTime(be32(REACHABLE_TIME));
  ICMPv6RouterAdvertisement.RetransTimer(be32(RETRANS_TIMER));
  for (let at = OPTIONS; at < header && ICMPv6RouterAdvertisement.Options(); at += optionLength(at)) option(at);
  ICMPv6RouterAdvertisement.context();
  ICMPv6RouterAdvertisement.end();
}
