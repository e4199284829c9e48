// Generic Routing Encapsulation: version 0 (RFC 2784, RFC 2890, routing of RFC 1701) and 1 (RFC 2637 section 4.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-----+-+-------+-----+-------------------------------+
// |C|R|K|S|s|recur|A| flags | ver |         protocol type         |
// +-+-+-+-+-+-----+-+-------+-----+-------------------------------+
// |       checksum (C or R)       |        offset (C or R)        |
// |                            key (K)                            |
// |                      sequence number (S)                      |
// |               acknowledgment number (A, version 1)            |
// |                source route entries (R), each:                |
// +-------------------------------+---------------+---------------+
// |         address family        |   SRE offset  |   SRE length  |
// |                      routing information                      |
import { GRE, GRERouting } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, byte, bytes, claim, flaw, left, malformed, payloadLength, timestamp, truncated } from "../packet";
import { tunnelled } from "./ethernet";

const FLAGS: u32 = 0;
const PROTOCOL: u32 = 2;
const OPTIONAL: u32 = 4;

// Of a source route entry.
const SRE_OFFSET: u32 = 2;
const SRE_LENGTH: u32 = 3;
const ROUTING_INFORMATION: u32 = 4;
/** No real route has more entries; in the record each lies within the one before, and readers limit how deep that may go. */
const MAX_ENTRIES: u32 = 8;

const C: u32 = 0x8000;
const R: u32 = 0x4000;
const K: u32 = 0x2000;
const S: u32 = 0x1000;
const STRICT: u32 = 0x0800;
const A: u32 = 0x0080;
const VERSION: u32 = 7;

const ERSPAN_I_OR_II: u32 = 0x88be;

export function decode(): Layer {
  if (!claim(OPTIONAL)) return truncated();
  const flags = be16(FLAGS);
  const version = flags & VERSION;
  if (version > 1) return malformed(Status.BAD_VERSION, version);
  if (!claim(fixedLength(flags))) return truncated();
  if (flags & R && !claim(routeEnd(fixedLength(flags)))) return truncated();
  return payloadLength() ? carried(flags, be16(PROTOCOL)) : Layer.None;
}

/** A frame of ERSPAN without a sequence number is of type I, which has no header of its own. */
function carried(flags: u32, protocol: u32): Layer {
  return protocol == ERSPAN_I_OR_II && !(flags & S) ? Layer.Ethernet : tunnelled(protocol);
}

/** Bytes of the header in front of the route. */
function fixedLength(flags: u32): u32 {
  let length = OPTIONAL;
  if (flags & (C | R)) length += 4;
  if (flags & K) length += 4;
  if (flags & S) length += 4;
  if (acknowledges(flags)) length += 4;
  return length;
}

/** Before version 1 the bit had no meaning. */
function acknowledges(flags: u32): bool {
  return (flags & VERSION) == 1 && (flags & A) != 0;
}

/** Where the route that begins at an offset ends: behind an entry without routing information. May lie behind the layer. */
function routeEnd(at: u32): u32 {
  for (let n: u32 = 0; at <= left() && left() - at >= ROUTING_INFORMATION; n++) {
    const length = byte(at + SRE_LENGTH);
    at += ROUTING_INFORMATION + length;
    if (!length) return at;
    if (n == MAX_ENTRIES) flaw(Status.TOO_MANY, n);
  }
  return max(at, left()) + ROUTING_INFORMATION;
}

export function record(): void {
  const flags = be16(FLAGS);
  let at = OPTIONAL;
  let p = GRE.begin();
  p = GRE.Timestamp(p, timestamp);
  p = GRE.ChecksumPresent(p, (flags & C) != 0);
  p = GRE.RoutingPresent(p, (flags & R) != 0);
  p = GRE.KeyPresent(p, (flags & K) != 0);
  p = GRE.SeqPresent(p, (flags & S) != 0);
  p = GRE.StrictSourceRoute(p, (flags & STRICT) != 0);
  p = GRE.AckPresent(p, acknowledges(flags));
  p = GRE.RecursionControl(p, (flags >> 8) & 7);
  p = GRE.Flags(p, (flags >> 3) & 31);
  p = GRE.Version(p, flags & VERSION);
  p = GRE.Protocol(p, be16(PROTOCOL));
  if (flags & (C | R)) {
    p = GRE.Checksum(p, be16(at));
    p = GRE.Offset(p, be16(at + 2));
    at += 4;
  }
  if (flags & K) {
    p = GRE.Key(p, be32(at));
    at += 4;
  }
  if (flags & S) {
    p = GRE.Seq(p, be32(at));
    at += 4;
  }
  if (acknowledges(flags)) {
    p = GRE.Ack(p, be32(at));
    at += 4;
  }
  if (flags & R && byte(at + SRE_LENGTH)) p = route(GRE.Routing(p), at, MAX_ENTRIES);
  p = GRE.context(p);
  GRE.end(p);
}

/** The entry at an offset, which has routing information, with those behind it, `most` at most. */
function route(from: usize, at: u32, most: u32): usize {
  const length = byte(at + SRE_LENGTH);
  const next = at + ROUTING_INFORMATION + length;
  let p = GRERouting.AddressFamily(from, be16(at));
  p = GRERouting.SREOffset(p, byte(at + SRE_OFFSET));
  p = GRERouting.SRELength(p, length);
  p = GRERouting.RoutingInformation(p, bytes(at + ROUTING_INFORMATION, length));
  if (most > 1 && byte(next + SRE_LENGTH)) p = route(GRERouting.Next(p), next, most - 1);
  return GRERouting.end(p, from);
}
