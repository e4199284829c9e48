// Simple Network Management Protocol: versions 1 (RFC 1157 section 4), 2c (RFC 1901 section 3) and 3 (RFC 3412 section 6, RFC
// 3414 section 2.4). A message is in BER (see ber.ts):
//
//   versions 1 and 2c                    version 3
//   SEQUENCE {                           SEQUENCE {
//     version INTEGER,                     version INTEGER,
//     community OCTET STRING,              SEQUENCE { ID, largest size, flags, security model },
//     PDU                                  OCTET STRING of SEQUENCE { engine, boots, time, user, authentication, privacy },
//   }                                      SEQUENCE { engine, context, PDU } or OCTET STRING, encrypted
//                                        }
//
// A PDU, whose tag says what it is (RFC 3416 section 3), and that of a trap of version 1:
//
//   [0] … [8] {                          [4] {
//     request ID INTEGER,                  enterprise OBJECT IDENTIFIER, agent IpAddress,
//     error status or non-repeaters,       generic trap INTEGER, specific trap INTEGER, time TimeTicks,
//     error index or max-repetitions,
//     SEQUENCE OF variable                 SEQUENCE OF variable
//   }                                    }
//
// A variable is SEQUENCE { OBJECT IDENTIFIER, value }.
import { SNMP, SNMPVariable } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { byte, claim, flaw, header, left, timestamp } from "../packet";
import { decimal, ipv4, literal, readable, signed, valid } from "../text";
import * as ber from "./ber";

const enum Version {
  V1 = 0,
  V2C = 1,
  V3 = 3,
}

const GET_BULK_REQUEST: u32 = 0xa5;
const FIRST_PDU: u32 = 0xa0;
const LAST_PDU: u32 = 0xa8;
const TRAP_V1: u32 = 0xa4;

const USER_BASED: u64 = 3;

/** Types that SNMP adds to those of BER (RFC 2578 section 7.1), and exceptions in place of a value (RFC 3416 section 3). */
const enum Type {
  IpAddress = 0x40,
  Counter32 = 0x41,
  Gauge32 = 0x42,
  TimeTicks = 0x43,
  Opaque = 0x44,
  Counter64 = 0x46,
  NoSuchObject = 0x80,
  NoSuchInstance = 0x81,
  EndOfMibView = 0x82,
}

/** A version that is known, and behind it what this version has: the bytes of a cut message are no less sure. */
export function decode(): Layer {
  if (!ber.open(0, left()) || ber.tag != ber.SEQUENCE) return Layer.Declined;
  const from = ber.contents;
  const need = <u64>from + ber.length;
  const there = <u32>min(need, <u64>left());
  if (!ber.read(from, there) || ber.tag != ber.INTEGER || ber.length != 1) return Layer.Declined;
  const version = byte(ber.contents);
  if (!ber.open(ber.end(), there) || !begins(version, there)) return Layer.Declined;
  if (need > there) flaw(Status.TRUNCATED, <u32>need);
  claim(there);
  return Layer.None;
}

/** Whether the element opened last is what follows a version. */
function begins(version: u32, stop: u32): bool {
  if (version == Version.V3) return ber.tag == ber.SEQUENCE;
  return (version == Version.V1 || version == Version.V2C) && ber.tag == ber.OCTET_STRING && ber.length <= stop - ber.contents;
}

/** Where the next element is, and where those around it end. */
let at: u32 = 0;
let stop: u32 = 0;

export function record(): void {
  ber.open(0, header);
  at = ber.contents;
  stop = header;
  let p = SNMP.begin();
  p = SNMP.Timestamp(p, timestamp);
  const version = <u32>number();
  p = SNMP.Version(p, literal("1|2c||3", version));
  if (version == Version.V3) {
    p = securely(p);
  } else {
    p = SNMP.Community(p, text());
    p = pdu(p);
  }
  p = SNMP.context(p);
  SNMP.end(p);
}

/** Steps over the next element, which must have a tag; else the packet is marked, and there is nothing more. */
function take(tag: u32): bool {
  if (ber.read(at, stop) && ber.tag == tag) {
    at = ber.end();
    return true;
  }
  flaw(Status.BAD_ENCODING, at);
  at = stop;
  return false;
}

function number(): i64 {
  return take(ber.INTEGER) ? ber.integer() : 0;
}

function octets(): u64 {
  return take(ber.OCTET_STRING) ? ber.octets() : 0;
}

function text(): u64 {
  return valid(octets());
}

function objectIdentifier(): u64 {
  if (!take(ber.OBJECT_IDENTIFIER)) return 0;
  const text = ber.objectIdentifier();
  if (!text) flaw(Status.BAD_ENCODING, ber.contents);
  return text;
}

/** Goes into the next element; gives where those around it end, which `leave` wants to know. */
function enter(tag: u32): u32 {
  const around = stop;
  if (!ber.open(at, stop) || ber.tag != tag) {
    take(tag);
    return around;
  }
  // It ends at the latest where the message was cut.
  const there = stop - ber.contents;
  if (ber.length > there) flaw(Status.BAD_PART, at);
  at = ber.contents;
  stop = at + min(ber.length, there);
  return around;
}

function leave(around: u32): void {
  at = stop;
  stop = around;
}

/** What only version 3 has. */
function securely(p: usize): usize {
  let around = enter(ber.SEQUENCE);
  p = SNMP.MessageID(p, <u32>number());
  p = SNMP.MaxMessageSize(p, <u32>number());
  p = SNMP.MessageFlags(p, take(ber.OCTET_STRING) && ber.length ? byte(ber.contents) : 0);
  const model = number();
  p = SNMP.SecurityModel(p, <u32>model);
  leave(around);
  around = enter(ber.OCTET_STRING);
  if (model == USER_BASED) p = user(p);
  leave(around);
  if (at < stop && byte(at) == ber.OCTET_STRING) return p;
  around = enter(ber.SEQUENCE);
  p = SNMP.ContextEngineID(p, octets());
  p = SNMP.ContextName(p, text());
  p = pdu(p);
  leave(around);
  return p;
}

function user(p: usize): usize {
  const around = enter(ber.SEQUENCE);
  p = SNMP.EngineID(p, octets());
  p = SNMP.EngineBoots(p, <u32>number());
  p = SNMP.EngineTime(p, <u32>number());
  p = SNMP.UserName(p, text());
  p = SNMP.AuthenticationParameters(p, octets());
  p = SNMP.PrivacyParameters(p, octets());
  leave(around);
  return p;
}

function pdu(p: usize): usize {
  const tag = at < stop ? byte(at) : 0;
  if (tag < FIRST_PDU || tag > LAST_PDU) {
    take(FIRST_PDU);
    return p;
  }
  p = SNMP.PDUType(p, pduName(tag));
  const around = enter(tag);
  if (tag == TRAP_V1) {
    p = SNMP.Enterprise(p, objectIdentifier());
    p = SNMP.AgentAddress(p, take(Type.IpAddress) && ber.length == 4 ? ipv4(ber.contents) : 0);
    p = SNMP.GenericTrap(p, <u32>number());
    p = SNMP.SpecificTrap(p, <u32>number());
    p = SNMP.Uptime(p, take(Type.TimeTicks) ? <u32>ber.unsigned() : 0);
  } else {
    p = SNMP.RequestID(p, <i32>number());
    const first = <u32>number();
    const second = <u32>number();
    if (tag == GET_BULK_REQUEST) {
      p = SNMP.NonRepeaters(p, first);
      p = SNMP.MaxRepetitions(p, second);
    } else {
      p = SNMP.ErrorStatus(p, first);
      p = SNMP.ErrorIndex(p, second);
    }
  }
  p = variables(p);
  leave(around);
  return p;
}

function pduName(tag: u32): u64 {
  return literal(
    "GetRequest|GetNextRequest|Response|SetRequest|Trap|GetBulkRequest|InformRequest|SNMPv2-Trap|Report",
    tag - FIRST_PDU,
  );
}

/** Each takes two bytes at least, which bounds their number. */
function variables(p: usize): usize {
  const around = enter(ber.SEQUENCE);
  while (at < stop) {
    const within = enter(ber.SEQUENCE);
    const name = objectIdentifier();
    if (name) p = variable(p, name);
    leave(within);
  }
  leave(around);
  return p;
}

/** The name was read, the value comes next. */
function variable(p: usize, name: u64): usize {
  const from = SNMP.Variables(p);
  p = SNMPVariable.Name(from, name);
  if (ber.read(at, stop)) p = value(p);
  else take(ber.NULL);
  return SNMPVariable.end(p, from);
}

/** The value is the element that was read last. */
function value(p: usize): usize {
  p = SNMPVariable.Type(p, typeName(ber.tag));
  p = SNMPVariable.Value(p, valueText());
  return SNMPVariable.Data(p, ber.octets());
}

function valueText(): u64 {
  switch (ber.tag) {
    case ber.INTEGER:
      return signed(ber.integer());
    case ber.OBJECT_IDENTIFIER:
      return ber.objectIdentifier();
    case Type.IpAddress:
      return ber.length == 4 ? ipv4(ber.contents) : 0;
    case Type.Counter32:
    case Type.Gauge32:
    case Type.TimeTicks:
    case Type.Counter64:
      return decimal(ber.unsigned());
  }
  return readable(ber.contents, ber.length);
}

function typeName(tag: u32): u64 {
  if (tag < <u32>Type.IpAddress) return literal("||INTEGER||OCTET STRING|NULL|OBJECT IDENTIFIER", tag);
  if (tag >= <u32>Type.NoSuchObject) return literal("noSuchObject|noSuchInstance|endOfMibView", tag - Type.NoSuchObject);
  return literal("IpAddress|Counter32|Gauge32|TimeTicks|Opaque||Counter64", tag - Type.IpAddress);
}
