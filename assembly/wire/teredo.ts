// Teredo, IPv6 in UDP through address translators (RFC 4380 section 5.1.1). In front of the packet there may be an indication of
// authentication, and one of the address that the server sees; those begin with zeros, where an IPv6 packet has its version.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+---------------+---------------+
// |               1               | length of ID  | length of auth|
// |   client identifier, authentication value, nonce (8 bytes)    |
// |  confirmation |
//
// +-------------------------------+-------------------------------+
// |               0               |       origin port number      |
// |                      origin IPv4 address                      |
import { Layer } from "../gen/layer";
import { be16, be32, byte, claim, left } from "../packet";

const AUTHENTICATION: u32 = 1;
const ID_LEN: u32 = 2;
const AU_LEN: u32 = 3;
/** Without identifier and value. */
const AUTHENTICATION_LEN: u32 = 13;
const ORIGIN: u32 = 0;
const ORIGIN_LEN: u32 = 8;

// Of an IPv6 packet.
const SOURCE: u32 = 8;
const DESTINATION: u32 = 24;
const IPV6_HEADER: u32 = 40;

/** Teredo's prefix, and the one before it was standardized (RFC 4380 section 2.6). */
const PREFIX: u32 = 0x2001_0000;
const FORMER_PREFIX: u32 = 0x3ffe_831f;
/** fe80::/10, ten bits. */
const LINK_LOCAL: u32 = 0x3fa;

/** At either end of what goes through the tunnel is a Teredo address, or a link-local one while there is none yet. */
export function decode(): Layer {
  if (left() < IPV6_HEADER) return Layer.Declined;
  let at: u32 = be16(0) == AUTHENTICATION ? AUTHENTICATION_LEN + byte(ID_LEN) + byte(AU_LEN) : 0;
  if (holds(at, ORIGIN_LEN) && be16(at) == ORIGIN) at += ORIGIN_LEN;
  if (!holds(at, IPV6_HEADER) || byte(at) >> 4 != 6) return Layer.Declined;
  const source = be32(at + SOURCE);
  if (!native(source) && !native(be32(at + DESTINATION)) && source >> 22 != LINK_LOCAL) return Layer.Declined;
  claim(at);
  return Layer.IPv6;
}

function holds(at: u32, size: u32): bool {
  return at <= left() && left() - at >= size;
}

function native(prefix: u32): bool {
  return prefix == PREFIX || prefix == FORMER_PREFIX;
}
