// Session Traversal Utilities for NAT (RFC 8489 section 5).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---+---------------------------+-------------------------------+
// |0 0|       message type        |         message length        |
// +---+---------------------------+-------------------------------+
// |                         magic cookie                          |
// |                   transaction ID, 12 bytes                    |
// +-------------------------------+-------------------------------+
// |        attribute type         |       attribute length        |
// |                value, padded to words of 4 bytes              |
import { swap32 } from "../endian";
import { STUN, STUNAttribute } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, byte, bytes, claim, flaw, header, left, timestamp } from "../packet";
import { transportLayer } from "../context";
import { build, built, ipv4, ipv6, putIPv4, putIPv6, utf8 } from "../text";

const TYPE: u32 = 0;
const LENGTH: u32 = 2;
const COOKIE: u32 = 4;
const TRANSACTION_ID: u32 = 8;
const TRANSACTION_LEN: u32 = 12;
const ATTRIBUTES: u32 = 20;

const MAGIC: u32 = 0x2112a442;

const ATTRIBUTE_LENGTH: u32 = 2;
const VALUE: u32 = 4;
const enum Attribute {
  MappedAddress = 0x0001,
  Username = 0x0006,
  ErrorCode = 0x0009,
  PeerAddress = 0x0012,
  Realm = 0x0014,
  RelayedAddress = 0x0016,
  XORMappedAddress = 0x0020,
  Software = 0x8022,
}

// An address (section 14.1), and an error code (section 14.8).
const FAMILY: u32 = 1;
const PORT: u32 = 2;
const ADDRESS: u32 = 4;
const IPV4: u32 = 1;
const IPV6: u32 = 2;
const IPV4_LEN: u32 = 8;
const IPV6_LEN: u32 = 20;
const ERROR_CLASS: u32 = 2;
const ERROR_NUMBER: u32 = 3;
const REASON: u32 = 4;

/** An address that is not hidden any more. */
const plain: usize = memory.data(16);

export function decode(): Layer {
  if (left() < ATTRIBUTES || be32(COOKIE) != MAGIC) return Layer.Declined;
  const length = be16(LENGTH);
  if (be16(TYPE) > 0x3fff || length & 3) return Layer.Declined;
  const rest = left() - ATTRIBUTES;
  if (length == rest) {
    claim(left());
    return Layer.None;
  }
  if (transportLayer() != Layer.TCP) return Layer.Declined;
  // A message in segments is recorded with what is in the first one; messages may also follow each other.
  claim(ATTRIBUTES + min(length, rest));
  return length < rest ? Layer.STUN : Layer.None;
}

export function record(): void {
  const type = be16(TYPE);
  let p = STUN.begin();
  p = STUN.Timestamp(p, timestamp);
  p = STUN.Type(p, type);
  // The two bits of the class stand among those of the method (section 5).
  p = STUN.Class(p, ((type >> 4) & 1) | ((type >> 7) & 2));
  p = STUN.Method(p, (type & 0x0f) | ((type >> 1) & 0x70) | ((type >> 2) & 0xf80));
  p = STUN.Length(p, be16(LENGTH));
  p = STUN.TransactionID(p, bytes(TRANSACTION_ID, TRANSACTION_LEN));
  p = attributes(p);
  p = STUN.Username(p, text(Attribute.Username));
  p = STUN.Realm(p, text(Attribute.Realm));
  p = STUN.Software(p, text(Attribute.Software));
  let at = find(Attribute.MappedAddress);
  if (isAddress(at)) {
    p = STUN.MappedAddress(p, byte(at + FAMILY) == IPV4 ? ipv4(at + ADDRESS) : ipv6(at + ADDRESS));
    p = STUN.MappedPort(p, be16(at + PORT));
  }
  at = find(Attribute.XORMappedAddress);
  if (isAddress(at)) {
    p = STUN.XORMappedAddress(p, hiddenAddress(at));
    p = STUN.XORMappedPort(p, hiddenPort(at));
  }
  at = find(Attribute.PeerAddress);
  if (isAddress(at)) {
    p = STUN.PeerAddress(p, hiddenAddress(at));
    p = STUN.PeerPort(p, hiddenPort(at));
  }
  at = find(Attribute.RelayedAddress);
  if (isAddress(at)) {
    p = STUN.RelayedAddress(p, hiddenAddress(at));
    p = STUN.RelayedPort(p, hiddenPort(at));
  }
  at = find(Attribute.ErrorCode);
  if (at && lengthOf(at) >= REASON) {
    p = STUN.ErrorCode(p, (byte(at + ERROR_CLASS) & 7) * 100 + byte(at + ERROR_NUMBER));
    p = STUN.ErrorReason(p, utf8(at + REASON, lengthOf(at) - REASON));
  }
  p = STUN.context(p);
  STUN.end(p);
}

/** The attributes that are whole; where one is not, the packet is marked, unless the segment ends before the message does. */
function attributes(p: usize): usize {
  let at = ATTRIBUTES;
  for (; at < header; at = next(at)) {
    if (!whole(at)) {
      if (header == ATTRIBUTES + be16(LENGTH)) flaw(Status.BAD_PART, at);
      break;
    }
    const from = STUN.Attributes(p);
    p = STUNAttribute.Type(from, be16(at));
    p = STUNAttribute.Value(p, bytes(at + VALUE, be16(at + ATTRIBUTE_LENGTH)));
    p = STUNAttribute.end(p, from);
  }
  return p;
}

function whole(at: u32): bool {
  const rest = header - at;
  return rest >= VALUE && be16(at + ATTRIBUTE_LENGTH) <= rest - VALUE;
}

/** Where the next attribute begins: each is padded to words. */
function next(at: u32): u32 {
  return min(header, at + VALUE + ((be16(at + ATTRIBUTE_LENGTH) + 3) & ~3));
}

/** Where the value of the first attribute of a type is; 0 where there is none. */
function find(type: u32): u32 {
  for (let at = ATTRIBUTES; at < header && whole(at); at = next(at)) if (be16(at) == type) return at + VALUE;
  return 0;
}

function lengthOf(value: u32): u32 {
  return be16(value - VALUE + ATTRIBUTE_LENGTH);
}

function text(type: u32): u64 {
  const at = find(type);
  return at ? utf8(at, lengthOf(at)) : 0;
}

function isAddress(at: u32): bool {
  if (!at) return false;
  const length = lengthOf(at);
  if (length < IPV4_LEN) return false;
  return byte(at + FAMILY) == IPV4 ? length == IPV4_LEN : byte(at + FAMILY) == IPV6 && length == IPV6_LEN;
}

/** Hidden by the cookie, and IPv6 by the transaction ID behind it (section 14.2). */
function hiddenAddress(at: u32): u64 {
  const four = byte(at + FAMILY) == IPV4;
  for (let i: u32 = 0; i < 16; i += 4) {
    if (i && four) break;
    store<u32>(plain + i, swap32(be32(at + ADDRESS + i) ^ be32(COOKIE + i)));
  }
  const to = build();
  return built(to, four ? putIPv4(to, plain) : putIPv6(to, plain));
}

function hiddenPort(at: u32): u32 {
  return be16(at + PORT) ^ (MAGIC >> 16);
}
