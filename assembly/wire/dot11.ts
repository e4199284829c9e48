// IEEE 802.11 wireless LAN, the MAC header (IEEE 802.11-2020 section 9.2). Numbers are little-endian.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---+---+-------+---------------+-------------------------------+
// |ver|typ|subtype|     flags     |          duration/ID          |
// +---+---+-------+---------------+-------------------------------+
// |                           address 1                           |
// |                               |           address 2           |
// |                                                               |
// |                           address 3                           |
// |                               |       sequence control        |
// +-------------------------------+-------------------------------+
// |  address 4, QoS control and HT control, where they are there  |
//
// Control frames end after address 1 or address 2.
import { Dot11, Dot11QOS } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import {
  be16,
  be24,
  byte,
  bytes,
  claim,
  frame,
  header,
  le16,
  le32,
  left,
  limit,
  malformed,
  payloadLength,
  start,
  timestamp,
  trim,
  truncated,
  wireLength,
} from "../packet";
import { crc32 } from "../deflate/crc32";
import { mac } from "../text";
import { HT_CONTROL_LEN, htControl } from "./dot11htcontrol";

const FRAME_CONTROL: u32 = 0;
const FLAGS: u32 = 1;
const DURATION: u32 = 2;
const ADDRESS1: u32 = 4;
const ADDRESS2: u32 = 10;
const ADDRESS3: u32 = 16;
const SEQUENCE_CONTROL: u32 = 22;
const ADDRESS4: u32 = 24;

const ADDRESS_LEN: u32 = 6;
const QOS_LEN: u32 = 2;
const FCS_LEN: u32 = 4;

const enum Type {
  Management,
  Control,
  Data,
  Extension,
}

// Flags.
const TO_DS: u32 = 0x01;
const FROM_DS: u32 = 0x02;
const PROTECTED: u32 = 0x40;
const ORDER: u32 = 0x80;

// Of subtypes of data frames.
const NO_DATA: u32 = 4;
const QOS: u32 = 8;

// Of subtypes of control frames: the one with another frame inside, and those with an address of the transmitter, a bit each:
// trigger, TACK, report poll, NDP announcement, block acks and their requests, PS-Poll, RTS, and both CF-Ends.
const WRAPPER: u32 = 7;
const WRAPPED_FRAME_CONTROL: u32 = 2;
const TRANSMITTED: u32 = 0b1100_1111_0011_1100;

// QoS control.
const AMSDU: u32 = 0x80;
const MESH_CONTROL: u32 = 0x01;

/** A subframe of an A-MSDU begins with two addresses and its length (section 9.3.2.2.2). */
const SUBFRAME_LENGTH: u32 = 12;
const SUBFRAME_HEADER: u32 = 14;
/** Flags, TTL and sequence number, and in front of up to two more addresses (section 9.2.4.7.3). */
const SMALLEST_MESH_CONTROL: u32 = 6;
/** Both access points of SNAP, and unnumbered information. */
const SNAP: u32 = 0xaaaa03;

/** What the header of the capture tells of the check sequence at the end of the frame. */
export const enum FCS {
  Untold,
  Absent,
  Present,
}

// What was told of the frame that comes next.
let told: FCS = FCS.Untold;
let toldPadded: bool = false;
/** Of the packet's frame; nothing carries a second one. */
let checksum: u32 = 0;

/** The layer of a frame behind the header of a capture: whether it has a check sequence, and padding behind its header. */
export function captured(fcs: FCS, padded: bool): Layer {
  told = fcs;
  toldPadded = padded;
  return Layer.Dot11;
}

export function decode(): Layer {
  const fcs = told;
  const padded = toldPadded;
  captured(FCS.Untold, false);
  if (!claim(ADDRESS2)) return truncated();
  const version = byte(FRAME_CONTROL) & 3;
  if (version) return malformed(Status.BAD_VERSION, version);
  takeChecksum(fcs);
  const headerLength = fixedLength() + optionalLength();
  if (!claim(headerLength)) return truncated();
  if (padded) claim(min((headerLength + 3) & ~3, left()));
  return type() == Type.Data ? data() : Layer.None;
}

/** Takes the check sequence off the end of the frame. What the capture cut off is none. */
function takeChecksum(fcs: FCS): void {
  checksum = 0;
  const there = <u32>(start - frame) + left();
  const missing = wireLength > there ? wireLength - there : 0;
  if (fcs == FCS.Absent || missing >= FCS_LEN || left() < ADDRESS2 + FCS_LEN) return;
  const rest = left() - FCS_LEN;
  if (fcs == FCS.Untold && (missing || le32(rest) != checksumOf(rest))) return;
  if (!missing) checksum = le32(rest);
  trim(FCS_LEN - missing);
}

function checksumOf(length: u32): u32 {
  return crc32(0, <usize>(<u32>bytes(0, length)), length);
}

// @ts-ignore: decorator
@inline
function type(): Type {
  return (byte(FRAME_CONTROL) >> 2) & 3;
}

// @ts-ignore: decorator
@inline
function subtype(): u32 {
  return byte(FRAME_CONTROL) >> 4;
}

// @ts-ignore: decorator
@inline
function flagged(flags: u32): bool {
  return (byte(FLAGS) & flags) == flags;
}

/** Bytes of the fields that all frames of the type have. */
function fixedLength(): u32 {
  switch (type()) {
    case Type.Management:
    case Type.Data:
      return ADDRESS4;
    case Type.Control:
      return hasTransmitter() ? ADDRESS3 : ADDRESS2;
  }
  return ADDRESS2;
}

/** Bytes of the fields behind those. */
function optionalLength(): u32 {
  let length: u32 = hasAddress4() ? ADDRESS_LEN : 0;
  if (hasQoS()) length += QOS_LEN;
  if (isWrapper()) length += WRAPPED_FRAME_CONTROL;
  return hasHTControl() ? length + HT_CONTROL_LEN : length;
}

function hasTransmitter(): bool {
  return type() == Type.Control ? ((TRANSMITTED >> subtype()) & 1) != 0 : type() != Type.Extension;
}

/** Whether there are address 3 and the sequence control. */
function isSequenced(): bool {
  return type() == Type.Management || type() == Type.Data;
}

function hasAddress4(): bool {
  return type() == Type.Data && flagged(TO_DS | FROM_DS);
}

function hasQoS(): bool {
  return type() == Type.Data && (subtype() & QOS) != 0;
}

function isWrapper(): bool {
  return type() == Type.Control && subtype() == WRAPPER;
}

/** In data frames without QoS control the flag has an older meaning. */
function hasHTControl(): bool {
  return isWrapper() || (flagged(ORDER) && (hasQoS() || type() == Type.Management));
}

function qosAt(): u32 {
  return hasAddress4() ? ADDRESS4 + ADDRESS_LEN : ADDRESS4;
}

/** What a data frame carries; what is encrypted, or goes on from a fragment before, cannot be told. */
function data(): Layer {
  if (subtype() & NO_DATA || flagged(PROTECTED) || le16(SEQUENCE_CONTROL) & 15 || !payloadLength()) return Layer.None;
  if (!hasQoS()) return Layer.LLC;
  if (byte(qosAt()) & AMSDU) return firstSubframe();
  if (byte(qosAt() + 1) & MESH_CONTROL) skipMeshControl();
  return Layer.LLC;
}

/** Of several frames in one, the first is decoded. */
function firstSubframe(): Layer {
  const at = header;
  if (!claim(at + SUBFRAME_HEADER)) return truncated();
  const length = be16(at + SUBFRAME_LENGTH);
  limit(header + length);
  return length ? Layer.LLC : Layer.None;
}

/** Outside of a mesh the bit that announces a mesh control field means something else, so the bytes decide. */
function skipMeshControl(): void {
  const extension = byte(header) & 3;
  if (extension == 3) return;
  const length = SMALLEST_MESH_CONTROL + extension * ADDRESS_LEN;
  if (payloadLength() < length + 3 || be24(header) == SNAP || be24(header + length) != SNAP) return;
  claim(header + length);
}

export function record(): void {
  let p = Dot11.begin();
  p = Dot11.Timestamp(p, timestamp);
  p = Dot11.Type(p, byte(FRAME_CONTROL) >> 2);
  p = Dot11.Proto(p, byte(FRAME_CONTROL) & 3);
  p = Dot11.Flags(p, byte(FLAGS));
  p = Dot11.DurationID(p, le16(DURATION));
  p = Dot11.Address1(p, mac(ADDRESS1));
  if (hasTransmitter()) p = Dot11.Address2(p, mac(ADDRESS2));
  if (isSequenced()) p = sequenced(p);
  p = Dot11.Checksum(p, checksum);
  if (hasQoS()) p = qos(Dot11.QOS(p));
  if (hasHTControl()) p = htControl(Dot11.HTControl(p), fixedLength() + optionalLength() - HT_CONTROL_LEN);
  Dot11.end(p);
}

function sequenced(p: usize): usize {
  const sequence = le16(SEQUENCE_CONTROL);
  p = Dot11.Address3(p, mac(ADDRESS3));
  if (hasAddress4()) p = Dot11.Address4(p, mac(ADDRESS4));
  p = Dot11.SequenceNumber(p, sequence >> 4);
  return Dot11.FragmentNumber(p, sequence & 15);
}

function qos(from: usize): usize {
  const control = byte(qosAt());
  let p = Dot11QOS.TID(from, control & 15);
  p = Dot11QOS.EOSP(p, (control & 16) != 0);
  p = Dot11QOS.AckPolicy(p, (control >> 5) & 3);
  p = Dot11QOS.TXOP(p, byte(qosAt() + 1));
  return Dot11QOS.end(p, from);
}
