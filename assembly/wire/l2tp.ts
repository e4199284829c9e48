// Layer Two Tunneling Protocol, version 2 (RFC 2661 section 3.1) and 3 (RFC 3931 sections 3.2 and 4.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+---+-+-+-+-+-------+-------+-------------------------------+
// |T|L|rsv|S|r|O|P|  rsv  |version|        length, with L         |
// +-+-+---+-+-+-+-+-------+-------+-------------------------------+
// |           tunnel ID           |           session ID          |   one ID in version 3
// +-------------------------------+-------------------------------+
// |           Ns, with S          |           Nr, with S          |
// +-------------------------------+-------------------------------+
// |      offset size, with O      |  so much padding              |
//
// Control messages go on with attributes. Data messages of version 3 have their session ID behind four bytes over UDP, and
// nothing else over IP itself, where control messages begin behind a session ID of zero.
import { L2TP } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import {
  be16,
  be32,
  byte,
  bytes,
  claim,
  flaw,
  header,
  left,
  limit,
  malformed,
  payloadLength,
  timestamp,
  truncated,
} from "../packet";
import { transportLayer } from "../context";
import { valid } from "../text";

const FLAGS: u32 = 0;
const LENGTH: u32 = 2;
const LENGTH_LEN: u32 = 2;
const IDS_LEN: u32 = 4;
const SEQUENCE_LEN: u32 = 4;
const OFFSET_LEN: u32 = 2;
const SMALLEST_HEADER: u32 = 6;

// Of control messages, which have length and sequence numbers.
const IDS: u32 = 4;
const SESSION_ID: u32 = 6;
const NS: u32 = 8;
const NR: u32 = 10;
const ATTRIBUTES: u32 = 12;

// Of data messages of version 3 over UDP.
const RESERVED: u32 = 2;
const SESSION_ID_V3: u32 = 4;
const DATA_HEADER_V3: u32 = 8;

/** Over IP itself, in front of everything else. */
const SESSION_ID_LEN: u32 = 4;

const T: u32 = 0x8000;
const L: u32 = 0x4000;
const S: u32 = 0x0800;
const O: u32 = 0x0200;
const P: u32 = 0x0100;
const VERSION: u32 = 0x000f;

const CONTROL_V2: u32 = T | L | S | 2;
const CONTROL_V3: u32 = T | L | S | 3;
const DATA_V2: u32 = 2;
const DATA_V3: u32 = 3;

// Attributes: flags and length, which counts this header, then vendor and type (RFC 2661 section 4.1).
const HIDDEN: u32 = 0x4000;
const ATTRIBUTE_LENGTH: u32 = 0x03ff;
const VENDOR: u32 = 2;
const TYPE: u32 = 4;
const VALUE: u32 = 6;

const enum Attribute {
  MessageType = 0,
  ResultCode = 1,
  HostName = 7,
  VendorName = 8,
  AssignedTunnelID = 9,
  AssignedSessionID = 14,
  CalledNumber = 21,
  CallingNumber = 22,
  ProxyAuthenName = 30,
  AssignedControlConnectionID = 61,
  LocalSessionID = 63,
}

/** Of the value of ResultCode. */
const ERROR_MESSAGE: u32 = 4;

export function decode(): Layer {
  if (isOverIP()) return overIP();
  if (left() < SMALLEST_HEADER) return Layer.Declined;
  switch (be16(FLAGS)) {
    case CONTROL_V2:
    case CONTROL_V3:
      return left() < ATTRIBUTES || be16(LENGTH) < ATTRIBUTES ? Layer.Declined : control(0);
    case DATA_V3:
      if (left() < DATA_HEADER_V3 || be16(RESERVED) || !be32(SESSION_ID_V3)) return Layer.Declined;
      claim(DATA_HEADER_V3);
      return Layer.None;
  }
  return data();
}

/** Whether no UDP header is around, but IP itself. */
function isOverIP(): bool {
  return transportLayer() == Layer.None;
}

function overIP(): Layer {
  if (!claim(SESSION_ID_LEN)) return truncated();
  if (be32(0)) return Layer.None;
  if (!claim(SESSION_ID_LEN + ATTRIBUTES)) return truncated();
  const flags = be16(SESSION_ID_LEN + FLAGS);
  if (flags != CONTROL_V3) return malformed(Status.BAD_VERSION, flags & VERSION);
  const length = be16(SESSION_ID_LEN + LENGTH);
  return length < ATTRIBUTES ? malformed(Status.BAD_LENGTH, length) : control(SESSION_ID_LEN);
}

/** A control message at an offset: claims the attributes that are whole, and marks the packet where one is not. */
function control(from: u32): Layer {
  limit(from + be16(from + LENGTH));
  let at = from + ATTRIBUTES;
  while (at < left()) {
    const rest = left() - at;
    const length: u32 = rest < VALUE ? 0 : be16(at) & ATTRIBUTE_LENGTH;
    if (length < VALUE || length > rest) {
      flaw(Status.BAD_PART, at);
      break;
    }
    at += length;
  }
  claim(at);
  return Layer.None;
}

/** A data message of version 2: PPP frames and IDs look so that most other bytes are told from them. */
function data(): Layer {
  const flags = be16(FLAGS);
  if ((flags & ~(L | S | O | P)) != DATA_V2) return Layer.Declined;
  const ids = idsAt(flags);
  let fixed = offsetAt(flags);
  if (flags & O) {
    if (left() < fixed + OFFSET_LEN) return Layer.Declined;
    fixed += OFFSET_LEN + be16(fixed);
  }
  if (!claim(fixed) || !be16(ids) || !be16(ids + 2) || (payloadLength() && !isPPP(fixed))) return Layer.Declined;
  if (flags & L) {
    if (be16(LENGTH) < fixed) return Layer.Declined;
    limit(be16(LENGTH));
  }
  return payloadLength() ? Layer.PPP : Layer.None;
}

function isPPP(at: u32): bool {
  const rest = left() - at;
  if (byte(at) == 0xff) return rest > 2 && byte(at + 1) == 3;
  return (byte(at) & 1) != 0 || (rest > 1 && (byte(at + 1) & 1) != 0);
}

function idsAt(flags: u32): u32 {
  return flags & L ? LENGTH + LENGTH_LEN : LENGTH;
}

function sequenceAt(flags: u32): u32 {
  return idsAt(flags) + IDS_LEN;
}

function offsetAt(flags: u32): u32 {
  return flags & S ? sequenceAt(flags) + SEQUENCE_LEN : sequenceAt(flags);
}

export function record(): void {
  let p = L2TP.begin();
  p = L2TP.Timestamp(p, timestamp);
  if (isOverIP()) p = be32(0) ? recordData(p, 0) : recordControl(p, SESSION_ID_LEN);
  else if (be16(FLAGS) & T) p = recordControl(p, 0);
  else p = be16(FLAGS) == DATA_V3 ? recordData(p, SESSION_ID_V3) : recordDataV2(p);
  p = L2TP.context(p);
  L2TP.end(p);
}

/** A data message of version 3, whose session ID stands at an offset. */
function recordData(p: usize, at: u32): usize {
  p = L2TP.Version(p, 3);
  return L2TP.SessionID(p, be32(at));
}

function recordDataV2(p: usize): usize {
  const flags = be16(FLAGS);
  p = L2TP.Version(p, 2);
  p = L2TP.Priority(p, (flags & P) != 0);
  if (flags & L) p = L2TP.Length(p, be16(LENGTH));
  p = L2TP.TunnelID(p, be16(idsAt(flags)));
  p = L2TP.SessionID(p, be16(idsAt(flags) + 2));
  if (flags & S) {
    p = L2TP.Ns(p, be16(sequenceAt(flags)));
    p = L2TP.Nr(p, be16(sequenceAt(flags) + 2));
  }
  return flags & O ? L2TP.OffsetSize(p, be16(offsetAt(flags))) : p;
}

function recordControl(p: usize, from: u32): usize {
  const version = be16(from + FLAGS) & VERSION;
  p = L2TP.Version(p, version);
  p = L2TP.IsControl(p, true);
  p = L2TP.Length(p, be16(from + LENGTH));
  p = L2TP.TunnelID(p, version == 2 ? be16(from + IDS) : be32(from + IDS));
  if (version == 2) p = L2TP.SessionID(p, be16(from + SESSION_ID));
  p = L2TP.Ns(p, be16(from + NS));
  p = L2TP.Nr(p, be16(from + NR));
  first = from + ATTRIBUTES;
  return attributes(p, version);
}

/** Where the attributes of the message that is being recorded begin. */
let first: u32 = 0;

function attributes(p: usize, version: u32): usize {
  const result = value(Attribute.ResultCode);
  p = L2TP.MessageType(p, number(Attribute.MessageType, 2));
  p = L2TP.ResultCode(p, number(Attribute.ResultCode, 2));
  if (result >> 32 > ERROR_MESSAGE) p = L2TP.ErrorMessage(p, valid(result + ERROR_MESSAGE - ((<u64>ERROR_MESSAGE) << 32)));
  p = L2TP.HostName(p, valid(value(Attribute.HostName)));
  p = L2TP.VendorName(p, valid(value(Attribute.VendorName)));
  if (version == 2) {
    p = L2TP.AssignedTunnelID(p, number(Attribute.AssignedTunnelID, 2));
    p = L2TP.AssignedSessionID(p, number(Attribute.AssignedSessionID, 2));
  } else {
    p = L2TP.AssignedTunnelID(p, number(Attribute.AssignedControlConnectionID, 4));
    p = L2TP.AssignedSessionID(p, number(Attribute.LocalSessionID, 4));
  }
  p = L2TP.CalledNumber(p, valid(value(Attribute.CalledNumber)));
  p = L2TP.CallingNumber(p, valid(value(Attribute.CallingNumber)));
  return L2TP.UserName(p, valid(value(Attribute.ProxyAuthenName)));
}

/** Where the attribute of a type is; 0 where there is none, or it is hidden. */
function find(type: Attribute): u32 {
  for (let at = first; at < header; at = next(at)) {
    if (be16(at + TYPE) == type && !be16(at + VENDOR) && !(be16(at) & HIDDEN)) return at;
  }
  return 0;
}

function next(at: u32): u32 {
  return at + (be16(at) & ATTRIBUTE_LENGTH);
}

function value(type: Attribute): u64 {
  const at = find(type);
  return at ? bytes(at + VALUE, next(at) - at - VALUE) : 0;
}

/** The number of so many bytes that an attribute begins with; 0 where it is not there or shorter. */
function number(type: Attribute, size: u32): u32 {
  const at = find(type);
  if (!at || next(at) - at < VALUE + size) return 0;
  return size == 2 ? be16(at + VALUE) : be32(at + VALUE);
}
