// Connection-Oriented Transport Protocol (RFC 905 section 13) in TPKT (RFC 1006 section 6).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |   version 3   |    reserved   |         packet length         |
// +---------------+-------+-------+-------------------------------+
// |     length    |  type | credit|  destination reference, in data of class 0
// +---------------+-------+-------+  the number and its end bit E
//
// Data units that set up or end a connection go on like this:
//
// +-------------------------------+-------------------------------+
// |     destination reference     |        source reference       |
// +-------+-------+---------------+-------------------------------+
// | class |options|  parameters: code, length, value
//
// Disconnect requests have a reason in place of class and options, and errors have their cause in place of the source reference.
import { COTP } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, bytes, claim, flaw, left, start, timestamp } from "../packet";
import { message } from "./segment";
import { begins } from "./s7comm";

const VERSION: u32 = 0;
const RESERVED: u32 = 1;
const LENGTH: u32 = 2;
const INDICATOR: u32 = 4;
const TYPE: u32 = 5;
const DST_REF: u32 = 6;
const SRC_REF: u32 = 8;
const CLASS: u32 = 10;
const PARAMETERS: u32 = 11;
const CAUSE: u32 = 8;
/** In data of class 0, and in data that has a reference. */
const NUMBER: u32 = 6;
const NUMBER_BEHIND_REFERENCE: u32 = 8;

const TPKT_VERSION: u32 = 3;
/** Reserved as an indicator (section 13.2.1). */
const LARGEST_INDICATOR: u32 = 254;
const DATA_INDICATOR: u32 = 2;
const EOT: u32 = 0x80;

const enum Type {
  ExpeditedData = 1,
  ExpeditedAcknowledgement = 2,
  Reject = 5,
  Acknowledgement = 6,
  Error = 7,
  DisconnectRequest = 8,
  DisconnectConfirm = 12,
  ConnectionConfirm = 13,
  ConnectionRequest = 14,
  Data = 15,
}

const enum Parameter {
  TPDUSize = 0xc0,
  CallingTSAP = 0xc1,
  CalledTSAP = 0xc2,
}
// Exponents of the largest data unit, 128 to 65536 bytes.
const SMALLEST_SIZE: u32 = 7;
const LARGEST_SIZE: u32 = 16;

/** Where the TPKT packet ends, whether the segment goes so far or not. */
export let end: usize = 0;

export function decode(): Layer {
  if (left() < NUMBER + 1 || byte(VERSION) != TPKT_VERSION || byte(RESERVED)) return Layer.Declined;
  const size = be16(LENGTH);
  const indicator = byte(INDICATOR);
  const type = byte(TYPE) >> 4;
  const least = smallestIndicator(type);
  if (!least || indicator < least || indicator > LARGEST_INDICATOR || left() < TYPE + least) return Layer.Declined;
  const data = TYPE + indicator;
  if (size < data) return Layer.Declined;
  end = start + size;
  if (type == Type.Data && begins(data, min(size, left()))) {
    claim(data);
    return Layer.S7comm;
  }
  return message(size, Layer.COTP);
}

export function record(): void {
  const indicator = byte(INDICATOR);
  const type = byte(TYPE) >> 4;
  const data = TYPE + indicator;
  const referenced = (type != Type.Data && type != Type.ExpeditedData) || indicator > DATA_INDICATOR;
  readParameters(type, data);
  let p = COTP.begin();
  p = COTP.Timestamp(p, timestamp);
  p = COTP.PacketLength(p, be16(LENGTH));
  p = COTP.LengthIndicator(p, indicator);
  p = COTP.PDUType(p, type);
  if (referenced) p = COTP.DstRef(p, be16(DST_REF));
  if (type == Type.DisconnectRequest || type == Type.DisconnectConfirm || connects(type)) p = COTP.SrcRef(p, be16(SRC_REF));
  if (connects(type)) {
    p = COTP.Class(p, byte(CLASS) >> 4);
    p = COTP.ClassOptions(p, byte(CLASS) & 15);
  }
  if (type == Type.DisconnectRequest) p = COTP.Reason(p, byte(CLASS));
  if (type == Type.Error) p = COTP.Reason(p, byte(CAUSE));
  p = COTP.TPDUSize(p, largest);
  p = COTP.SrcTSAP(p, calling);
  p = COTP.DstTSAP(p, called);
  if (type == Type.Data || type == Type.ExpeditedData) {
    const number = byte(referenced ? NUMBER_BEHIND_REFERENCE : NUMBER);
    p = COTP.EOT(p, (number & EOT) != 0);
    p = COTP.Number(p, number & ~EOT);
  }
  const there = min(be16(LENGTH), left());
  p = COTP.PayloadSize(p, there > data ? there - data : 0);
  p = COTP.context(p);
  COTP.end(p);
}

/** The least that the length indicator of a type counts; 0 where there is no such type. */
function smallestIndicator(type: u32): u32 {
  switch (type) {
    case Type.ConnectionRequest:
    case Type.ConnectionConfirm:
    case Type.DisconnectRequest:
      return 6;
    case Type.DisconnectConfirm:
      return 5;
    case Type.ExpeditedAcknowledgement:
    case Type.Reject:
    case Type.Acknowledgement:
    case Type.Error:
      return 4;
    case Type.Data:
    case Type.ExpeditedData:
      // Whatever has a reference has a number behind it.
      return byte(INDICATOR) == DATA_INDICATOR ? DATA_INDICATOR : 4;
  }
  return 0;
}

function connects(type: u32): bool {
  return type == Type.ConnectionRequest || type == Type.ConnectionConfirm;
}

/** What the parameters read last say. */
let largest: u32 = 0;
let calling: u64 = 0;
let called: u64 = 0;

/** A parameter takes two bytes at least, so a header has 127 at most. */
function readParameters(type: u32, stop: u32): void {
  largest = 0;
  calling = 0;
  called = 0;
  if (!connects(type)) return;
  const there = min(stop, left());
  for (let at = PARAMETERS; at < there;) {
    const value = at + 2;
    const length = value <= there ? byte(at + 1) : 0;
    if (value > there || length > there - value) {
      if (there == stop) flaw(Status.BAD_PART, at);
      return;
    }
    switch (byte(at)) {
      case Parameter.TPDUSize:
        if (length && byte(value) >= SMALLEST_SIZE && byte(value) <= LARGEST_SIZE) largest = 1 << byte(value);
        break;
      case Parameter.CallingTSAP:
        calling = bytes(value, length);
        break;
      case Parameter.CalledTSAP:
        called = bytes(value, length);
        break;
    }
    at = value + length;
  }
}
