// Cisco Discovery Protocol, as devices send it; it is not published.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |    version    |  time to live |            checksum           |
// +---------------+---------------+-------------------------------+
// |              type             |             length            |  value; the length counts type and length
import { CiscoDiscovery, CiscoDiscoveryValue } from "../gen/records";
import { Layer } from "../gen/layer";
import { be16, byte, bytes, claim, header, left, timestamp, truncated } from "../packet";

const VERSION: u32 = 0;
const TIME_TO_LIVE: u32 = 1;
const CHECKSUM: u32 = 2;
const HEADER_LEN: u32 = 4;

const TYPE: u32 = 0;
const LENGTH: u32 = 2;
/** Where the value of an entry begins. */
export const VALUE: u32 = 4;

export function decode(): Layer {
  return claim(HEADER_LEN) ? Layer.CiscoDiscoveryInfo : truncated();
}

/** Type of the entry at an offset, and its length. */
export function typeAt(at: u32): u32 {
  return be16(at + TYPE);
}

export function lengthAt(at: u32): u32 {
  return be16(at + LENGTH);
}

/** Whether there is a whole entry at an offset up to which the layer reaches. */
export function another(at: u32): bool {
  const there = left() - at;
  return there >= VALUE && lengthAt(at) >= VALUE && lengthAt(at) <= there;
}

/** Fills and ends the message for an undecoded entry that a record has opened. */
export function value(from: usize, at: u32): usize {
  const length = lengthAt(at);
  let p = CiscoDiscoveryValue.Type(from, typeAt(at));
  p = CiscoDiscoveryValue.Length(p, length);
  p = CiscoDiscoveryValue.Value(p, bytes(at + VALUE, length - VALUE));
  return CiscoDiscoveryValue.end(p, from);
}

export function record(): void {
  let p = CiscoDiscovery.begin();
  p = CiscoDiscovery.Timestamp(p, timestamp);
  p = CiscoDiscovery.Version(p, byte(VERSION));
  p = CiscoDiscovery.TTL(p, byte(TIME_TO_LIVE));
  p = CiscoDiscovery.Checksum(p, be16(CHECKSUM));
  for (let at = header; another(at); at += lengthAt(at)) p = value(CiscoDiscovery.Values(p), at);
  CiscoDiscovery.end(p);
}
