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
  headers();
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

/** What follows the end of a line. */
function behind(end: u32): u32 {
  if (end < left() && byte(end) == CARRIAGE_RETURN) end++;
  if (end < left() && byte(end) == LINE_FEED) end++;
  return end;
}

/** The headers that are recorded. */
const enum Header {
  Host,
  ST,
  NT,
  NTS,
  USN,
  Location,
  Server,
  UserAgent,
  MAN,
  MX,
  CacheControl,
}

const HEADERS: u32 = 11;
/** The value of each: where it begins and where it ends, four bytes each; zeros where there is no such header. */
const values: usize = memory.data(<i32>HEADERS * 8);

/** Finds the values of all headers; marks the packet where a line has no name. */
function headers(): void {
  memory.fill(values, 0, HEADERS * 8);
  for (let at = behind(lineEnd(0)); at < left();) {
    const end = lineEnd(at);
    if (end == at) return;
    let colon = at;
    while (colon < end && byte(colon) != COLON) colon++;
    if (colon < end) header(at, colon, end);
    else flaw(Status.BAD_ENCODING, at);
    at = behind(end);
  }
}

/** Keeps the value of a header that is recorded, without the blanks around it; the first one of a name counts. */
function header(at: u32, colon: u32, end: u32): void {
  const which = headerOf(at, colon - at);
  if (which == HEADERS || load<u32>(values + (which << 3))) return;
  let from = colon + 1;
  while (from < end && isBlank(byte(from))) from++;
  while (from < end && isBlank(byte(end - 1))) end--;
  store<u32>(values + (which << 3), from);
  store<u32>(values + (which << 3), end, 4);
}

/** The header that a name stands for; HEADERS where it is not recorded. */
function headerOf(at: u32, length: u32): u32 {
  if (is(at, length, "HOST")) return Header.Host;
  if (is(at, length, "ST")) return Header.ST;
  if (is(at, length, "NT")) return Header.NT;
  if (is(at, length, "NTS")) return Header.NTS;
  if (is(at, length, "USN")) return Header.USN;
  if (is(at, length, "LOCATION")) return Header.Location;
  if (is(at, length, "SERVER")) return Header.Server;
  if (is(at, length, "USER-AGENT")) return Header.UserAgent;
  if (is(at, length, "MAN")) return Header.MAN;
  if (is(at, length, "MX")) return Header.MX;
  if (is(at, length, "CACHE-CONTROL")) return Header.CacheControl;
  return HEADERS;
}

function is(at: u32, length: u32, name: string): bool {
  return length == <u32>name.length && begins(at, name);
}

function isBlank(b: u32): bool {
  return b == BLANK || b == TAB;
}

export function record(): void {
  headers();
  const what = kind();
  let p = SSDP.begin();
  p = SSDP.Timestamp(p, timestamp);
  p = SSDP.Method(p, what == Kind.Search ? literal("M-SEARCH") : what == Kind.Notify ? literal("NOTIFY") : 0);
  if (what == Kind.Response) p = SSDP.Status(p, number(STATUS_AT, STATUS_AT + STATUS_DIGITS));
  p = SSDP.Host(p, text(Header.Host));
  p = SSDP.ST(p, text(Header.ST));
  p = SSDP.NT(p, text(Header.NT));
  p = SSDP.NTS(p, text(Header.NTS));
  p = SSDP.USN(p, text(Header.USN));
  p = SSDP.Location(p, text(Header.Location));
  p = SSDP.Server(p, text(Header.Server));
  p = SSDP.UserAgent(p, text(Header.UserAgent));
  p = SSDP.MAN(p, text(Header.MAN));
  p = SSDP.MX(p, number(valueFrom(Header.MX), valueTo(Header.MX)));
  p = SSDP.CacheControl(p, text(Header.CacheControl));
  p = SSDP.context(p);
  SSDP.end(p);
}

function valueFrom(which: Header): u32 {
  return load<u32>(values + ((<usize>which) << 3));
}

function valueTo(which: Header): u32 {
  return load<u32>(values + ((<usize>which) << 3), 4);
}

function text(which: Header): u64 {
  return utf8(valueFrom(which), valueTo(which) - valueFrom(which));
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
