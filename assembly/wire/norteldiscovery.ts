// Nortel Discovery Protocol, as switches send it; it is not published.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------------------------------------------------------+
// |                          IPv4 address                         |
// +-----------------------------------------------+---------------+
// |                   segment ID                  |    chassis    |
// +---------------+---------------+---------------+---------------+
// |   backplane   |     state     |number of links|
import { NortelDiscovery } from "../gen/records";
import { Layer } from "../gen/layer";
import { byte, bytes, claim, timestamp, truncated } from "../packet";
import { ipv4, macOf } from "../text";
import { around } from "../walk";
import { DESTINATION, SOURCE } from "./ethernet";

const IP_ADDRESS: u32 = 0;
const SEGMENT_ID: u32 = 4;
const SEGMENT_ID_LEN: u32 = 3;
const CHASSIS: u32 = 7;
const BACKPLANE: u32 = 8;
const STATE: u32 = 9;
const NUM_LINKS: u32 = 10;
const HEADER_LEN: u32 = 11;

export function decode(): Layer {
  return claim(HEADER_LEN) ? Layer.None : truncated();
}

export function record(): void {
  const frame = around(Layer.Ethernet);
  let p = NortelDiscovery.begin();
  p = NortelDiscovery.Timestamp(p, timestamp);
  p = NortelDiscovery.IPAddress(p, ipv4(IP_ADDRESS));
  p = NortelDiscovery.SegmentID(p, bytes(SEGMENT_ID, SEGMENT_ID_LEN));
  p = NortelDiscovery.Chassis(p, byte(CHASSIS));
  p = NortelDiscovery.Backplane(p, byte(BACKPLANE));
  p = NortelDiscovery.State(p, byte(STATE));
  p = NortelDiscovery.NumLinks(p, byte(NUM_LINKS));
  if (frame) {
    p = NortelDiscovery.SrcMac(p, macOf(frame + SOURCE));
    p = NortelDiscovery.DstMac(p, macOf(frame + DESTINATION));
  }
  NortelDiscovery.end(p);
}
