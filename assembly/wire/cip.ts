// Common Industrial Protocol, explicit messages (ODVA, CIP Networks Library, volume 1, section 2-4). Numbers are little-endian.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-------------+---------------+-------------------------------+
// |0|   service   |   path words  |          path, data
// +-+-------------+---------------+-------------------------------+
//
// +-+-------------+---------------+---------------+---------------+
// |1|   service   |    reserved   | general status|  status words |
// +-+-------------+---------------+---------------+---------------+
// |  additional status, data
import { CIP } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { byte, bytes, header, le16, le32, left, malformed, start, timestamp } from "../packet";
import { includePayload } from "../options";
import { build, built, valid } from "../text";
import { close, packed } from "../writer";
import { end, itemEnd } from "./enip";
import { message } from "./segment";

const SERVICE: u32 = 0;
const PATH_WORDS: u32 = 1;
const PATH: u32 = 2;
const GENERAL_STATUS: u32 = 2;
const STATUS_WORDS: u32 = 3;
const ADDITIONAL_STATUS: u32 = 4;

const RESPONSE: u32 = 0x80;

// Segments of a path (volume 1, appendix C-1.4): the upper three bits are the type.
const enum Segment {
  Port = 0,
  Logical = 1,
  Network = 2,
  Symbolic = 3,
  Data = 4,
}
const enum Logical {
  Class = 0,
  Instance = 1,
  Attribute = 4,
  Special = 5,
}
const EXTENDED_LINK: u32 = 0x10;
const EXTENDED_PORT: u32 = 0x0f;
const NETWORK_WORDS: u32 = 0x10;
const ELECTRONIC_KEY: u32 = 10;
const ANSI_SYMBOL: u32 = 0x91;

export function decode(): Layer {
  const size = <u32>(itemEnd - start);
  const fixed = byte(SERVICE) & RESPONSE ? ADDITIONAL_STATUS : PATH;
  if (size < fixed) return malformed(Status.BAD_LENGTH, size);
  if (left() < fixed) return Layer.Declined;
  const data = dataAt();
  if (data > size) return malformed(Status.BAD_LENGTH, data);
  const next = message(size, Layer.ENIP);
  // Items may follow the one with the message; what comes behind them is not looked for.
  return itemEnd == end ? next : Layer.None;
}

export function record(): void {
  const response = (byte(SERVICE) & RESPONSE) != 0;
  const data = min(dataAt(), header);
  if (response) forget();
  else readPath(data);
  let p = CIP.begin();
  p = CIP.Timestamp(p, timestamp);
  p = CIP.Response(p, response);
  p = CIP.ServiceID(p, byte(SERVICE) & ~RESPONSE);
  p = CIP.ClassID(p, classID);
  p = CIP.InstanceID(p, instanceID);
  if (response) {
    p = CIP.Status(p, byte(GENERAL_STATUS));
    if (data > ADDITIONAL_STATUS + 1) p = additionalStatus(p, data);
  }
  if (includePayload) p = CIP.Data(p, bytes(data, header - data));
  p = CIP.context(p);
  p = CIP.AttributeID(p, attributeID);
  p = CIP.Symbol(p, symbol);
  CIP.end(p);
}

/** Where the data of the service begins. */
function dataAt(): u32 {
  return byte(SERVICE) & RESPONSE ? ADDITIONAL_STATUS + byte(STATUS_WORDS) * 2 : PATH + byte(PATH_WORDS) * 2;
}

function additionalStatus(p: usize, stop: u32): usize {
  const from = CIP.AdditionalStatus(p);
  p = from;
  for (let at = ADDITIONAL_STATUS; stop - at > 1; at += 2) p = packed(p, le16(at));
  return close(p, from);
}

/** What the path read last addresses. */
let classID: u32 = 0;
let instanceID: u32 = 0;
let attributeID: u32 = 0;
let symbol: u64 = 0;

function forget(): void {
  classID = 0;
  instanceID = 0;
  attributeID = 0;
  symbol = 0;
}

/** Every segment takes two bytes at least, and a path has 510 at most. */
function readPath(stop: u32): void {
  forget();
  const text = build();
  let to = text;
  for (let at = PATH; stop - at > 1;) {
    const length = segmentLength(at);
    if (!length || length > stop - at) break;
    const type = byte(at);
    if (type >> 5 == Segment.Logical) logical(at);
    const long = type == ANSI_SYMBOL;
    if (long || type >> 5 == Segment.Symbolic) {
      const first = long ? at + 2 : at + 1;
      const count = long ? byte(at + 1) : type & 31;
      if (to > text) store<u8>(to++, 46);
      for (let i: u32 = 0; i < count; i++) store<u8>(to++, <u8>byte(first + i));
    }
    at += length;
  }
  symbol = valid(built(text, to));
}

/** Bytes of the segment at an offset, which is padded to whole words; 0 where its length cannot be told. */
function segmentLength(at: u32): u32 {
  const type = byte(at);
  switch (type >> 5) {
    case Segment.Port: {
      const port: u32 = (type & 15) == EXTENDED_PORT ? 2 : 0;
      return even(type & EXTENDED_LINK ? 2 + port + byte(at + 1) : 2 + port);
    }
    case Segment.Logical:
      if (((type >> 2) & 7) == Logical.Special) return ELECTRONIC_KEY;
      // A byte; or a byte of padding and two or four bytes.
      return (type & 3) == 3 ? 0 : ((type & 3) + 1) * 2;
    case Segment.Network:
      return type & NETWORK_WORDS ? 2 + byte(at + 1) * 2 : 2;
    case Segment.Symbolic:
      // Without a length there are characters of two or three bytes, which devices hardly have.
      return type & 31 ? even(1 + (type & 31)) : 0;
    case Segment.Data:
      return type == ANSI_SYMBOL ? even(2 + byte(at + 1)) : 2 + byte(at + 1) * 2;
  }
  return 0;
}

function even(n: u32): u32 {
  return (n + 1) & ~1;
}

/** The first class, instance and attribute count: others belong to what follows in the path of a connection. */
function logical(at: u32): void {
  const type = byte(at);
  const value = (type & 3) == 0 ? byte(at + 1) : (type & 3) == 1 ? le16(at + 2) : le32(at + 2);
  switch ((type >> 2) & 7) {
    case Logical.Class:
      if (!classID) classID = value;
      break;
    case Logical.Instance:
      if (!instanceID) instanceID = value;
      break;
    case Logical.Attribute:
      if (!attributeID) attributeID = value;
      break;
  }
}
