// Virtual Router Redundancy Protocol, version 2 (RFC 3768 section 5.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+-------+---------------+---------------+---------------+
// |version| type  |  router ID    |   priority    |  address count|
// +-------+-------+---------------+---------------+---------------+
// |   auth type   |   interval    |           checksum            |
// +---------------+---------------+-------------------------------+
// |                        IPv4 addresses                         |
// |                 authentication data, 8 bytes                  |
import { VRRPv2 } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, claim, flaw, left, timestamp, truncated } from "../packet";
import { ipv4 } from "../text";

const VERSION_TYPE: u32 = 0;
const VIRTUAL_RTR_ID: u32 = 1;
const PRIORITY: u32 = 2;
const COUNT_IP_ADDR: u32 = 3;
const AUTH_TYPE: u32 = 4;
const ADVER_INT: u32 = 5;
const CHECKSUM: u32 = 6;
const ADDRESSES: u32 = 8;

export function decode(): Layer {
  if (!claim(ADDRESSES)) return truncated();
  const need = ADDRESSES + (byte(COUNT_IP_ADDR) << 2);
  if (need > left()) flaw(Status.TRUNCATED, need);
  claim(left());
  return Layer.None;
}

export function record(): void {
  let p = VRRPv2.begin();
  p = VRRPv2.Timestamp(p, timestamp);
  p = VRRPv2.Version(p, byte(VERSION_TYPE) >> 4);
  p = VRRPv2.Type(p, byte(VERSION_TYPE) & 15);
  p = VRRPv2.VirtualRtrID(p, byte(VIRTUAL_RTR_ID));
  p = VRRPv2.Priority(p, byte(PRIORITY));
  p = VRRPv2.CountIPAddr(p, byte(COUNT_IP_ADDR));
  p = VRRPv2.AuthType(p, byte(AUTH_TYPE));
  p = VRRPv2.AdverInt(p, byte(ADVER_INT));
  p = VRRPv2.Checksum(p, be16(CHECKSUM));
  const whole = min(byte(COUNT_IP_ADDR), (left() - ADDRESSES) >> 2);
  for (let i: u32 = 0; i < whole; i++) p = VRRPv2.IPAddress(p, ipv4(ADDRESSES + (i << 2)));
  p = VRRPv2.context(p);
  VRRPv2.end(p);
}
