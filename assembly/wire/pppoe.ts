// PPP over Ethernet (RFC 2516 section 4).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+-------+---------------+-------------------------------+
// |version| type  |     code      |           session ID          |
// +-------+-------+---------------+-------------------------------+
// |            length             |  a PPP frame in sessions, else tags
//
// A tag begins with its type and its length, which does not count these four bytes (appendix A).
import { PPPoE } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, bytes, claim, flaw, header, left, limit, malformed, payloadLength, timestamp, truncated } from "../packet";
import { utf8 } from "../text";

const VERSION_TYPE: u32 = 0;
const CODE: u32 = 1;
const SESSION_ID: u32 = 2;
const LENGTH: u32 = 4;
const TAGS: u32 = 6;

const TAG_TYPE: u32 = 0;
const TAG_LENGTH: u32 = 2;
const TAG_VALUE: u32 = 4;

const VERSION: u32 = 1;
const SESSION: u32 = 0;

const enum Tag {
  EndOfList = 0,
  ServiceName = 0x0101,
  ACName = 0x0102,
  HostUniq = 0x0103,
  ACCookie = 0x0104,
  RelaySessionID = 0x0110,
  MaxPayload = 0x0120,
  ServiceNameError = 0x0201,
  ACSystemError = 0x0202,
  GenericError = 0x0203,
}

export function decode(): Layer {
  if (!claim(TAGS)) return truncated();
  if (byte(VERSION_TYPE) >> 4 != VERSION) return malformed(Status.BAD_VERSION, byte(VERSION_TYPE) >> 4);
  limit(TAGS + be16(LENGTH));
  if (byte(CODE) == SESSION) return payloadLength() ? Layer.PPP : Layer.None;
  claimTags();
  return Layer.None;
}

/** Claims the tags that are whole, and marks the packet where one is not. Each has four bytes at least, which limits their number. */
function claimTags(): void {
  let at = TAGS;
  while (at < left()) {
    const rest = left() - at;
    if (rest >= TAG_VALUE && be16(at + TAG_TYPE) == Tag.EndOfList) break;
    const length = rest < TAG_VALUE ? TAG_VALUE : TAG_VALUE + be16(at + TAG_LENGTH);
    if (length > rest) {
      flaw(Status.TRUNCATED, at + length);
      break;
    }
    at += length;
  }
  claim(at);
}

export function record(): void {
  let p = PPPoE.begin();
  p = PPPoE.Timestamp(p, timestamp);
  p = PPPoE.Version(p, byte(VERSION_TYPE) >> 4);
  p = PPPoE.Type(p, byte(VERSION_TYPE) & 15);
  p = PPPoE.Code(p, byte(CODE));
  p = PPPoE.SessionID(p, be16(SESSION_ID));
  p = PPPoE.Length(p, be16(LENGTH));
  if (header > TAGS) p = tags(p);
  PPPoE.end(p);
}

function tags(p: usize): usize {
  for (let at = find(Tag.ServiceName, TAGS); at; at = find(Tag.ServiceName, next(at))) p = PPPoE.ServiceNames(p, text(at));
  p = PPPoE.ACName(p, text(find(Tag.ACName, TAGS)));
  p = PPPoE.HostUniq(p, value(find(Tag.HostUniq, TAGS)));
  p = PPPoE.ACCookie(p, value(find(Tag.ACCookie, TAGS)));
  p = PPPoE.RelaySessionID(p, value(find(Tag.RelaySessionID, TAGS)));
  const largest = find(Tag.MaxPayload, TAGS);
  if (largest && be16(largest + TAG_LENGTH) == 2) p = PPPoE.MaxPayload(p, be16(largest + TAG_VALUE));
  return PPPoE.Error(p, text(findError()));
}

/** Where the next tag of a type is, from an offset on; 0 where there is none. */
function find(type: Tag, at: u32): u32 {
  while (at < header && be16(at + TAG_TYPE) != type) at = next(at);
  return at < header ? at : 0;
}

function findError(): u32 {
  for (let at = TAGS; at < header; at = next(at)) {
    switch (be16(at + TAG_TYPE)) {
      case Tag.ServiceNameError:
      case Tag.ACSystemError:
      case Tag.GenericError:
        return at;
    }
  }
  return 0;
}

function next(at: u32): u32 {
  return at + TAG_VALUE + be16(at + TAG_LENGTH);
}

/** The value of the tag at an offset; nothing at 0. */
function value(at: u32): u64 {
  return at ? bytes(at + TAG_VALUE, be16(at + TAG_LENGTH)) : 0;
}

function text(at: u32): u64 {
  return at ? utf8(at + TAG_VALUE, be16(at + TAG_LENGTH)) : 0;
}
