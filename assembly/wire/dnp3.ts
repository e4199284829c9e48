// Distributed Network Protocol (IEEE 1815-2012 clauses 4, 8 and 9). Numbers are little-endian.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+---------------+-+-+-+-+-------+
// |      0x05     |      0x64     |     length    |D|P|B|V| link  |
// +---------------+---------------+---------------+-+-+-+-+-------+
// |          destination          |             source            |
// +-------------------------------+-------------------------------+
// |            checksum           |  user data, a checksum behind each 16 bytes
// +-------------------------------+
//
// User data, the internal indications in responses only:
//
// +-+-+-----------+-+-+-+-+-------+---------------+---------------+
// |L|F|  sequence |F|L|C|U|  seq  |    function   |
// +-+-+-----------+-+-+-+-+-------+---------------+---------------+
// |      internal indications     |     group     |   variation   |
// +---------------+---------------+---------------+---------------+
// |   qualifier   |  range
import { DNP3, DNP3Object } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, flaw, header, le16, left, timestamp } from "../packet";
import { message } from "./segment";

const START: u32 = 0;
const LENGTH: u32 = 2;
const CONTROL: u32 = 3;
const DESTINATION: u32 = 4;
const SOURCE: u32 = 6;
const CRC: u32 = 8;
const USER_DATA: u32 = 10;

const START_BYTES: u32 = 0x0564;
/** Control and addresses. */
const SHORTEST: u32 = 5;
const BLOCK: u32 = 16;
const CRC_LEN: u32 = 2;

const DIR: u32 = 0x80;
const PRM: u32 = 0x40;
const FCB: u32 = 0x20;
const FCV: u32 = 0x10;
const CONFIRMED_USER_DATA: u32 = 3;
const UNCONFIRMED_USER_DATA: u32 = 4;

// Of the user data.
const TRANSPORT: u32 = 0;
const APPLICATION: u32 = 1;
const FUNCTION: u32 = 2;
const REQUEST_OBJECTS: u32 = 3;
const INDICATIONS: u32 = 3;
const RESPONSE_OBJECTS: u32 = 5;

const TRANSPORT_FIN: u32 = 0x80;
const TRANSPORT_FIR: u32 = 0x40;
const APPLICATION_FIR: u32 = 0x80;
const APPLICATION_FIN: u32 = 0x40;
const CON: u32 = 0x20;
const UNS: u32 = 0x10;

const enum Function {
  Read = 1,
  ImmediateFreeze = 7,
  ImmediateFreezeWithoutResponse = 8,
  FreezeAndClear = 9,
  FreezeAndClearWithoutResponse = 10,
  EnableUnsolicited = 20,
  DisableUnsolicited = 21,
  AssignClass = 22,
}
const FIRST_RESPONSE: u32 = 129;

// Of an object header.
const VARIATION: u32 = 1;
const QUALIFIER: u32 = 2;
const RANGE: u32 = 3;
const ALL_OBJECTS: u32 = 6;
const LAST_START_STOP: u32 = 5;
const LAST_COUNT: u32 = 9;
const VARIABLE_FORMAT: u32 = 11;
const LAST_INDEX_PREFIX: u32 = 3;

export function decode(): Layer {
  if (left() < USER_DATA || be16(START) != START_BYTES || byte(LENGTH) < SHORTEST) return Layer.Declined;
  if (!intact(START, CRC)) return Layer.Declined;
  const user = byte(LENGTH) - SHORTEST;
  const size = USER_DATA + user + ((user + BLOCK - 1) / BLOCK) * CRC_LEN;
  const next = message(size, Layer.DNP3);
  for (let at = USER_DATA; at < header; at += BLOCK + CRC_LEN) {
    const length = min(BLOCK, size - at - CRC_LEN);
    if (header - at < length + CRC_LEN) break;
    if (!intact(at, length)) {
      flaw(Status.BAD_ENCODING, at + length);
      break;
    }
  }
  return next;
}

/** Whether bytes have the right checksum behind them: x^16 + x^13 + x^12 + x^11 + x^10 + x^8 + x^6 + x^5 + x^2 + 1, inverted. */
function intact(from: u32, length: u32): bool {
  let crc: u32 = 0;
  for (let at = from; at < from + length; at++) {
    crc ^= byte(at);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa6bc : crc >> 1;
  }
  return (crc ^ 0xffff) == le16(from + length);
}

export function record(): void {
  const control = byte(CONTROL);
  const link = control & 15;
  let p = DNP3.begin();
  p = DNP3.Timestamp(p, timestamp);
  p = DNP3.Length(p, byte(LENGTH));
  p = DNP3.FromMaster(p, (control & DIR) != 0);
  p = DNP3.Primary(p, (control & PRM) != 0);
  p = DNP3.FrameCount(p, (control & FCB) != 0);
  p = DNP3.FrameCountValid(p, (control & FCV) != 0);
  p = DNP3.LinkFunction(p, link);
  p = DNP3.Destination(p, le16(DESTINATION));
  p = DNP3.Source(p, le16(SOURCE));
  p = DNP3.HeaderCRC(p, le16(CRC));
  if (control & PRM && (link == CONFIRMED_USER_DATA || link == UNCONFIRMED_USER_DATA)) p = userData(p);
  p = DNP3.context(p);
  DNP3.end(p);
}

/** Bytes of user data that are there, without checksums. */
function userLength(): u32 {
  const there = header - USER_DATA;
  const blocks = there / (BLOCK + CRC_LEN);
  return min(blocks * BLOCK + min(there - blocks * (BLOCK + CRC_LEN), BLOCK), byte(LENGTH) - SHORTEST);
}

/** The byte at an offset of the user data. */
function user(at: u32): u32 {
  return byte(USER_DATA + at + (at / BLOCK) * CRC_LEN);
}

/** A number of up to four bytes at an offset of the user data. */
function number(at: u32, size: u32): u32 {
  let n: u32 = 0;
  for (let i: u32 = 0; i < size; i++) n |= user(at + i) << (i << 3);
  return n;
}

function userData(p: usize): usize {
  const length = userLength();
  if (!length) return p;
  const transport = user(TRANSPORT);
  p = DNP3.TransportFIN(p, (transport & TRANSPORT_FIN) != 0);
  p = DNP3.TransportFIR(p, (transport & TRANSPORT_FIR) != 0);
  p = DNP3.TransportSequence(p, transport & 0x3f);
  if (!(transport & TRANSPORT_FIR) || length < REQUEST_OBJECTS) return p;
  const application = user(APPLICATION);
  const code = user(FUNCTION);
  p = DNP3.ApplicationFIR(p, (application & APPLICATION_FIR) != 0);
  p = DNP3.ApplicationFIN(p, (application & APPLICATION_FIN) != 0);
  p = DNP3.ConfirmationWanted(p, (application & CON) != 0);
  p = DNP3.Unsolicited(p, (application & UNS) != 0);
  p = DNP3.ApplicationSequence(p, application & 15);
  p = DNP3.Function(p, code);
  if (code < FIRST_RESPONSE) return objects(p, REQUEST_OBJECTS, length, headersOnly(code));
  if (length < RESPONSE_OBJECTS) return p;
  p = DNP3.InternalIndications(p, (user(INDICATIONS) << 8) | user(INDICATIONS + 1));
  return objects(p, RESPONSE_OBJECTS, length, false);
}

/** Whether requests with a function have object headers alone, without objects. */
function headersOnly(code: u32): bool {
  switch (code) {
    case Function.Read:
    case Function.ImmediateFreeze:
    case Function.ImmediateFreezeWithoutResponse:
    case Function.FreezeAndClear:
    case Function.FreezeAndClearWithoutResponse:
    case Function.EnableUnsolicited:
    case Function.DisableUnsolicited:
    case Function.AssignClass:
      return true;
  }
  return false;
}

/** The object headers up to the first one with objects; each takes three bytes at least, and user data has 250 at most. */
function objects(p: usize, at: u32, stop: u32, alone: bool): usize {
  while (at <= stop && stop - at >= RANGE) {
    const qualifier = user(at + QUALIFIER);
    const code = qualifier & 15;
    const size = rangeSize(code);
    if (size > stop - at - RANGE) break;
    const from = DNP3.Objects(p);
    p = DNP3Object.Group(from, user(at));
    p = DNP3Object.Variation(p, user(at + VARIATION));
    p = DNP3Object.Qualifier(p, qualifier);
    at += RANGE;
    let count: u32 = 0;
    if (code <= LAST_START_STOP) {
      p = DNP3Object.Start(p, number(at, size / 2));
      p = DNP3Object.Stop(p, number(at + size / 2, size / 2));
    } else {
      count = number(at, size);
      p = DNP3Object.Count(p, count);
    }
    p = DNP3Object.end(p, from);
    at += size;
    if (code == ALL_OBJECTS) continue;
    // A list of indexes stands for the points that are asked for.
    const prefix = (qualifier >> 4) & 7;
    if (!alone || prefix > LAST_INDEX_PREFIX || code > LAST_COUNT) break;
    const index: u32 = prefix ? 1 << (prefix - 1) : 0;
    if (index && count > (stop - at) / index) break;
    at += count * index;
  }
  return p;
}

/** Bytes of the range field of a range specifier; 0 where it has none, or is not defined. */
function rangeSize(code: u32): u32 {
  if (code <= LAST_START_STOP) return 2 << (code % 3);
  if (code == ALL_OBJECTS || code > VARIABLE_FORMAT) return 0;
  return code <= LAST_COUNT ? 1 << (code - ALL_OBJECTS - 1) : code == VARIABLE_FORMAT ? 1 : 0;
}
