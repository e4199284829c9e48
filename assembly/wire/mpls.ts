// Multiprotocol Label Switching, one record a label stack entry (RFC 3032 section 2.1, RFC 5462).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------------------------------+-----+-+---------------+
// |                 label                 | TC  |S|      TTL      |
//
// What a label stands for only the routers know, so what follows the last one is told by its first half byte (RFC 4928) and, where
// it is a pseudowire, by whether it makes sense as an Ethernet frame, with or without a control word in front (RFC 4448 section 4.6):
//
// +-------+-----------------------+-------------------------------+
// |   0   |        reserved       |        sequence number        |
import { MPLS } from "../gen/records";
import { Layer } from "../gen/layer";
import { be16, be32, byte, claim, cut, left, timestamp, truncated } from "../packet";

const ENTRY_LEN: u32 = 4;
const CONTROL_WORD_LEN: u32 = 4;
const BOTTOM: u32 = 0x100;

// Of an Ethernet frame.
const SOURCE: u32 = 6;
const TYPE: u32 = 12;
const FRAME_LEN: u32 = 14;
const GROUP_ADDRESS: u32 = 1;
/** Of frames with LLC; those begin with two service access points, which are the same. */
const LARGEST_LENGTH: u32 = 1500;
const LLC_LEN: u32 = 3;

const SMALLEST_IPV4_HEADER: u32 = 20;
const IPV6_HEADER: u32 = 40;

export function decode(): Layer {
  if (!claim(ENTRY_LEN)) return truncated();
  if (!(be32(0) & BOTTOM)) return Layer.MPLS;
  if (left() == ENTRY_LEN) return Layer.None;
  switch (byte(ENTRY_LEN) >> 4) {
    case 0:
      return controlled();
    case 4:
      return startsIPv4() || !startsFrame(ENTRY_LEN) ? Layer.IPv4 : Layer.Ethernet;
    case 6:
      return startsIPv6() || !startsFrame(ENTRY_LEN) ? Layer.IPv6 : Layer.Ethernet;
  }
  return startsFrame(ENTRY_LEN) ? Layer.Ethernet : Layer.None;
}

/** Addresses of Ethernet may begin with zeros as well. A control word counts as part of the last entry. */
function controlled(): Layer {
  const frame = ENTRY_LEN + CONTROL_WORD_LEN;
  if (left() >= frame && !be16(ENTRY_LEN) && startsFrame(frame)) {
    claim(frame);
    return Layer.Ethernet;
  }
  return startsFrame(ENTRY_LEN) ? Layer.Ethernet : Layer.None;
}

/** Whether the lengths of an IP header behind the entry make sense; there are addresses of Ethernet that begin with a 4 or 6, too. */
function startsIPv4(): bool {
  const room = left() - ENTRY_LEN;
  if (room < SMALLEST_IPV4_HEADER) return false;
  const header = (byte(ENTRY_LEN) & 15) << 2;
  const length = be16(ENTRY_LEN + 2);
  return header >= SMALLEST_IPV4_HEADER && (!length || (length >= header && (length <= room || cut())));
}

function startsIPv6(): bool {
  const room = left() - ENTRY_LEN;
  return room >= IPV6_HEADER && (be16(ENTRY_LEN + 4) <= room - IPV6_HEADER || cut());
}

/** Whether an Ethernet frame begins at an offset: sent by one station, of a type that frames in tunnels have or as long as it says. */
function startsFrame(at: u32): bool {
  if (left() - at < FRAME_LEN || byte(at + SOURCE) & GROUP_ADDRESS) return false;
  const type = be16(at + TYPE);
  switch (type) {
    case 0x0800: // IPv4
    case 0x0806: // ARP
    case 0x8100: // VLAN tags
    case 0x88a8:
    case 0x9100:
    case 0x86dd: // IPv6
    case 0x8847: // MPLS
    case 0x8863: // PPPoE
    case 0x8864:
    case 0x8809: // slow protocols
    case 0x888e: // EAP over LAN
    case 0x88cc: // LLDP
    case 0x88e5: // MACsec
    case 0x88e7: // backbone bridges
    case 0x8902: // connectivity fault management
    case 0x9000: // loopback test
      return true;
  }
  const room = left() - at - FRAME_LEN;
  return type >= LLC_LEN && type <= min(room, LARGEST_LENGTH) && byte(at + FRAME_LEN) == byte(at + FRAME_LEN + 1);
}

export function record(): void {
  const entry = be32(0);
  let p = MPLS.begin();
  p = MPLS.Timestamp(p, timestamp);
  p = MPLS.Label(p, entry >> 12);
  p = MPLS.TrafficClass(p, (entry >> 9) & 7);
  p = MPLS.StackBottom(p, (entry & BOTTOM) != 0);
  p = MPLS.TTL(p, entry & 0xff);
  MPLS.end(p);
}
