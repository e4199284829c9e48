// Ethernet II and IEEE 802.3 frames (IEEE 802.3 section 3).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |                      destination address                      |
// |                               |         source address        |
// |                                                               |
// | EtherType, or length in 802.3 |            payload            |
import { Ethernet } from "../gen/records";
import { Layer } from "../gen/layer";
import { etherType } from "../gen/dispatch";
import { Numbering } from "../gen/status";
import { hotBe16 as be16, hotByte as byte, claim, header, limit, payloadLength, timestamp, truncated } from "../packet";
import { unknown } from "../failure";
import { hotMac } from "../text";
import { payloadEntropy } from "../walk";

/** Where the addresses are. */
export const DESTINATION: u32 = 0;
export const SOURCE: u32 = 6;
const TYPE: u32 = 12;
const HEADER_LEN: u32 = 14;
/** The EtherType of whole frames in tunnels (RFC 1701, RFC 7637). */
const TRANSPARENT_BRIDGING: u32 = 0x6558;
/** Below this the type field is the length of an LLC frame (IEEE 802.3 section 3.2.6). */
const SMALLEST_TYPE: u32 = 0x600;
/** What IPX begins with in frames of Novell, which have it in place of LLC: a checksum that is not used. */
const RAW_IPX: u32 = 0xffff;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  return typeOrLength(be16(TYPE));
}

/** What follows the header that ends with this field: a layer by its EtherType, or an LLC frame of so many bytes. */
// @ts-ignore: decorator
@inline
export function typeOrLength(field: u32): Layer {
  if (field >= SMALLEST_TYPE) return etherType(field);
  limit(header + field);
  const there = payloadLength();
  if (there > 1 && be16(header) == RAW_IPX) return unknown(Numbering.LLC_SAP, byte(header));
  return there ? Layer.LLC : Layer.None;
}

/** What follows the header of a tunnel that has such a type. */
export function tunnelled(type: u32): Layer {
  return type == TRANSPARENT_BRIDGING ? Layer.Ethernet : etherType(type);
}

export function record(): void {
  const type = be16(TYPE);
  let p = Ethernet.begin();
  p = Ethernet.Timestamp(p, timestamp);
  p = Ethernet.SrcMAC(p, hotMac(SOURCE));
  p = Ethernet.DstMAC(p, hotMac(DESTINATION));
  p = Ethernet.EthernetType(p, type);
  p = Ethernet.PayloadEntropy(p, payloadEntropy);
  p = Ethernet.PayloadSize(p, payloadLength());
  Ethernet.end(p);
}
