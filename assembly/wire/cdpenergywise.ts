// Energy management data of the Cisco Discovery Protocol: numbers and texts at fixed places, then nested values, each behind
// its type and its length, of four bytes each; the length counts both.
import { CDPEnergyWise, CiscoDiscoveryInfo } from "../gen/records";
import { Status } from "../gen/status";
import { be16, be32, bytes, flaw } from "../packet";
import { padded, utf8 } from "../text";

const ENCRYPTED_LEN: u32 = 20;
const UNKNOWN_1: u32 = 20;
const SEQUENCE_NUMBER: u32 = 24;
const MODEL_NUMBER: u32 = 28;
const MODEL_NUMBER_LEN: u32 = 16;
const UNKNOWN_2: u32 = 44;
const HARDWARE_ID: u32 = 46;
const HARDWARE_ID_LEN: u32 = 3;
const SERIAL: u32 = 49;
const SERIAL_LEN: u32 = 11;
const UNKNOWN_3: u32 = 60;
const UNKNOWN_3_LEN: u32 = 8;
const NESTED_COUNT: u32 = 70;
const NESTED: u32 = 72;

const LENGTH: u32 = 4;
const VALUE: u32 = 8;

const ROLE: u32 = 7;
const DOMAIN: u32 = 8;
const NAME: u32 = 9;
const REPLY_TO: u32 = 23;

// Of the reply-to value.
const REPLY_PORT: u32 = 2;
const REPLY_ADDRESS: u32 = 4;
const REPLY_UNKNOWN_2: u32 = 8;
const REPLY_UNKNOWN_3: u32 = 10;
const REPLY_LEN: u32 = 14;

/** Records the value of `size` bytes at an offset. */
export function energyWise(p: usize, at: u32, size: u32): usize {
  if (size < NESTED) {
    flaw(Status.BAD_PART, at);
    return p;
  }
  const stop = at + size;
  const from = CiscoDiscoveryInfo.EnergyWise(p);
  p = CDPEnergyWise.EncryptedData(from, bytes(at, ENCRYPTED_LEN));
  p = CDPEnergyWise.Unknown1(p, be32(at + UNKNOWN_1));
  p = CDPEnergyWise.SequenceNumber(p, be32(at + SEQUENCE_NUMBER));
  p = CDPEnergyWise.ModelNumber(p, padded(at + MODEL_NUMBER, MODEL_NUMBER_LEN));
  p = CDPEnergyWise.Unknown2(p, be16(at + UNKNOWN_2));
  p = CDPEnergyWise.HardwareID(p, padded(at + HARDWARE_ID, HARDWARE_ID_LEN));
  p = CDPEnergyWise.SerialNum(p, padded(at + SERIAL, SERIAL_LEN));
  p = CDPEnergyWise.Unknown3(p, bytes(at + UNKNOWN_3, UNKNOWN_3_LEN));
  if (find(ROLE, at, stop)) p = CDPEnergyWise.Role(p, utf8(found, length));
  if (find(DOMAIN, at, stop)) p = CDPEnergyWise.Domain(p, utf8(found, length));
  if (find(NAME, at, stop)) p = CDPEnergyWise.Name(p, utf8(found, length));
  if (find(REPLY_TO, at, stop)) p = replyTo(p);
  return CDPEnergyWise.end(p, from);
}

function replyTo(p: usize): usize {
  if (length < REPLY_LEN) {
    flaw(Status.BAD_PART, found);
    return p;
  }
  p = CDPEnergyWise.ReplyUnknown1(p, bytes(found, REPLY_PORT));
  p = CDPEnergyWise.ReplyPort(p, bytes(found + REPLY_PORT, REPLY_ADDRESS - REPLY_PORT));
  p = CDPEnergyWise.ReplyAddress(p, bytes(found + REPLY_ADDRESS, REPLY_UNKNOWN_2 - REPLY_ADDRESS));
  p = CDPEnergyWise.ReplyUnknown2(p, bytes(found + REPLY_UNKNOWN_2, REPLY_UNKNOWN_3 - REPLY_UNKNOWN_2));
  return CDPEnergyWise.ReplyUnknown3(p, bytes(found + REPLY_UNKNOWN_3, REPLY_LEN - REPLY_UNKNOWN_3));
}

/** The nested value that `find` found. */
let found: u32 = 0;
let length: u32 = 0;

/** Finds the last nested value of a type; marks the packet where one is not whole. */
function find(type: u32, at: u32, stop: u32): bool {
  let n = be16(at + NESTED_COUNT);
  found = 0;
  for (at += NESTED; n && stop - at >= VALUE; n--) {
    const size = be32(at + LENGTH);
    if (size < VALUE || size > stop - at) {
      flaw(Status.BAD_PART, at);
      break;
    }
    if (be32(at) == type) {
      found = at + VALUE;
      length = size - VALUE;
    }
    at += size;
  }
  return found != 0;
}
