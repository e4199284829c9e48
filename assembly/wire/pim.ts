// Protocol Independent Multicast, version 2 (RFC 7761 section 4.9).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+-------+---------------+-------------------------------+
// |version| type  |   reserved    |            checksum           |
// |                     message, by the type                      |
//
// A Register goes on with this, then comes the packet of the source:
//
// +-+-+-----------------------------------------------------------+
// |B|N|                         reserved                          |
import { PIM, PIMHelloOption } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, byte, bytes, claim, flaw, left, malformed, payloadLength, timestamp, truncated } from "../packet";
import { ipv4, ipv6 } from "../text";
import * as address from "./pimaddress";
import { Form } from "./pimaddress";
import * as groups from "./pimgroups";

const VERSION_TYPE: u32 = 0;
const CHECKSUM: u32 = 2;
const HEADER_LEN: u32 = 4;
const VERSION: u32 = 2;

const REGISTER_FLAGS: u32 = 4;
const REGISTER_LEN: u32 = 8;
const B: u32 = 0x8000_0000;
const N: u32 = 0x4000_0000;

// Addresses in the header within a Null-Register.
const INNER: u32 = REGISTER_LEN;
const INNER_IPV4_LEN: u32 = 20;
const INNER_IPV6_LEN: u32 = 40;

const enum Type {
  Hello = 0,
  Register = 1,
  RegisterStop = 2,
  JoinPrune = 3,
  Bootstrap = 4,
  Assert = 5,
  Graft = 6,
  GraftAck = 7,
  CandidateRP = 8,
}

// Options of a Hello (section 4.9.2).
const OPTION_LENGTH: u32 = 2;
const OPTION_VALUE: u32 = 4;
const enum Option {
  HoldTime = 1,
  LANPruneDelay = 2,
  DRPriority = 19,
  GenerationID = 20,
  AddressList = 24,
}

// Bootstrap and Candidate-RP-Adv (RFC 5059 sections 4.1 and 4.2).
const FRAGMENT_TAG: u32 = 4;
const HASH_MASK_LENGTH: u32 = 6;
const BSR_PRIORITY: u32 = 7;
const BSR_ADDRESS: u32 = 8;

/** A Null-Register holds but a header without a packet. */
export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  if (byte(VERSION_TYPE) >> 4 != VERSION) return malformed(Status.BAD_VERSION, byte(VERSION_TYPE) >> 4);
  if (type() != Type.Register) {
    claim(left());
    return Layer.None;
  }
  if (!claim(REGISTER_LEN)) return truncated();
  if (be32(REGISTER_FLAGS) & N) {
    claim(left());
    return Layer.None;
  }
  if (!payloadLength()) flaw(Status.TRUNCATED, INNER + INNER_IPV4_LEN);
  else if (byte(INNER) >> 4 == 4) return Layer.IPv4;
  else if (byte(INNER) >> 4 == 6) return Layer.IPv6;
  else flaw(Status.BAD_VERSION, byte(INNER) >> 4);
  return Layer.None;
}

function type(): u32 {
  return byte(VERSION_TYPE) & 15;
}

export function record(): void {
  let p = PIM.begin();
  p = PIM.Timestamp(p, timestamp);
  p = PIM.Version(p, byte(VERSION_TYPE) >> 4);
  p = PIM.Type(p, type());
  p = PIM.Checksum(p, be16(CHECKSUM));
  switch (type()) {
    case Type.Hello:
      p = hello(p);
      break;
    case Type.Register:
      p = register(p);
      break;
    case Type.RegisterStop:
    case Type.Assert:
      p = about(p);
      break;
    case Type.JoinPrune:
    case Type.Graft:
    case Type.GraftAck:
      p = groups.joinPrune(p, HEADER_LEN);
      break;
    case Type.Bootstrap:
      p = bootstrap(p);
      break;
    case Type.CandidateRP:
      p = groups.candidate(p, HEADER_LEN);
      break;
  }
  p = PIM.context(p);
  PIM.end(p);
}

/** All options as they are, then the values of those that are known. */
function hello(p: usize): usize {
  let at = HEADER_LEN;
  for (; at < left(); at += OPTION_VALUE + optionLength(at)) {
    if (!optionFits(at)) {
      flaw(Status.BAD_PART, at);
      break;
    }
    const from = PIM.HelloOptions(p);
    p = PIMHelloOption.Type(from, be16(at));
    p = PIMHelloOption.Value(p, bytes(at + OPTION_VALUE, optionLength(at)));
    p = PIMHelloOption.end(p, from);
  }
  let value = find(Option.HoldTime, 2);
  if (value) p = PIM.HoldTime(p, be16(value));
  value = find(Option.DRPriority, 4);
  if (value) p = PIM.DRPriority(p, be32(value));
  value = find(Option.GenerationID, 4);
  if (value) p = PIM.GenerationID(p, be32(value));
  value = find(Option.LANPruneDelay, 4);
  if (value) {
    // The first bit is the T flag.
    p = PIM.PropagationDelay(p, be16(value) & 0x7fff);
    p = PIM.OverrideInterval(p, be16(value + 2));
  }
  value = find(Option.AddressList, 0);
  return value ? addressList(p, value) : p;
}

function optionLength(at: u32): u32 {
  return be16(at + OPTION_LENGTH);
}

function optionFits(at: u32): bool {
  const rest = left() - at;
  return rest >= OPTION_VALUE && optionLength(at) <= rest - OPTION_VALUE;
}

/** Where the value of the first option of a type is that has a length (0: any); 0 where there is none. */
function find(type: u32, length: u32): u32 {
  for (let at = HEADER_LEN; at < left() && optionFits(at); at += OPTION_VALUE + optionLength(at)) {
    if (be16(at) == type && (!length || optionLength(at) == length)) return at + OPTION_VALUE;
  }
  return 0;
}

function addressList(p: usize, value: u32): usize {
  const stop = value + be16(value - OPTION_VALUE + OPTION_LENGTH);
  for (let at = value; at < stop;) {
    const text = address.read(at, Form.Unicast);
    if (!address.end) break;
    p = PIM.Addresses(p, text);
    at = address.end;
  }
  return p;
}

function register(p: usize): usize {
  const flags = be32(REGISTER_FLAGS);
  p = PIM.Border(p, (flags & B) != 0);
  p = PIM.NullRegister(p, (flags & N) != 0);
  if (!(flags & N) || left() <= INNER) return p;
  if (byte(INNER) >> 4 == 4 && left() >= INNER + INNER_IPV4_LEN) {
    p = PIM.GroupAddress(p, ipv4(INNER + 16));
    return PIM.SourceAddress(p, ipv4(INNER + 12));
  }
  if (byte(INNER) >> 4 == 6 && left() >= INNER + INNER_IPV6_LEN) {
    p = PIM.GroupAddress(p, ipv6(INNER + 24));
    return PIM.SourceAddress(p, ipv6(INNER + 8));
  }
  flaw(Status.TRUNCATED, INNER + INNER_IPV4_LEN);
  return p;
}

/** Register-Stop and Assert begin with a group and a source (sections 4.9.4 and 4.9.6). */
function about(p: usize): usize {
  const group = address.read(HEADER_LEN, Form.Prefixed);
  if (!address.end) return p;
  p = PIM.GroupAddress(p, group);
  p = PIM.GroupMaskLength(p, address.maskLength);
  const source = address.read(address.end, Form.Unicast);
  const at = address.end;
  if (!at) return p;
  p = PIM.SourceAddress(p, source);
  if (type() != Type.Assert) return p;
  if (left() - at < 8) {
    flaw(Status.TRUNCATED, at + 8);
    return p;
  }
  p = PIM.RPTree(p, be32(at) >> 31 != 0);
  p = PIM.MetricPreference(p, be32(at) & 0x7fff_ffff);
  return PIM.Metric(p, be32(at + 4));
}

function bootstrap(p: usize): usize {
  if (left() < BSR_ADDRESS) {
    flaw(Status.TRUNCATED, BSR_ADDRESS);
    return p;
  }
  const router = address.read(BSR_ADDRESS, Form.Unicast);
  const at = address.end;
  if (at) p = groups.rendezvousPoints(p, at);
  p = PIM.FragmentTag(p, be16(FRAGMENT_TAG));
  p = PIM.HashMaskLength(p, byte(HASH_MASK_LENGTH));
  p = PIM.BSRPriority(p, byte(BSR_PRIORITY));
  return at ? PIM.BSRAddress(p, router) : p;
}
