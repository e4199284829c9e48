// Locator/ID Separation Protocol, data packets (RFC 9300 section 5.3).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+---+-----------------------------------------------+
// |N|L|E|V|I|R| KK|            nonce or map versions              |
// +-+-+-+-+-+-+---+-----------------------------------------------+
// |           instance ID and locator status bits                 |
import { Layer } from "../gen/layer";
import { be16, byte, claim, cut, left } from "../packet";

const FLAGS: u32 = 0;
const HEADER_LEN: u32 = 8;

const N: u32 = 0x80;
const E: u32 = 0x20;
const V: u32 = 0x10;
/** A reserved bit, and two that tell of encryption (RFC 8061), where nothing follows that could be read. */
const R_KK: u32 = 0x07;

const SMALLEST_IPV4_HEADER: u32 = 20;
const IPV6_HEADER: u32 = 40;

/** No flag contradicts another, and one IP packet fills the rest. */
export function decode(): Layer {
  if (left() < HEADER_LEN) return Layer.Declined;
  const flags = byte(FLAGS);
  if (flags & R_KK || (flags & N && flags & V) || (flags & E && !(flags & N))) return Layer.Declined;
  claim(HEADER_LEN);
  if (fillsIPv4(left() - HEADER_LEN)) return Layer.IPv4;
  return fillsIPv6(left() - HEADER_LEN) ? Layer.IPv6 : Layer.Declined;
}

function fillsIPv4(room: u32): bool {
  if (room < SMALLEST_IPV4_HEADER) return false;
  const first = byte(HEADER_LEN);
  return first >= 0x45 && first <= 0x4f && fills(be16(HEADER_LEN + 2), room);
}

function fillsIPv6(room: u32): bool {
  return room >= IPV6_HEADER && byte(HEADER_LEN) >> 4 == 6 && fills(IPV6_HEADER + be16(HEADER_LEN + 4), room);
}

function fills(length: u32, room: u32): bool {
  return length == room || (length > room && cut());
}
