// Link Layer Discovery Protocol (IEEE 802.1AB-2016 section 8): the TLVs of an announcement.
//
//  0                   1
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
// +-------------+-----------------+
// |     type    |      length     |  value
//
// The first three, which are mandatory, tell the chassis, the port and the time to live; the others are optional.
import { LinkLayerDiscovery, LinkLayerDiscoveryValue, LLDPChassisID, LLDPPortID } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, bytes, claim, header, left, malformed, timestamp, truncated } from "../packet";

/** Where the value of a TLV begins. */
export const VALUE: u32 = 2;
/** Type of the TLV that ends an announcement. */
export const END: u32 = 0;
const CHASSIS_ID: u32 = 1;
const TIME_TO_LIVE: u32 = 3;

/** A chassis or port ID begins with its subtype; a time to live has as many bytes. */
const SMALLEST_VALUE: u32 = 2;
const ID: u32 = 1;

export function decode(): Layer {
  let at: u32 = 0;
  for (let type = CHASSIS_ID; type <= TIME_TO_LIVE; type++) {
    if (!claim(at + VALUE)) return truncated();
    if (typeAt(at) != type) return malformed(Status.BAD_ENCODING, at);
    if (lengthAt(at) < SMALLEST_VALUE) return malformed(Status.BAD_PART, at);
    at += VALUE + lengthAt(at);
    if (!claim(at)) return truncated();
  }
  return Layer.LinkLayerDiscoveryInfo;
}

/** Type of the TLV at an offset, and the length of its value. */
export function typeAt(at: u32): u32 {
  return be16(at) >> 9;
}

export function lengthAt(at: u32): u32 {
  return be16(at) & 0x1ff;
}

/** Whether there is a whole TLV at an offset up to which the layer reaches, and it does not end the announcement. */
export function another(at: u32): bool {
  const there = left() - at;
  return there >= VALUE && typeAt(at) != END && lengthAt(at) <= there - VALUE;
}

/** Fills and ends the message for an undecoded TLV that a record has opened. */
export function value(from: usize, at: u32): usize {
  const length = lengthAt(at);
  let p = LinkLayerDiscoveryValue.Type(from, typeAt(at));
  p = LinkLayerDiscoveryValue.Length(p, length);
  p = LinkLayerDiscoveryValue.Value(p, bytes(at + VALUE, length));
  return LinkLayerDiscoveryValue.end(p, from);
}

export function record(): void {
  const chassis: u32 = 0;
  const port = chassis + VALUE + lengthAt(chassis);
  const timeToLive = port + VALUE + lengthAt(port);
  let p = LinkLayerDiscovery.begin();
  p = LinkLayerDiscovery.Timestamp(p, timestamp);
  const chassisID = LinkLayerDiscovery.ChassisID(p);
  p = LLDPChassisID.Subtype(chassisID, byte(chassis + VALUE));
  p = LLDPChassisID.ID(p, bytes(chassis + VALUE + ID, lengthAt(chassis) - ID));
  p = LLDPChassisID.end(p, chassisID);
  const portID = LinkLayerDiscovery.PortID(p);
  p = LLDPPortID.Subtype(portID, byte(port + VALUE));
  p = LLDPPortID.ID(p, bytes(port + VALUE + ID, lengthAt(port) - ID));
  p = LLDPPortID.end(p, portID);
  p = LinkLayerDiscovery.TTL(p, be16(timeToLive + VALUE));
  for (let at = header; another(at); at += VALUE + lengthAt(at)) p = value(LinkLayerDiscovery.Values(p), at);
  LinkLayerDiscovery.end(p);
}
