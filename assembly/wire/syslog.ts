// Syslog over UDP (RFC 5426): a line of text, in one of two formats.
//
//   <priority>version time host program process message-kind [structured data] text     (RFC 5424 section 6)
//   <priority>time host program[process]: text                                          (RFC 3164 section 4.1)
//
// Programs follow the older one but loosely: host, program and process may be missing, and the time may be that of the newer.
import { Syslog } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be24, byte, claim, flaw, left, timestamp } from "../packet";
import { utf8 } from "../text";

const HIGHEST_PRIORITY: u32 = 191;
const PRIORITY_DIGITS: u32 = 3;
const SHORTEST: u32 = 4;
/** Letters of a program's name in the older format (RFC 3164 section 4.1.3). */
const LONGEST_TAG: u32 = 32;
/** Of RFC 5424, with its blank. */
const VERSION_1: u32 = 0x3120;
/** "Mmm dd hh:mm:ss" */
const OLD_TIME_LEN: u32 = 15;
/** The shortest of RFC 3339, "yyyy-mm-ddThh:mm:ssZ". */
const NEW_TIME_LEN: u32 = 20;
const BYTE_ORDER_MARK: u32 = 0xef_bbbf;

const BLANK: u32 = 0x20;
const QUOTE: u32 = 0x22;
const DASH: u32 = 0x2d;
const COLON: u32 = 0x3a;
const LESS: u32 = 0x3c;
const GREATER: u32 = 0x3e;
const LETTER_T: u32 = 0x54;
const OPEN: u32 = 0x5b;
const BACKSLASH: u32 = 0x5c;
const CLOSE: u32 = 0x5d;

export function decode(): Layer {
  if (left() < SHORTEST || !priorityEnd()) return Layer.Declined;
  claim(left());
  return Layer.None;
}

/** What follows the priority; 0 where there is none. */
function priorityEnd(): u32 {
  if (byte(0) != LESS) return 0;
  let at: u32 = 1;
  let n: u32 = 0;
  while (at < left() && at <= PRIORITY_DIGITS && isDigit(at)) n = n * 10 + byte(at++) - 48;
  // No number but zero begins with zero.
  const odd = at == 1 || (at > 2 && byte(1) == 48);
  if (odd || n > HIGHEST_PRIORITY || at >= left() || byte(at) != GREATER) return 0;
  priority = n;
  return at + 1;
}

let priority: u32 = 0;
/** Where what was not read yet begins, and where the text ends. */
let at: u32 = 0;
let stop: u32 = 0;

export function record(): void {
  at = priorityEnd();
  stop = left();
  while (stop > at && isEnd(byte(stop - 1))) stop--;
  let p = Syslog.begin();
  p = Syslog.Timestamp(p, timestamp);
  p = Syslog.Priority(p, priority);
  p = Syslog.Facility(p, priority >> 3);
  p = Syslog.Severity(p, priority & 7);
  p = stop - at > 2 && be16(at) == VERSION_1 ? structured(p) : traditional(p);
  p = Syslog.Message(p, slice(at, stop));
  p = Syslog.context(p);
  Syslog.end(p);
}

/** Line ends, and the zero byte of programs in C. */
function isEnd(b: u32): bool {
  return b == 0 || b == 10 || b == 13;
}

function slice(from: u32, to: u32): u64 {
  return to > from ? utf8(from, to - from) : 0;
}

/** RFC 5424: five words, and structured data. */
function structured(p: usize): usize {
  p = Syslog.Version(p, 1);
  at += 2;
  p = Syslog.Time(p, field());
  p = Syslog.Hostname(p, field());
  p = Syslog.AppName(p, field());
  p = Syslog.ProcID(p, field());
  p = Syslog.MsgID(p, field());
  if (at == stop) flaw(Status.TRUNCATED, stop + 1);
  const from = at;
  if (at < stop && byte(at) == DASH) at++;
  else p = Syslog.StructuredData(p, slice(from, elements()));
  skip(BLANK);
  if (stop - at >= 3 && be24(at) == BYTE_ORDER_MARK) at += 3;
  return p;
}

/** The next word, with the blank behind it; "-" stands for none. */
function field(): u64 {
  const from = at;
  at = wordEnd(at);
  const to = at;
  skip(BLANK);
  return to - from == 1 && byte(from) == DASH ? 0 : slice(from, to);
}

/** Where the word at an offset ends. */
function wordEnd(from: u32): u32 {
  while (from < stop && byte(from) != BLANK) from++;
  return from;
}

/** Steps over a character if it comes next. */
function skip(character: u32): void {
  if (at < stop && byte(at) == character) at++;
}

/** Steps over the elements of structured data, [name key="value" …], and gives where they end. */
function elements(): u32 {
  while (at < stop && byte(at) == OPEN) {
    const end = elementEnd();
    if (!end) {
      flaw(Status.BAD_ENCODING, at);
      break;
    }
    at = end;
  }
  return at;
}

/** What follows the element that begins here; 0 where it does not end. Brackets in quotes do not end it. */
function elementEnd(): u32 {
  let quoted = false;
  for (let i = at; i < stop; i++) {
    const b = byte(i);
    if (b == BACKSLASH && quoted) i++;
    else if (b == QUOTE) quoted = !quoted;
    else if (b == CLOSE && !quoted) return i + 1;
  }
  return 0;
}

/** RFC 3164. */
function traditional(p: usize): usize {
  const time = timeLength();
  if (!time) return tagged(p);
  p = Syslog.Time(p, slice(at, at + time));
  at += time;
  skip(BLANK);
  // What has a colon behind it, or a bracket within it, is the program.
  const end = wordEnd(at);
  if (end > at && !hasTag(end)) {
    p = Syslog.Hostname(p, slice(at, end));
    at = end;
    skip(BLANK);
  }
  return tagged(p);
}

/** Length of the time that comes next, of either format; 0 where none does. */
function timeLength(): u32 {
  const there = stop - at;
  if (there >= NEW_TIME_LEN && isNumber(at, 4) && byte(at + 4) == DASH && byte(at + 10) == LETTER_T) return wordEnd(at) - at;
  if (there < OLD_TIME_LEN || !isMonth(be24(at)) || byte(at + 3) != BLANK || !isDigit(at + 5)) return 0;
  const clock =
    isNumber(at + 7, 2) && byte(at + 9) == COLON && isNumber(at + 10, 2) && byte(at + 12) == COLON && isNumber(at + 13, 2);
  return clock ? OLD_TIME_LEN : 0;
}

function isNumber(from: u32, digits: u32): bool {
  for (let i: u32 = 0; i < digits; i++) if (!isDigit(from + i)) return false;
  return true;
}

function isDigit(from: u32): bool {
  return byte(from) >= 48 && byte(from) <= 57;
}

/** Three letters as one number. */
function isMonth(name: u32): bool {
  switch (name) {
    case 0x4a_616e: // Jan
    case 0x46_6562: // Feb
    case 0x4d_6172: // Mar
    case 0x41_7072: // Apr
    case 0x4d_6179: // May
    case 0x4a_756e: // Jun
    case 0x4a_756c: // Jul
    case 0x41_7567: // Aug
    case 0x53_6570: // Sep
    case 0x4f_6374: // Oct
    case 0x4e_6f76: // Nov
    case 0x44_6563: // Dec
      return true;
  }
  return false;
}

function hasTag(end: u32): bool {
  if (byte(end - 1) == COLON) return true;
  for (let i = at; i < end; i++) if (byte(i) == OPEN) return true;
  return false;
}

/** The program and its process, where they come next: name: or name[process]: with a blank or nothing behind it. */
function tagged(p: usize): usize {
  let end = at;
  while (end < stop && end - at < LONGEST_TAG && isTagCharacter(byte(end))) end++;
  if (end == at || end == stop) return p;
  let close = end;
  if (byte(end) == OPEN) {
    while (close < stop && byte(close) != CLOSE && byte(close) != BLANK) close++;
    if (close == stop || byte(close) != CLOSE) return p;
    close++;
  }
  if (close < stop ? byte(close) != COLON : close == end) return p;
  p = Syslog.AppName(p, slice(at, end));
  if (close > end) p = Syslog.ProcID(p, slice(end + 1, close - 1));
  at = close;
  skip(COLON);
  skip(BLANK);
  return p;
}

/** Letters and digits, by RFC 3164, and what names of programs have besides. */
function isTagCharacter(b: u32): bool {
  return b > BLANK && b < 0x7f && b != OPEN && b != COLON;
}
