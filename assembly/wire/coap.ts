// Constrained Application Protocol over UDP (RFC 7252 section 3).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---+---+-------+-----+---------+-------------------------------+
// |ver| T |  TKL  |class| detail  |           message ID          |
// +---+---+-------+-----+---------+-------------------------------+
// |  token (TKL bytes), options, then 255 and the payload, if any |
//
// An option; 13 and 14 say that one and two bytes more follow for the delta, then for the length (section 3.1):
//
// +-------+-------+
// | delta | length|   more delta, more length, value
import { CoAP, CoAPOption } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, bytes, claim, flaw, left, payloadLength, timestamp } from "../packet";
import { build, built, utf8, valid } from "../text";

const VERSION_TYPE_TKL: u32 = 0;
const CODE: u32 = 1;
const MESSAGE_ID: u32 = 2;
const TOKEN: u32 = 4;

const ONLY_VERSION: u32 = 1;
const LONGEST_TOKEN: u32 = 8;
const PAYLOAD_MARKER: u32 = 0xff;
const LAST_OPTION: u32 = 65535;
/** The last option number that has been given out, experiments aside (IANA CoAP option numbers). */
const LAST_REGISTERED: u32 = 2053;

const ONE_BYTE_MORE: u32 = 13;
const TWO_BYTES_MORE: u32 = 14;
/** What 14 stands for, beside the two bytes. */
const TWO_BYTES_FROM: u32 = 269;

const enum Option {
  UriHost = 3,
  UriPath = 11,
  ContentFormat = 12,
  UriQuery = 15,
}

const SLASH: u32 = 0x2f;
const AMPERSAND: u32 = 0x26;
/** Bytes of a path or query: what a datagram has room for. */
const LONGEST: usize = 1 << 16;
/** No real message has as many. */
const MAX_OPTIONS: u32 = 1024;

/** Version, token and code must fit, and the first option or the payload must begin as they do. */
export function decode(): Layer {
  if (left() < TOKEN || byte(VERSION_TYPE_TKL) >> 6 != ONLY_VERSION || tokenLength() > LONGEST_TOKEN) return Layer.Declined;
  if (!isCode(byte(CODE)) || left() < TOKEN + tokenLength()) return Layer.Declined;
  // An empty message is no more than its header.
  if (!byte(CODE) && left() != TOKEN) return Layer.Declined;
  first();
  if (next() ? number > LAST_REGISTERED : broken) return Layer.Declined;
  while (next());
  if (broken) flaw(count == MAX_OPTIONS ? Status.TOO_MANY : Status.BAD_PART, count == MAX_OPTIONS ? count : at);
  claim(at);
  return Layer.None;
}

/** Codes of requests and responses (IANA CoAP codes); those of classes 1, 3, 6 and 7 do not go over UDP. */
function isCode(code: u32): bool {
  const detail = code & 31;
  switch (code >> 5) {
    case 0:
      return detail <= 7;
    case 2:
      return (detail >= 1 && detail <= 5) || detail == 31;
    case 4:
      return detail <= 9 || detail == 12 || detail == 13 || detail == 15 || detail == 22 || detail == 29;
    case 5:
      return detail <= 8;
  }
  return false;
}

function tokenLength(): u32 {
  return byte(VERSION_TYPE_TKL) & 15;
}

// The option read last: its number, where its value begins, and its length; then where the next one begins.
let number: u32 = 0;
let value: u32 = 0;
let size: u32 = 0;
let at: u32 = 0;
let count: u32 = 0;
/** Whether what follows is no option, no payload, and not the end either. */
let broken: bool = false;

/** Goes to the first option, which `next` reads. */
function first(): void {
  at = TOKEN + tokenLength();
  number = 0;
  count = 0;
  broken = false;
}

/** Reads the next option; false behind the last one, when `at` is where the payload begins. */
function next(): bool {
  if (at == left()) return false;
  const deltaAndLength = byte(at);
  if (deltaAndLength == PAYLOAD_MARKER) {
    broken = left() - at == 1;
    at++;
    return false;
  }
  if (count == MAX_OPTIONS) {
    broken = true;
    return false;
  }
  count++;
  value = at + 1;
  const delta = extended(deltaAndLength >> 4);
  size = extended(deltaAndLength & 15);
  broken = value > left() || size > left() - value || delta > LAST_OPTION - number;
  if (broken) return false;
  number += delta;
  at = value + size;
  return true;
}

/** A delta or length with the bytes that follow for it; more than any option may have where there are none. */
function extended(nibble: u32): u32 {
  if (nibble < ONE_BYTE_MORE) return nibble;
  const more = nibble - ONE_BYTE_MORE + 1;
  if (nibble > TWO_BYTES_MORE || value > left() || more > left() - value) return LAST_OPTION + 1;
  const from = value;
  value += more;
  return nibble == ONE_BYTE_MORE ? byte(from) + ONE_BYTE_MORE : be16(from) + TWO_BYTES_FROM;
}

export function record(): void {
  let p = CoAP.begin();
  p = CoAP.Timestamp(p, timestamp);
  p = CoAP.Version(p, byte(VERSION_TYPE_TKL) >> 6);
  p = CoAP.Type(p, (byte(VERSION_TYPE_TKL) >> 4) & 3);
  p = CoAP.Code(p, codeText());
  p = CoAP.MessageID(p, be16(MESSAGE_ID));
  p = CoAP.Token(p, bytes(TOKEN, tokenLength()));
  p = CoAP.UriHost(p, find(Option.UriHost) ? utf8(value, size) : 0);
  p = CoAP.UriPath(p, joined(Option.UriPath, SLASH, true));
  p = CoAP.UriQuery(p, joined(Option.UriQuery, AMPERSAND, false));
  p = CoAP.ContentFormat(p, find(Option.ContentFormat) ? shortNumber() : 0);
  first();
  while (next()) {
    const from = CoAP.Options(p);
    p = CoAPOption.Number(from, number);
    p = CoAPOption.Value(p, bytes(value, size));
    p = CoAPOption.end(p, from);
  }
  if (!broken) p = CoAP.PayloadSize(p, payloadLength());
  p = CoAP.context(p);
  CoAP.end(p);
}

/** Class and detail, as in 2.05. */
function codeText(): u64 {
  const detail = byte(CODE) & 31;
  const text = build();
  store<u8>(text, <u8>(48 + (byte(CODE) >> 5)));
  store<u8>(text, 46, 1);
  store<u8>(text, <u8>(48 + detail / 10), 2);
  store<u8>(text, <u8>(48 + (detail % 10)), 3);
  return built(text, text + 4);
}

/** Finds the first option of a number. */
function find(wanted: Option): bool {
  first();
  while (next()) if (number == <u32>wanted) return true;
  return false;
}

function shortNumber(): u32 {
  return size == 1 ? byte(value) : size == 2 ? be16(value) : 0;
}

/** The values of all options of a number, joined by a character, which may also stand in front. */
function joined(wanted: Option, separator: u32, leading: bool): u64 {
  const text = build();
  let to = text;
  first();
  while (next()) {
    if (number != <u32>wanted) continue;
    if (<usize>size >= LONGEST - (to - text)) {
      flaw(Status.TOO_LARGE, <u32>LONGEST);
      break;
    }
    if (leading || to > text) store<u8>(to++, <u8>separator);
    for (let i: u32 = 0; i < size; i++) store<u8>(to++, <u8>byte(value + i));
  }
  return valid(built(text, to));
}
