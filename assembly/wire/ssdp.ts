// Simple Service Discovery Protocol (UPnP Device Architecture 2.0 section 1): the text of an HTTP message (RFC 9112 section 2)
// without a body, of one of three kinds.
//
//   M-SEARCH * HTTP/1.1         NOTIFY * HTTP/1.1         HTTP/1.1 200 OK
//   NAME: value                 NAME: value               NAME: value
import { SSDP } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { byte, claim, flaw, left, timestamp } from "../packet";
import { literal, utf8 } from "../text";

/** A start line and its end. */
const SHORTEST: u32 = 12;

const TAB: u32 = 9;
const LINE_FEED: u32 = 10;
const CARRIAGE_RETURN: u32 = 13;
const BLANK: u32 = 0x20;
const COLON: u32 = 0x3a;

const STATUS_AT: u32 = 9;
const STATUS_DIGITS: u32 = 3;
/** More seconds than any search waits. */
const MOST: u32 = 100_000;

const enum Kind {
  None,
  Search,
  Notify,
  Response,
}

export function decode(): Layer {
  if (left() < SHORTEST || kind() == Kind.None) return Layer.Declined;
  for (let at = next(0); at < left() && lineEnd(at) > at; at = next(at)) {
    if (colon(at) < lineEnd(at)) continue;
    flaw(Status.BAD_ENCODING, at);
    break;
  }
  claim(left());
  return Layer.None;
}

function kind(): Kind {
  if (begins(0, "M-SEARCH * HTTP/1.")) return Kind.Search;
  if (begins(0, "NOTIFY * HTTP/1.")) return Kind.Notify;
  if (!begins(0, "HTTP/1.") || byte(STATUS_AT - 1) != BLANK) return Kind.None;
  for (let i: u32 = 0; i < STATUS_DIGITS; i++) if (byte(STATUS_AT + i) - 48 > 9) return Kind.None;
  return Kind.Response;
}

/** Whether the layer has a text at an offset, letters in either case; the text itself is in capitals. */
function begins(at: u32, text: string): bool {
  const length = <u32>text.length;
  if (at > left() || length > left() - at) return false;
  for (let i: u32 = 0; i < length; i++) {
    const b = byte(at + i);
    if ((b >= 0x61 && b <= 0x7a ? b - 0x20 : b) != <u32>load<u16>(changetype<usize>(text) + (i << 1))) return false;
  }
  return true;
}

/** Where the line at an offset ends, in front of line feed or carriage return. */
function lineEnd(at: u32): u32 {
  while (at < left() && byte(at) != LINE_FEED && byte(at) != CARRIAGE_RETURN) at++;
  return at;
}

/** Where the line behind it begins. */
function next(at: u32): u32 {
  at = lineEnd(at);
  if (at < left() && byte(at) == CARRIAGE_RETURN) at++;
  if (at < left() && byte(at) == LINE_FEED) at++;
  return at;
}

/** Where the name of the header at an offset ends; the end of the line where it has none. */
function colon(at: u32): u32 {
  const end = lineEnd(at);
  while (at < end && byte(at) != COLON) at++;
  return at;
}

export function record(): void {
  const what = kind();
  let p = SSDP.begin();
  p = SSDP.Timestamp(p, timestamp);
  p = SSDP.Method(p, what == Kind.Search ? literal("M-SEARCH") : what == Kind.Notify ? literal("NOTIFY") : 0);
  if (what == Kind.Response) p = SSDP.Status(p, number(STATUS_AT, STATUS_AT + STATUS_DIGITS));
  p = SSDP.Host(p, header("HOST"));
  p = SSDP.ST(p, header("ST"));
  p = SSDP.NT(p, header("NT"));
  p = SSDP.NTS(p, header("NTS"));
  p = SSDP.USN(p, header("USN"));
  p = SSDP.Location(p, header("LOCATION"));
  p = SSDP.Server(p, header("SERVER"));
  p = SSDP.UserAgent(p, header("USER-AGENT"));
  p = SSDP.MAN(p, header("MAN"));
  p = SSDP.MX(p, find("MX") ? number(from, to) : 0);
  p = SSDP.CacheControl(p, header("CACHE-CONTROL"));
  p = SSDP.context(p);
  SSDP.end(p);
}

/** The value found last, without the blanks around it. */
let from: u32 = 0;
let to: u32 = 0;

/** Finds the first header of a name, which is given in capitals. */
function find(name: string): bool {
  for (let at = next(0); at < left() && lineEnd(at) > at; at = next(at)) {
    from = colon(at);
    if (from - at != <u32>name.length || !begins(at, name)) continue;
    to = lineEnd(at);
    if (from < to) from++;
    while (from < to && isBlank(byte(from))) from++;
    while (from < to && isBlank(byte(to - 1))) to--;
    return true;
  }
  return false;
}

function header(name: string): u64 {
  return find(name) && to > from ? utf8(from, to - from) : 0;
}

function isBlank(b: u32): bool {
  return b == BLANK || b == TAB;
}

/** The number that some digits are; 0 where they are none. */
function number(at: u32, stop: u32): u32 {
  let n: u32 = 0;
  for (; at < stop; at++) {
    const digit = byte(at) - 48;
    if (digit > 9 || n > MOST) return 0;
    n = n * 10 + digit;
  }
  return n;
}
