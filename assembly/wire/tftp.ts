// Trivial File Transfer Protocol (RFC 1350 section 5) with options (RFC 2347). Of what is transferred, only what goes over the
// port of the server is seen.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |             opcode            |       block or error code     |   data, acknowledgment, error
// |  data, or the text of an error with a zero byte behind it     |
//
// Requests have texts behind the opcode: the name of the file, the mode, and then, as option acknowledgments have, name and
// value of each option. All end with a zero byte.
import { TFTP, TFTPOption } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, claim, flaw, header, left, timestamp } from "../packet";
import { utf8 } from "../text";

const OPCODE: u32 = 0;
const TEXTS: u32 = 2;
const BLOCK: u32 = 2;
const ERROR_CODE: u32 = 2;
const FIXED_LEN: u32 = 4;

const enum Opcode {
  RRQ = 1,
  WRQ = 2,
  DATA = 3,
  ACK = 4,
  ERROR = 5,
  OACK = 6,
}

/** RFC 2347 added the last one. */
const LAST_ERROR: u32 = 8;
/** RFC 2348 */
const LARGEST_BLOCK: u32 = 65464;

/** Lower-case letters have a bit more than upper-case ones. */
const CASE: u32 = 0x20;

export function decode(): Layer {
  if (left() < FIXED_LEN || !possible()) return Layer.Declined;
  const opcode = be16(OPCODE);
  claim(opcode == Opcode.DATA ? FIXED_LEN : left());
  return Layer.None;
}

function possible(): bool {
  switch (be16(OPCODE)) {
    case Opcode.RRQ:
    case Opcode.WRQ:
      return isText(TEXTS) && isMode(next(TEXTS));
    case Opcode.DATA:
      return left() - FIXED_LEN <= LARGEST_BLOCK;
    case Opcode.ACK:
      return left() == FIXED_LEN;
    case Opcode.ERROR:
      return be16(ERROR_CODE) <= LAST_ERROR;
    case Opcode.OACK:
      return isText(TEXTS);
  }
  return false;
}

/** Where the text at an offset ends, in front of its zero byte. */
function end(at: u32): u32 {
  while (at < left() && byte(at)) at++;
  return at;
}

/** What follows the text at an offset. */
function next(at: u32): u32 {
  return min(end(at) + 1, left());
}

/** Whether there is a text without control characters that is not empty and has its zero byte. */
function isText(at: u32): bool {
  const stop = end(at);
  for (let i = at; i < stop; i++) if (byte(i) < 0x20) return false;
  return stop > at && stop < left();
}

/** Whether the text at an offset is netascii, octet or mail in letters of either case. */
function isMode(at: u32): bool {
  switch (end(at) - at) {
    case 4:
      return letters(at) == 0x6d61_696c;
    case 5:
      return letters(at) == 0x6f63_7465 && (byte(at + 4) | CASE) == 0x74;
    case 8:
      return letters(at) == 0x6e65_7461 && letters(at + 4) == 0x7363_6969;
  }
  return false;
}

function letters(at: u32): u32 {
  return (be16(at) << 16) | be16(at + 2) | 0x2020_2020;
}

export function record(): void {
  const opcode = be16(OPCODE);
  const request = opcode == Opcode.RRQ || opcode == Opcode.WRQ;
  let p = TFTP.begin();
  p = TFTP.Timestamp(p, timestamp);
  p = TFTP.Opcode(p, opcode);
  if (request) {
    p = TFTP.Filename(p, text(TEXTS));
    p = TFTP.Mode(p, text(next(TEXTS)));
  }
  if (opcode == Opcode.DATA || opcode == Opcode.ACK) p = TFTP.Block(p, be16(BLOCK));
  if (opcode == Opcode.DATA) p = TFTP.DataSize(p, left() - header);
  if (opcode == Opcode.ERROR) {
    p = TFTP.ErrorCode(p, be16(ERROR_CODE));
    p = TFTP.ErrorMessage(p, text(FIXED_LEN));
  }
  if (request) p = options(p, next(next(TEXTS)));
  if (opcode == Opcode.OACK) p = options(p, TEXTS);
  p = TFTP.context(p);
  TFTP.end(p);
}

/** The text at an offset; marks the packet where it does not end with a zero byte. */
function text(at: u32): u64 {
  const stop = end(at);
  if (stop == left()) flaw(Status.TRUNCATED, stop + 1);
  return utf8(at, stop - at);
}

/** Each takes two bytes at least, which bounds their number. */
function options(p: usize, at: u32): usize {
  while (at < left()) {
    const from = TFTP.Options(p);
    p = TFTPOption.Name(from, text(at));
    at = next(at);
    p = TFTPOption.Value(p, text(at));
    at = next(at);
    p = TFTPOption.end(p, from);
  }
  return p;
}
