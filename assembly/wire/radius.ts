// Remote Authentication Dial-In User Service (RFC 2865 section 3), accounting (RFC 2866 section 3) and dynamic authorization
// (RFC 5176 section 2.3) included.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |      code     |   identifier  |             length            |
// +---------------+---------------+-------------------------------+
// |                    authenticator (16 bytes)                   |
// +---------------+---------------+-------------------------------+
// |      type     |     length    |             value             |   again and again
import { RADIUS, RADIUSAttribute } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, byte, bytes, claim, flaw, left, limit, timestamp } from "../packet";
import { decimal, ipv4, ipv6, utf8 } from "../text";
import { Kind } from "../gen/attributes";
import { attribute, kindOf, nameOf } from "./attributes";

const CODE: u32 = 0;
const IDENTIFIER: u32 = 1;
const LENGTH: u32 = 2;
const AUTHENTICATOR: u32 = 4;
const AUTHENTICATOR_LEN: u32 = 16;
const ATTRIBUTES: u32 = 20;
/** RFC 2865 section 3; larger ones have been allowed over TCP only (RFC 7930). */
const LARGEST_PACKET: u32 = 4096;

const ATTRIBUTE_LEN: u32 = 1;
const ATTRIBUTE_VALUE: u32 = 2;
/** Of a vendor-specific attribute, in its value. */
const VENDOR_LEN: u32 = 4;

const enum Attribute {
  UserName = 1,
  NASIPAddress = 4,
  NASPort = 5,
  ServiceType = 6,
  FramedIPAddress = 8,
  ReplyMessage = 18,
  VendorSpecific = 26,
  CalledStationID = 30,
  CallingStationID = 31,
  NASIdentifier = 32,
  AcctStatusType = 40,
  AcctSessionID = 44,
  NASIPv6Address = 95,
}

/** The length must be that of the datagram, or else the first attribute must fit. */
export function decode(): Layer {
  if (left() < ATTRIBUTES || !isCode(byte(CODE))) return Layer.Declined;
  const length = be16(LENGTH);
  if (length < ATTRIBUTES || length > LARGEST_PACKET) return Layer.Declined;
  if (length != left() && length > ATTRIBUTES && !next(ATTRIBUTES, min(length, left()))) return Layer.Declined;
  if (length > left()) flaw(Status.TRUNCATED, length);
  limit(length);
  claim(left());
  check();
  return Layer.None;
}

/** Marks the packet where an attribute does not fit. Each takes two bytes at least, which bounds their number. */
function check(): void {
  for (let at = ATTRIBUTES; at < left();) {
    const end = next(at, left());
    if (!end) {
      flaw(Status.BAD_PART, at);
      return;
    }
    at = end;
  }
}

/** Codes that are in use (IANA RADIUS packet type codes): access, accounting, status; dynamic authorization. */
function isCode(code: u32): bool {
  return (code >= 1 && code <= 5) || (code >= 11 && code <= 13) || (code >= 40 && code <= 45);
}

/** Where the attribute at an offset ends; 0 where it is not whole. */
function next(at: u32, stop: u32): u32 {
  const there = stop - at;
  if (there < ATTRIBUTE_VALUE || !byte(at)) return 0;
  const length = byte(at + ATTRIBUTE_LEN);
  return length < ATTRIBUTE_VALUE || length > there ? 0 : at + length;
}

export function record(): void {
  index();
  let p = RADIUS.begin();
  p = RADIUS.Timestamp(p, timestamp);
  p = RADIUS.Code(p, byte(CODE));
  p = RADIUS.Identifier(p, byte(IDENTIFIER));
  p = RADIUS.Length(p, be16(LENGTH));
  p = RADIUS.Authenticator(p, bytes(AUTHENTICATOR, AUTHENTICATOR_LEN));
  p = RADIUS.UserName(p, textOf(Attribute.UserName));
  p = RADIUS.NASIPAddress(p, serverAddress());
  p = RADIUS.NASPort(p, numberOf(Attribute.NASPort));
  p = RADIUS.NASIdentifier(p, textOf(Attribute.NASIdentifier));
  p = RADIUS.ServiceType(p, numberOf(Attribute.ServiceType));
  p = RADIUS.FramedIPAddress(p, find(Attribute.FramedIPAddress) && size == 4 ? ipv4(value) : 0);
  p = RADIUS.CalledStationID(p, textOf(Attribute.CalledStationID));
  p = RADIUS.CallingStationID(p, textOf(Attribute.CallingStationID));
  p = RADIUS.AcctStatusType(p, numberOf(Attribute.AcctStatusType));
  p = RADIUS.AcctSessionID(p, textOf(Attribute.AcctSessionID));
  p = RADIUS.ReplyMessage(p, textOf(Attribute.ReplyMessage));
  p = attributes(p);
  p = RADIUS.context(p);
  RADIUS.end(p);
}

/** The value that was found last: its offset and length. */
let value: u32 = 0;
let size: u32 = 0;

/** Where the first attribute of each type is, in two bytes; 0 where there is none. */
const firsts: usize = memory.data(256 * 2);

function index(): void {
  memory.fill(firsts, 0, 256 * 2);
  for (let at = ATTRIBUTES, end = next(at, left()); end; at = end, end = next(at, left())) {
    const entry = firsts + (byte(at) << 1);
    if (!load<u16>(entry)) store<u16>(entry, <u16>at);
  }
}

/** Finds the first attribute of a type. */
function find(type: Attribute): bool {
  const at = <u32>load<u16>(firsts + ((<usize>type) << 1));
  value = at + ATTRIBUTE_VALUE;
  size = at ? byte(at + ATTRIBUTE_LEN) - ATTRIBUTE_VALUE : 0;
  return at != 0;
}

function textOf(type: Attribute): u64 {
  return find(type) ? utf8(value, size) : 0;
}

function numberOf(type: Attribute): u32 {
  return find(type) && size == 4 ? be32(value) : 0;
}

function serverAddress(): u64 {
  if (find(Attribute.NASIPAddress) && size == 4) return ipv4(value);
  return find(Attribute.NASIPv6Address) && size == 16 ? ipv6(value) : 0;
}

function attributes(p: usize): usize {
  for (let at = ATTRIBUTES, end = next(at, left()); end; at = end, end = next(at, left())) {
    p = pair(p, byte(at), at + ATTRIBUTE_VALUE, end);
  }
  return p;
}

function pair(p: usize, type: u32, at: u32, stop: u32): usize {
  const known = attribute(type);
  const from = RADIUS.Attributes(p);
  p = RADIUSAttribute.Type(from, type);
  p = RADIUSAttribute.Name(p, nameOf(known));
  if (type == Attribute.VendorSpecific && stop - at >= VENDOR_LEN) {
    p = RADIUSAttribute.VendorID(p, be32(at));
    at += VENDOR_LEN;
  }
  p = RADIUSAttribute.Value(p, bytes(at, stop - at));
  p = RADIUSAttribute.Text(p, text(kindOf(known), at, stop - at));
  return RADIUSAttribute.end(p, from);
}

/** Text of a value; empty where it has none, or has not the length of its kind. */
function text(kind: Kind, at: u32, length: u32): u64 {
  if (kind == Kind.Text) return utf8(at, length);
  if (kind == Kind.Number && length == 4) return decimal(be32(at));
  if (kind == Kind.IPv4 && length == 4) return ipv4(at);
  return kind == Kind.IPv6 && length == 16 ? ipv6(at) : 0;
}
