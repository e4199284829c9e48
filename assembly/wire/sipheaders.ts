// The header fields of a SIP message (RFC 3261 section 7.3): lines of a name, a colon and a value, which may go on in lines
// that begin with white space, up to an empty line.
import { Status } from "../gen/status";
import { SIP } from "../gen/records";
import { byte, flaw, left } from "../packet";
import { build, built, valid } from "../text";

/** Real messages have some dozens. */
const MAX_HEADERS: u32 = 256;
/** The longest text that is made of a name and its values. */
const LONGEST_TEXT: usize = 1 << 15;
/** Of a number, so that it cannot overflow. */
const MAX_DIGITS: u32 = 9;

// A header field: hash of its name in lower case, where name and value are.
const HASH = 0;
const NAME = 8;
const NAME_LENGTH = 12;
const VALUE = 16;
const VALUE_END = 20;
const ENTRY = 24;
const table: usize = memory.data(MAX_HEADERS * ENTRY, 8);
let count: u32 = 0;

/** Where the body begins; 0 where the message ends before its header does. */
export let body: u32 = 0;

const TAB: u32 = 0x09;
const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const SPACE: u32 = 0x20;
const COMMA: u8 = 0x2c;
const COLON: u32 = 0x3a;

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x100_0000_01b3;

const CONTENT_LENGTH = hashOf("content-length");
const CONTENT_LENGTH_COMPACT = hashOf("l");
const CSEQ = hashOf("cseq");

/** Hash of a part of a text in lower case; only for what is known before any packet. */
export function hashOf(text: string, from: i32 = 0, to: i32 = text.length): u64 {
  let hash = FNV_OFFSET;
  for (let i = from; i < to; i++) hash = (hash ^ (text.charCodeAt(i) as u64)) * FNV_PRIME;
  return hash;
}

/** The same of bytes of the message, whatever their case. */
export function hashAt(at: u32, length: u32): u64 {
  let hash = FNV_OFFSET;
  for (let i: u32 = 0; i < length; i++) hash = (hash ^ lower(byte(at + i))) * FNV_PRIME;
  return hash;
}

// @ts-ignore: decorator
@inline
function lower(b: u32): u32 {
  return b - 0x41 < 26 ? b | 0x20 : b;
}

/** Where the line at an offset ends, its line feed included; 0 where there is none. */
export function lineEnd(at: u32): u32 {
  for (; at < left(); at++) if (byte(at) == LF) return at + 1;
  return 0;
}

/** Where the text of a line or value ends that itself ends in front of `stop`: white space there does not count. */
export function trimmedEnd(at: u32, stop: u32): u32 {
  while (stop > at && isSpace(byte(stop - 1))) stop--;
  return stop;
}

function isSpace(b: u32): bool {
  return b == SPACE || b == TAB || b == CR || b == LF;
}

/** Finds the header fields, from an offset up to the empty line. A line that the message ends in is not there. */
export function parse(at: u32): void {
  count = 0;
  body = 0;
  for (let stop = lineEnd(at); stop; stop = lineEnd(at)) {
    if (trimmedEnd(at, stop) == at) {
      body = stop;
      return;
    }
    if (isSpace(byte(at)) && count) store<u32>(table + (count - 1) * ENTRY, trimmedEnd(at, stop), VALUE_END);
    else if (!field(at, stop)) return;
    at = stop;
  }
}

/** Notes the header field in a line; false where there are too many. */
function field(at: u32, stop: u32): bool {
  if (count == MAX_HEADERS) {
    flaw(Status.TOO_MANY, MAX_HEADERS);
    return false;
  }
  let colon = at;
  while (colon < stop && byte(colon) != COLON) colon++;
  const length = trimmedEnd(at, colon) - at;
  if (colon == stop || !length) {
    flaw(Status.BAD_ENCODING, at);
    return true;
  }
  let value = colon + 1;
  while (value < stop && isSpace(byte(value))) value++;
  const entry = table + count * ENTRY;
  store<u64>(entry, hashAt(at, length), HASH);
  store<u32>(entry, at, NAME);
  store<u32>(entry, length, NAME_LENGTH);
  store<u32>(entry, value, VALUE);
  store<u32>(entry, trimmedEnd(value, stop), VALUE_END);
  count++;
  return true;
}

/** The header field of a name; 0 where there is none. */
function find(name: u64): usize {
  for (let i: u32 = 0; i < count; i++) if (load<u64>(table + i * ENTRY, HASH) == name) return table + i * ENTRY;
  return 0;
}

/** Length of the body, as the header says; -1 where it does not. */
export function contentLength(): i32 {
  let entry = find(CONTENT_LENGTH);
  if (!entry) entry = find(CONTENT_LENGTH_COMPACT);
  if (!entry) return -1;
  const from = load<u32>(entry, VALUE);
  const length = digits(from, load<u32>(entry, VALUE_END));
  return length ? number(from, length) : -1;
}

/** Where the method in the CSeq field is (offset in the low, length in the high 32 bits); 0 where there is none. */
export function sequenceMethod(): u64 {
  const entry = find(CSEQ);
  if (!entry) return 0;
  let from = load<u32>(entry, VALUE);
  const stop = load<u32>(entry, VALUE_END);
  from += digits(from, stop);
  while (from < stop && isSpace(byte(from))) from++;
  return (<u64>from) | ((<u64>(stop - from)) << 32);
}

function digits(at: u32, stop: u32): u32 {
  let length: u32 = 0;
  while (length < MAX_DIGITS && at + length < stop && byte(at + length) - 0x30 < 10) length++;
  return length;
}

/** The number that so many digits are. */
export function number(at: u32, length: u32): u32 {
  let n: u32 = 0;
  for (let i: u32 = 0; i < length; i++) n = n * 10 + byte(at + i) - 0x30;
  return n;
}

/** Records the header fields; the values of a name that comes again are joined by commas where it comes first. */
export function record(p: usize): usize {
  for (let i: u32 = 0; i < count; i++) {
    const entry = table + i * ENTRY;
    const name = load<u64>(entry, HASH);
    if (find(name) != entry) continue;
    const from = build();
    let to = from;
    for (let at = load<u32>(entry, NAME), stop = at + load<u32>(entry, NAME_LENGTH); at < stop; at++) {
      if (to - from < LONGEST_TEXT) store<u8>(to++, <u8>lower(byte(at)));
    }
    store<u8>(to++, <u8>COLON);
    to = putValue(from, to, entry);
    for (let other = entry + ENTRY; other < table + count * ENTRY; other += ENTRY) {
      if (load<u64>(other, HASH) != name) continue;
      store<u8>(to++, COMMA);
      to = putValue(from, to, other);
    }
    p = SIP.Headers(p, valid(built(from, to)));
  }
  return p;
}

/** Writes a value, with a space in place of each end of a line in it. */
function putValue(from: usize, to: usize, entry: usize): usize {
  const stop = load<u32>(entry, VALUE_END);
  for (let at = load<u32>(entry, VALUE); at < stop; at++) {
    if (to - from >= LONGEST_TEXT) {
      flaw(Status.TOO_LARGE, <u32>LONGEST_TEXT);
      break;
    }
    const b = byte(at);
    if (b != CR && b != LF) {
      store<u8>(to++, <u8>b);
      continue;
    }
    while (at + 1 < stop && isSpace(byte(at + 1))) at++;
    store<u8>(to++, <u8>SPACE);
  }
  return to;
}
