// IEC 60870-5-104 telecontrol: the APCI (IEC 60870-5-104 clause 5) in front of an ASDU (IEC 60870-5-101 clause 7.2). Numbers are
// little-endian.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |      0x68     |     length    |     send number, or format    |
// +---------------+---------------+---------------+-+-------------+
// |         receive number        |    type ID    |S|  objects    |   from the type on
// +-+-+-----------+---------------+---------------+-+-------------+   in format I only
// |T|N|   cause   |   originator  |         common address        |
// +-+-+-----------+---------------+---------------+---------------+
// |         address of the first object           |  its information
import { IEC104 } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { byte, flaw, header, le16, left, timestamp } from "../packet";
import { character } from "../text";
import { message } from "./segment";

const START: u32 = 0;
const LENGTH: u32 = 1;
const SEND: u32 = 2;
const RECEIVE: u32 = 4;
const TYPE_ID: u32 = 6;
const STRUCTURE: u32 = 7;
const CAUSE: u32 = 8;
const ORIGINATOR: u32 = 9;
const COMMON_ADDRESS: u32 = 10;
const OBJECT_ADDRESS: u32 = 12;
const ADDRESS_LEN: u32 = 3;

const START_BYTE: u32 = 0x68;
/** Bytes that the length does not count. */
const UNCOUNTED: u32 = 2;
const CONTROL_LENGTH: u32 = 4;
const LONGEST: u32 = 253;
const S: u32 = 1;
const U: u32 = 3;

/** Types from 128 on are private. */
const LAST_TYPE: u32 = 127;
const SQ: u32 = 0x80;
const TEST: u32 = 0x80;
const NEGATIVE: u32 = 0x40;
const CAUSE_BITS: u32 = 0x3f;

export function decode(): Layer {
  if (left() < TYPE_ID || byte(START) != START_BYTE) return Layer.Declined;
  const length = byte(LENGTH);
  if (length < CONTROL_LENGTH || length > LONGEST || byte(RECEIVE) & 1) return Layer.Declined;
  const size = UNCOUNTED + length;
  if (size < left() && byte(size) != START_BYTE) return Layer.Declined;
  if (byte(SEND) & 1) {
    if (length != CONTROL_LENGTH || !controls()) return Layer.Declined;
  } else {
    if (left() < OBJECT_ADDRESS || size < OBJECT_ADDRESS || !informs()) return Layer.Declined;
    if (size - OBJECT_ADDRESS < smallestObjects()) {
      // Only where the length fits the segment is it sure what this is.
      if (size > left()) return Layer.Declined;
      flaw(Status.BAD_LENGTH, length);
    }
  }
  return message(size, Layer.IEC104);
}

/** Whether there is an ASDU of a type that the standard has, with a cause. */
function informs(): bool {
  const type = byte(TYPE_ID);
  return type > 0 && type <= LAST_TYPE && (byte(CAUSE) & CAUSE_BITS) != 0;
}

/** Bytes that the objects take at least: each has an address, or they have one and an element each. */
function smallestObjects(): u32 {
  const count = byte(STRUCTURE) & ~SQ;
  if (!count) return 0;
  return byte(STRUCTURE) & SQ ? ADDRESS_LEN + count : ADDRESS_LEN * count;
}

/** Whether the control field is that of an APDU without information, all of whose other bits are 0. */
function controls(): bool {
  const first = byte(SEND);
  if (byte(SEND + 1)) return false;
  if (first == S) return true;
  // One function, in the bits above the format.
  const functions = first >> 2;
  return (first & 3) == U && functions != 0 && !(functions & (functions - 1)) && !le16(RECEIVE);
}

export function record(): void {
  const first = byte(SEND);
  const format = first & 1 ? first & 3 : 0;
  let p = IEC104.begin();
  p = IEC104.Timestamp(p, timestamp);
  p = IEC104.Length(p, byte(LENGTH));
  p = IEC104.Format(p, character(format == U ? 85 : format == S ? 83 : 73));
  if (!format) p = IEC104.SendNumber(p, le16(SEND) >> 1);
  p = IEC104.ReceiveNumber(p, le16(RECEIVE) >> 1);
  if (format == U) p = IEC104.Function(p, first >> 2);
  if (!format) p = information(p);
  p = IEC104.context(p);
  IEC104.end(p);
}

function information(p: usize): usize {
  const cause = byte(CAUSE);
  p = IEC104.TypeID(p, byte(TYPE_ID));
  p = IEC104.Sequence(p, (byte(STRUCTURE) & SQ) != 0);
  p = IEC104.NumberOfObjects(p, byte(STRUCTURE) & ~SQ);
  p = IEC104.Cause(p, cause & CAUSE_BITS);
  p = IEC104.Negative(p, (cause & NEGATIVE) != 0);
  p = IEC104.Test(p, (cause & TEST) != 0);
  p = IEC104.Originator(p, byte(ORIGINATOR));
  p = IEC104.CommonAddress(p, le16(COMMON_ADDRESS));
  if (header < OBJECT_ADDRESS + ADDRESS_LEN) return p;
  return IEC104.ObjectAddress(p, le16(OBJECT_ADDRESS) | (byte(OBJECT_ADDRESS + 2) << 16));
}
