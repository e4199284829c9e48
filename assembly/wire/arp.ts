// Address Resolution Protocol (RFC 826).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |         hardware type         |         protocol type         |
// +---------------+---------------+-------------------------------+
// | hardware size | protocol size |           operation           |
// +---------------+---------------+-------------------------------+
// | sender hardware, sender protocol, target hardware, target protocol address
import { ARP } from "../gen/records";
import { Layer } from "../gen/layer";
import { be16, bytes, claim, timestamp, truncated, byte } from "../packet";
import { hardware, ipv4, ipv6 } from "../text";

const HARDWARE_TYPE: u32 = 0;
const PROTOCOL_TYPE: u32 = 2;
const HARDWARE_SIZE: u32 = 4;
const PROTOCOL_SIZE: u32 = 5;
const OPERATION: u32 = 6;
const ADDRESSES: u32 = 8;

export function decode(): Layer {
  if (!claim(ADDRESSES)) return truncated();
  if (!claim(ADDRESSES + 2 * (byte(HARDWARE_SIZE) + byte(PROTOCOL_SIZE)))) return truncated();
  return Layer.None;
}

export function record(): void {
  const hardwareSize = byte(HARDWARE_SIZE);
  const protocolSize = byte(PROTOCOL_SIZE);
  const target = ADDRESSES + hardwareSize + protocolSize;
  let p = ARP.begin();
  p = ARP.Timestamp(p, timestamp);
  p = ARP.AddrType(p, be16(HARDWARE_TYPE));
  p = ARP.Protocol(p, be16(PROTOCOL_TYPE));
  p = ARP.HwAddressSize(p, hardwareSize);
  p = ARP.ProtocolAddressSize(p, protocolSize);
  p = ARP.Operation(p, be16(OPERATION));
  p = ARP.SrcHwAddress(p, hardware(bytes(ADDRESSES, hardwareSize)));
  p = ARP.SrcProtocolAddress(p, protocolAddress(ADDRESSES + hardwareSize, protocolSize));
  p = ARP.DstHwAddress(p, hardware(bytes(target, hardwareSize)));
  p = ARP.DstProtocolAddress(p, protocolAddress(target + hardwareSize, protocolSize));
  ARP.end(p);
}

function protocolAddress(at: u32, size: u32): u64 {
  return size == 4 ? ipv4(at) : size == 16 ? ipv6(at) : hardware(bytes(at, size));
}
