// Diameter base protocol (RFC 6733 sections 3 and 4.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+-----------------------------------------------+
// |    version    |                 message length                |
// +-+-+-+-+-------+-----------------------------------------------+
// |R|P|E|T|  rsv  |                  command code                 |
// +-+-+-+-+-------+-----------------------------------------------+
// |                         application ID                        |
// |                     hop-by-hop identifier                     |
// |                     end-to-end identifier                     |
// |                              AVPs                             |
//
// An AVP, which zero bytes fill up to a multiple of four:
//
// +---------------------------------------------------------------+
// |                            AVP code                           |
// +-+-+-+---------+-----------------------------------------------+
// |V|M|P|   rsv   |                   AVP length                  |
// +-+-+-+---------+-----------------------------------------------+
// |                     vendor ID, if V is set                    |
// |                              data                             |
import { AVP, Diameter } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be24, be32, be64, byte, bytes, claim, flaw, header, left, timestamp } from "../packet";
import { decimal, ipv4, ipv6, literal, signed, utf8 } from "../text";
import { Format, FORMATS } from "../gen/attributes";
import { attribute, formatOf, nameOf } from "./attributes";
import { vendorID, vendorName } from "./avpvendor";

const VERSION: u32 = 0;
const MESSAGE_LENGTH: u32 = 1;
const FLAGS: u32 = 4;
const COMMAND_CODE: u32 = 5;
const APPLICATION_ID: u32 = 8;
const HOP_BY_HOP_ID: u32 = 12;
const END_TO_END_ID: u32 = 16;
const AVPS: u32 = 20;

const ONLY_VERSION: u32 = 1;
const RESERVED_FLAGS: u32 = 0x0f;

const AVP_CODE: u32 = 0;
const AVP_FLAGS: u32 = 4;
const AVP_LENGTH: u32 = 5;
const AVP_VENDOR: u32 = 8;
const AVP_LEN: u32 = 8;
const AVP_WITH_VENDOR_LEN: u32 = 12;
const VENDOR_SPECIFIC: u32 = 0x80;

// Of an address: its family (IANA address family numbers) and its bytes.
const ADDRESS: u32 = 2;
const IPV4_FAMILY: u32 = 1;
const IPV6_FAMILY: u32 = 2;

/** Seconds from 1900, where times of NTP begin, to 1970; an era later where the first bit is not set (RFC 6733 section 4.3.1). */
const SECONDS_TO_1970: u64 = 2_208_988_800;
const ERA: u64 = 1 << 32;

/** Over TCP alone: a message may go on in the next segment, and another one may follow in this. */
export function decode(): Layer {
  if (left() < AVPS || byte(VERSION) != ONLY_VERSION || byte(FLAGS) & RESERVED_FLAGS) return Layer.Declined;
  const length = be24(MESSAGE_LENGTH);
  if (length < AVPS || length & 3) return Layer.Declined;
  claim(min(length, left()));
  return length < left() ? Layer.Diameter : Layer.None;
}

export function record(): void {
  let p = Diameter.begin();
  p = Diameter.Timestamp(p, timestamp);
  p = Diameter.Version(p, byte(VERSION));
  p = Diameter.Flags(p, byte(FLAGS));
  p = Diameter.MessageLen(p, be24(MESSAGE_LENGTH));
  p = Diameter.CommandCode(p, be24(COMMAND_CODE));
  p = Diameter.ApplicationID(p, be32(APPLICATION_ID));
  p = Diameter.HopByHopID(p, be32(HOP_BY_HOP_ID));
  p = Diameter.EndToEndID(p, be32(END_TO_END_ID));
  p = pairs(p);
  p = Diameter.context(p);
  Diameter.end(p);
}

/** The AVPs that are whole; each takes eight bytes at least, which bounds their number. */
function pairs(p: usize): usize {
  const stop = be24(MESSAGE_LENGTH);
  let at = AVPS;
  while (at < stop && header - at >= AVP_LEN) {
    const length = be24(at + AVP_LENGTH);
    if (length < headerLength(at) || length > stop - at) {
      flaw(Status.BAD_PART, at);
      return p;
    }
    if (length > header - at) return p;
    p = pair(Diameter.AVPs(p), at, length);
    at += (length + 3) & ~3;
    if (at > header) return p;
  }
  // The rest of what is not whole is in another segment, but where the message ends here it is too short for an AVP.
  if (at < stop && stop == header) flaw(Status.BAD_PART, at);
  return p;
}

function headerLength(at: u32): u32 {
  return byte(at + AVP_FLAGS) & VENDOR_SPECIFIC ? AVP_WITH_VENDOR_LEN : AVP_LEN;
}

function pair(from: usize, at: u32, length: u32): usize {
  const code = be32(at + AVP_CODE);
  const vendor = byte(at + AVP_FLAGS) & VENDOR_SPECIFIC ? be32(at + AVP_VENDOR) : 0;
  const known: usize = vendor ? 0 : attribute(code);
  const format = formatOf(known);
  const data = at + headerLength(at);
  const size = length - headerLength(at);
  let p = AVP.AttributeCode(from, code);
  p = AVP.AttributeName(p, nameOf(known));
  p = AVP.AttributeFormat(p, literal(FORMATS, format));
  p = AVP.Flags(p, byte(at + AVP_FLAGS));
  p = AVP.HeaderLen(p, headerLength(at));
  p = AVP.Len(p, length);
  p = AVP.VendorCode(p, vendor);
  p = AVP.VendorName(p, vendorName(vendor));
  p = AVP.VendorID(p, vendorID(vendor));
  p = AVP.DecodedValue(p, decoded(format, data, size));
  p = AVP.Padding(p, -length & 3);
  p = AVP.Value(p, bytes(data, size));
  p = AVP.ValueLen(p, size);
  return AVP.end(p, from);
}

/** Text of a value; empty where its format has none, or another length. */
function decoded(format: Format, at: u32, size: u32): u64 {
  switch (format) {
    case Format.UTF8String:
    case Format.DiameterIdentity:
    case Format.DiameterURI:
    case Format.IPFilterRule:
      return utf8(at, size);
    case Format.Unsigned32:
      return size == 4 ? decimal(be32(at)) : 0;
    case Format.Unsigned64:
      return size == 8 ? decimal(be64(at)) : 0;
    case Format.Integer32:
    case Format.Enumerated:
      return size == 4 ? signed(<i32>be32(at)) : 0;
    case Format.Integer64:
      return size == 8 ? signed(be64(at)) : 0;
    case Format.Time:
      return size == 4 ? decimal(unixSeconds(be32(at))) : 0;
    case Format.Address:
      return address(at, size);
  }
  return 0;
}

function unixSeconds(ntp: u32): u64 {
  return (ntp >> 31 ? <u64>ntp : <u64>ntp + ERA) - SECONDS_TO_1970;
}

function address(at: u32, size: u32): u64 {
  if (size < ADDRESS) return 0;
  const family = be16(at);
  if (family == IPV4_FAMILY && size == ADDRESS + 4) return ipv4(at + ADDRESS);
  return family == IPV6_FAMILY && size == ADDRESS + 16 ? ipv6(at + ADDRESS) : 0;
}
