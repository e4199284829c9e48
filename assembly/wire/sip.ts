// Session Initiation Protocol (RFC 3261 section 7): a line that says what the message is, header fields, an empty line, a body.
//
//   INVITE sip:bob@example.com SIP/2.0     a request: method, URI, version
//   SIP/2.0 200 OK                         a response: version, code, reason
import { SIP } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be32, byte, claim, flaw, header, left, timestamp } from "../packet";
import { transportLayer } from "../context";
import { utf8 } from "../text";
import * as headers from "./sipheaders";

const SPACE: u32 = 0x20;
const DOT: u32 = 0x2e;
/** The letters "SIP/". */
const SIP_SLASH: u32 = 0x5349502f;

// Of a version, such as SIP/2.0, and of a response.
const MAJOR: u32 = 4;
const MINOR: u32 = 6;
const VERSION_LEN: u32 = 7;
const CODE: u32 = 8;
const CODE_LEN: u32 = 3;
const REASON: u32 = 12;

/** Longer than any method that is registered. */
const LONGEST_METHOD: u32 = 20;
/** "A b SIP/2.0", and the end of the line. */
const SHORTEST: u32 = 12;

/** Hashes of the methods in the order of their numbers, which begin with 1. */
const METHODS: u32 = 15;
const methods: usize = memory.data(METHODS * 8, 8);

prepare("invite ack bye cancel options register prack subscribe notify publish info refer message update ping");

function prepare(names: string): void {
  let from: i32 = 0;
  for (let at = methods; at < methods + METHODS * 8; at += 8) {
    let to = from;
    while (to < names.length && names.charCodeAt(to) != 0x20) to++;
    store<u64>(at, headers.hashOf(names, from, to));
    from = to + 1;
  }
}

/** The number of a method; 0 for those that have none. */
function methodNumber(at: u32, length: u32): u32 {
  const hash = headers.hashAt(at, length);
  for (let i: u32 = 0; i < METHODS; i++) if (load<u64>(methods + (i << 3)) == hash) return i + 1;
  return 0;
}

// Of the line that was looked at last: where it ends, and, in a request, where method, URI and version end or begin.
let lineEnd: u32 = 0;
let methodEnd: u32 = 0;
let version: u32 = 0;

/** Over TCP, a message may go on in another segment, and another message may follow it. */
export function decode(): Layer {
  if (!findLine()) return Layer.Declined;
  headers.parse(lineEnd);
  const tcp = transportLayer() == Layer.TCP;
  claim(left());
  if (!headers.body) {
    if (!tcp) flaw(Status.TRUNCATED, left() + 1);
    return Layer.None;
  }
  const length = headers.contentLength();
  if (length < 0) return Layer.None;
  if (<u32>length > left() - headers.body) {
    if (!tcp) flaw(Status.TRUNCATED, headers.body + length);
    return Layer.None;
  }
  claim(headers.body + length);
  return tcp && header < left() ? Layer.SIP : Layer.None;
}

/** Whether the layer begins with the line of a request or response; finds its parts. */
function findLine(): bool {
  if (left() < SHORTEST || byte(0) - 0x41 >= 26) return false;
  return isResponse() ? findStatusLine() : findRequestLine();
}

function isResponse(): bool {
  return be32(0) == SIP_SLASH;
}

function findStatusLine(): bool {
  if (!isVersion(0) || byte(VERSION_LEN) != SPACE) return false;
  for (let i: u32 = 0; i < CODE_LEN; i++) if (byte(CODE + i) - 0x30 >= 10) return false;
  if (byte(CODE + CODE_LEN) > SPACE) return false;
  lineEnd = headers.lineEnd(CODE + CODE_LEN);
  return lineEnd != 0;
}

function findRequestLine(): bool {
  let at: u32 = 1;
  while (at < LONGEST_METHOD && at < left() && byte(at) - 0x41 < 26) at++;
  if (at > left() - SHORTEST || byte(at) != SPACE) return false;
  methodEnd = at++;
  const uri = at;
  while (at < left() && byte(at) > SPACE) at++;
  version = at + 1;
  if (at == uri || at == left() || left() - at < VERSION_LEN + 2 || byte(at) != SPACE || !isVersion(version)) return false;
  lineEnd = headers.lineEnd(version);
  return lineEnd != 0 && headers.trimmedEnd(version, lineEnd) == version + VERSION_LEN;
}

function isVersion(at: u32): bool {
  return be32(at) == SIP_SLASH && byte(at + MAJOR) - 0x30 < 10 && byte(at + MAJOR + 1) == DOT && byte(at + MINOR) - 0x30 < 10;
}

export function record(): void {
  findLine();
  headers.parse(lineEnd);
  const response = isResponse();
  const sequence = response ? headers.sequenceMethod() : 0;
  const name = <u32>sequence;
  const nameLength = response ? <u32>(sequence >> 32) : methodEnd;
  let p = SIP.begin();
  p = SIP.Timestamp(p, timestamp);
  p = SIP.Version(p, byte((response ? 0 : version) + MAJOR) - 0x30);
  p = SIP.Method(p, methodNumber(name, nameLength));
  p = headers.record(p);
  p = SIP.IsResponse(p, response);
  if (response) {
    p = SIP.ResponseCode(p, headers.number(CODE, CODE_LEN));
    const stop = headers.trimmedEnd(CODE + CODE_LEN, lineEnd);
    if (stop > REASON) p = SIP.ResponseStatus(p, utf8(REASON, stop - REASON));
  }
  p = SIP.context(p);
  if (!response) p = SIP.URI(p, utf8(methodEnd + 1, version - methodEnd - 2));
  p = SIP.MethodName(p, utf8(name, nameLength));
  if (headers.body) p = SIP.BodySize(p, header - headers.body);
  SIP.end(p);
}
