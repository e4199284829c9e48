// S7 communication of Siemens controllers, which has no public specification.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |      0x32     |     ROSCTR    |            reserved           |
// +---------------+---------------+-------------------------------+
// |         PDU reference         |        parameter length       |
// +-------------------------------+---------------+---------------+
// |          data length          |  error class  |   error code  |   the last two in
// +-------------------------------+---------------+---------------+   acknowledgements only
// |  parameters, data
import { S7comm, S7commItem } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be24, byte, flaw, header, start, timestamp } from "../packet";
import * as cotp from "./cotp";
import { message } from "./segment";

const PROTOCOL_ID: u32 = 0;
const ROSCTR: u32 = 1;
const PDU_REFERENCE: u32 = 4;
const PARAMETER_LENGTH: u32 = 6;
const DATA_LENGTH: u32 = 8;
const ERROR: u32 = 10;
const HEADER_LEN: u32 = 10;
const ACKNOWLEDGEMENT_HEADER_LEN: u32 = 12;

const S7COMM: u32 = 0x32;

const enum Kind {
  Job = 1,
  Acknowledgement = 2,
  AcknowledgementData = 3,
  UserData = 7,
}

const enum Function {
  Read = 0x04,
  Write = 0x05,
  SetUpCommunication = 0xf0,
}

// Of the parameters.
const ITEM_COUNT: u32 = 1;
const ITEMS: u32 = 2;
const MAX_AMQ_CALLING: u32 = 2;
const MAX_AMQ_CALLED: u32 = 4;
const PDU_LENGTH: u32 = 6;
const SET_UP_LEN: u32 = 8;

// Of the parameters of user data: a fixed head, its length, then these.
const DIRECTION_GROUP: u32 = 5;
const SUB_FUNCTION: u32 = 6;
const SEQUENCE_NUMBER: u32 = 7;
const USER_ERROR: u32 = 10;
const USER_REQUEST_LEN: u32 = 8;
const USER_RESPONSE_LEN: u32 = 12;

// Of an item of a job; its own length stands in its second byte.
const SYNTAX_ID: u32 = 2;
const TRANSPORT_SIZE: u32 = 3;
const COUNT: u32 = 4;
const DB_NUMBER: u32 = 6;
const AREA: u32 = 8;
const ADDRESS: u32 = 9;
const ITEM_HEADER: u32 = 2;
const ANY: u32 = 0x10;
const ANY_LEN: u32 = 12;

// Of an item that was read.
const RETURNED_SIZE: u32 = 1;
const RETURNED_LENGTH: u32 = 2;
const RETURNED_DATA: u32 = 4;
// Transport sizes whose length counts bits.
const FIRST_OF_BITS: u32 = 3;
const LAST_OF_BITS: u32 = 5;

/** Whether a message begins at an offset of the current layer, which has user data up to `stop`. */
export function begins(at: u32, stop: u32): bool {
  if (at > stop || stop - at < HEADER_LEN || byte(at + PROTOCOL_ID) != S7COMM) return false;
  const fixed = fixedLength(byte(at + ROSCTR));
  return fixed > 0 && stop - at >= fixed && fixed + be16(at + PARAMETER_LENGTH) + be16(at + DATA_LENGTH) >= stop - at;
}

/** Messages may go on in the data units that follow, which are not put together. */
export function decode(): Layer {
  return message(<u32>(cotp.end - start), Layer.COTP);
}

export function record(): void {
  const kind = byte(ROSCTR);
  const from = fixedLength(kind);
  const stop = min(from + be16(PARAMETER_LENGTH), header);
  const size = stop - from;
  const user = kind == Kind.UserData && size >= USER_REQUEST_LEN;
  const named = kind != Kind.UserData && size > 0 ? byte(from) : 0;
  let p = S7comm.begin();
  p = S7comm.Timestamp(p, timestamp);
  p = S7comm.ROSCTR(p, kind);
  p = S7comm.PDUReference(p, be16(PDU_REFERENCE));
  p = S7comm.ParameterLength(p, be16(PARAMETER_LENGTH));
  p = S7comm.DataLength(p, be16(DATA_LENGTH));
  const error = from == ACKNOWLEDGEMENT_HEADER_LEN ? ERROR : user && size >= USER_RESPONSE_LEN ? from + USER_ERROR : 0;
  if (error) {
    p = S7comm.ErrorClass(p, byte(error));
    p = S7comm.ErrorCode(p, byte(error + 1));
  }
  p = S7comm.Function(p, named);
  if ((named == Function.Read || named == Function.Write) && size >= ITEMS) {
    const count = byte(from + ITEM_COUNT);
    p = S7comm.ItemCount(p, count);
    if (kind == Kind.Job) p = requested(p, count, from + ITEMS, stop);
    if (kind == Kind.AcknowledgementData) p = returned(p, count, stop, named == Function.Read);
  }
  if (named == Function.SetUpCommunication && size >= SET_UP_LEN) {
    p = S7comm.MaxAmQCalling(p, be16(from + MAX_AMQ_CALLING));
    p = S7comm.MaxAmQCalled(p, be16(from + MAX_AMQ_CALLED));
    p = S7comm.PDULength(p, be16(from + PDU_LENGTH));
  }
  if (user) {
    p = S7comm.UserDataType(p, byte(from + DIRECTION_GROUP) >> 4);
    p = S7comm.FunctionGroup(p, byte(from + DIRECTION_GROUP) & 15);
    p = S7comm.SubFunction(p, byte(from + SUB_FUNCTION));
    p = S7comm.SequenceNumber(p, byte(from + SEQUENCE_NUMBER));
  }
  p = S7comm.context(p);
  S7comm.end(p);
}

/** Bytes of the header of a kind of message; 0 where there is no such kind. */
function fixedLength(kind: u32): u32 {
  switch (kind) {
    case Kind.Job:
    case Kind.UserData:
      return HEADER_LEN;
    case Kind.Acknowledgement:
    case Kind.AcknowledgementData:
      return ACKNOWLEDGEMENT_HEADER_LEN;
  }
  return 0;
}

/** The items of a job, up to the first one that is not whole. There are 255 at most. */
function requested(p: usize, count: u32, at: u32, stop: u32): usize {
  for (; count && stop - at >= TRANSPORT_SIZE; count--) {
    const length = ITEM_HEADER + byte(at + 1);
    if (length < TRANSPORT_SIZE) {
      flaw(Status.BAD_PART, at);
      break;
    }
    if (length > stop - at) break;
    const from = S7comm.Items(p);
    p = S7commItem.SyntaxID(from, byte(at + SYNTAX_ID));
    if (byte(at + SYNTAX_ID) == ANY && length >= ANY_LEN) {
      p = S7commItem.TransportSize(p, byte(at + TRANSPORT_SIZE));
      p = S7commItem.Length(p, be16(at + COUNT));
      p = S7commItem.DBNumber(p, be16(at + DB_NUMBER));
      p = S7commItem.Area(p, byte(at + AREA));
      p = S7commItem.Address(p, be24(at + ADDRESS));
    }
    p = S7commItem.end(p, from);
    at = evenlyBehind(at, length, stop);
  }
  return p;
}

/** What became of the items: a code each, with the data behind it where they were read. */
function returned(p: usize, count: u32, at: u32, read: bool): usize {
  const least: u32 = read ? RETURNED_DATA : 1;
  for (; count && header - at >= least; count--) {
    const from = S7comm.Items(p);
    p = from;
    let length: u32 = 1;
    if (read) {
      const size = byte(at + RETURNED_SIZE);
      const claimed = be16(at + RETURNED_LENGTH);
      p = S7commItem.TransportSize(p, size);
      p = S7commItem.Length(p, claimed);
      length = RETURNED_DATA + (size >= FIRST_OF_BITS && size <= LAST_OF_BITS ? (claimed + 7) >> 3 : claimed);
    }
    p = S7commItem.ReturnCode(p, byte(at));
    p = S7commItem.end(p, from);
    if (length > header - at) break;
    at = read ? evenlyBehind(at, length, header) : at + length;
  }
  return p;
}

/** Where the next item begins: items of an odd length are filled up by a byte. */
function evenlyBehind(at: u32, length: u32, stop: u32): u32 {
  return min(at + length + (length & 1), stop);
}
