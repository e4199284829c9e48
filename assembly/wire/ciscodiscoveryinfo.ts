// What the entries of a Cisco Discovery Protocol announcement mean. None of it is published; types and layouts are those that
// devices send.
import { CDPCapabilities, CDPLocation, CDPPowerDialogue, CDPSparePairPoE, CDPVLANDialogue } from "../gen/records";
import { CDPHello, CiscoDiscoveryInfo, IPNet } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, be64, byte, bytes, claim, flaw, left, timestamp } from "../packet";
import { build, built, hardware, ipv4, ipv6, mac, putPair, utf8 } from "../text";
import { close, packed } from "../writer";
import { energyWise } from "./cdpenergywise";
import { another, lengthAt, typeAt, VALUE, value } from "./ciscodiscovery";
import { objectIdentifier } from "./objectidentifier";

const enum Type {
  DEVICE_ID = 0x01,
  ADDRESSES = 0x02,
  PORT_ID = 0x03,
  CAPABILITIES = 0x04,
  VERSION = 0x05,
  PLATFORM = 0x06,
  IP_PREFIXES = 0x07,
  HELLO = 0x08,
  VTP_DOMAIN = 0x09,
  NATIVE_VLAN = 0x0a,
  DUPLEX = 0x0b,
  VLAN_REPLY = 0x0e,
  VLAN_QUERY = 0x0f,
  POWER_CONSUMPTION = 0x10,
  MTU = 0x11,
  EXTENDED_TRUST = 0x12,
  UNTRUSTED_COS = 0x13,
  SYSTEM_NAME = 0x14,
  SYSTEM_OID = 0x15,
  MANAGEMENT_ADDRESSES = 0x16,
  LOCATION = 0x17,
  POWER_REQUEST = 0x19,
  POWER_AVAILABLE = 0x1a,
  ENERGY_WISE = 0x1d,
  SPARE_PAIR = 0x1f,
}

/** The types above, a bit each. */
const KNOWN: u32 = 0xa6ffcffe;

// Of an address in a list: type and length of its protocol's identifier, this, then the length of the address, and this.
const PROTOCOL_LENGTH: u32 = 1;
const PROTOCOL: u32 = 2;
const ADDRESS_LENGTH_LEN: u32 = 2;
const SMALLEST_ADDRESS: u32 = 4;
const COUNT_LEN: u32 = 4;
const NLPID: u32 = 1;
const NLPID_IPV4: u32 = 0xcc;
const LLC_SNAP: u32 = 2;
const LLC_SNAP_IPV6: u64 = 0xaaaa0300000086dd;

/** A network: address and length of the prefix. */
const PREFIX_LEN: u32 = 5;

// Of the hello.
const HELLO_PROTOCOL: u32 = 3;
const HELLO_MASTER: u32 = 5;
const HELLO_UNKNOWN_1: u32 = 9;
const HELLO_VERSION: u32 = 13;
const HELLO_SUB_VERSION: u32 = 14;
const HELLO_STATUS: u32 = 15;
const HELLO_UNKNOWN_2: u32 = 16;
const HELLO_COMMANDER: u32 = 17;
const HELLO_SWITCH: u32 = 23;
const HELLO_UNKNOWN_3: u32 = 29;
const HELLO_VLAN: u32 = 30;
const HELLO_LEN: u32 = 32;

const OID_TAG: u32 = 6;

export function decode(): Layer {
  let at: u32 = 0;
  while (another(at)) at += lengthAt(at);
  const there = left() - at;
  if (there >= VALUE && lengthAt(at) < VALUE) flaw(Status.BAD_PART, at);
  else if (there) flaw(Status.TRUNCATED, at + (there < VALUE ? VALUE : lengthAt(at)));
  claim(at);
  return Layer.None;
}

export function record(): void {
  let p = CiscoDiscoveryInfo.begin();
  p = CiscoDiscoveryInfo.Timestamp(p, timestamp);
  p = hello(p);
  p = CiscoDiscoveryInfo.DeviceID(p, text(Type.DEVICE_ID));
  p = addresses(p, Type.ADDRESSES);
  p = CiscoDiscoveryInfo.PortID(p, text(Type.PORT_ID));
  p = capabilities(p);
  p = CiscoDiscoveryInfo.Version(p, text(Type.VERSION));
  p = CiscoDiscoveryInfo.Platform(p, text(Type.PLATFORM));
  p = prefixes(p);
  p = CiscoDiscoveryInfo.VTPDomain(p, text(Type.VTP_DOMAIN));
  if (find(Type.NATIVE_VLAN, 2)) p = CiscoDiscoveryInfo.NativeVLAN(p, be16(start));
  if (find(Type.DUPLEX, 1)) p = CiscoDiscoveryInfo.FullDuplex(p, byte(start) != 0);
  if (find(Type.VLAN_REPLY, 1)) p = dialogue(CiscoDiscoveryInfo.VLANReply(p));
  if (find(Type.VLAN_QUERY, 1)) p = dialogue(CiscoDiscoveryInfo.VLANQuery(p));
  if (find(Type.POWER_CONSUMPTION, 2)) p = CiscoDiscoveryInfo.PowerConsumption(p, be16(start));
  if (find(Type.MTU, 4)) p = CiscoDiscoveryInfo.MTU(p, be32(start));
  if (find(Type.EXTENDED_TRUST, 1)) p = CiscoDiscoveryInfo.ExtendedTrust(p, byte(start));
  if (find(Type.UNTRUSTED_COS, 1)) p = CiscoDiscoveryInfo.UntrustedCOS(p, byte(start));
  p = CiscoDiscoveryInfo.SysName(p, text(Type.SYSTEM_NAME));
  if (find(Type.SYSTEM_OID, 1)) p = CiscoDiscoveryInfo.SysOID(p, systemOID());
  p = addresses(p, Type.MANAGEMENT_ADDRESSES);
  if (find(Type.LOCATION, 1)) p = location(CiscoDiscoveryInfo.Location(p));
  if (find(Type.POWER_REQUEST, 4)) p = power(CiscoDiscoveryInfo.PowerRequest(p));
  if (find(Type.POWER_AVAILABLE, 4)) p = power(CiscoDiscoveryInfo.PowerAvailable(p));
  if (find(Type.SPARE_PAIR, 1)) p = sparePair(CiscoDiscoveryInfo.SparePairPoe(p));
  if (find(Type.ENERGY_WISE, 0)) p = energyWise(p, start, size);
  for (let at: u32 = 0; another(at); at += lengthAt(at)) if (!isKnown(typeAt(at))) p = value(CiscoDiscoveryInfo.Unknown(p), at);
  CiscoDiscoveryInfo.end(p);
}

function isKnown(type: u32): bool {
  return type < 32 && ((KNOWN >> type) & 1) != 0;
}

/** The value that `find` found: its offset and length. */
let start: u32 = 0;
let size: u32 = 0;

/** Finds the last value of a type; marks the packet where it has fewer bytes than it must. */
function find(type: Type, least: u32): bool {
  start = 0;
  for (let at: u32 = 0; another(at); at += lengthAt(at)) {
    if (typeAt(at) != type) continue;
    start = at + VALUE;
    size = lengthAt(at) - VALUE;
  }
  if (!start) return false;
  if (size >= least) return true;
  flaw(Status.BAD_PART, start - VALUE);
  return false;
}

function text(type: Type): u64 {
  return find(type, 0) ? utf8(start, size) : 0;
}

/** Both lists of addresses: a count, then addresses of any protocol. */
function addresses(p: usize, type: Type): usize {
  if (!find(type, COUNT_LEN)) return p;
  const stop = start + size;
  let at = start + COUNT_LEN;
  for (let n = be32(start); n; n--) {
    const there = stop - at;
    const fixed = there < SMALLEST_ADDRESS ? SMALLEST_ADDRESS : PROTOCOL + byte(at + PROTOCOL_LENGTH) + ADDRESS_LENGTH_LEN;
    const length: u32 = fixed > there ? 0 : be16(at + fixed - ADDRESS_LENGTH_LEN);
    if (fixed > there || length > there - fixed) {
      flaw(Status.BAD_PART, at);
      break;
    }
    const text = address(at, at + fixed, length);
    if (text) {
      p = type == Type.ADDRESSES ? CiscoDiscoveryInfo.Addresses(p, text) : CiscoDiscoveryInfo.MgmtAddresses(p, text);
    }
    at += fixed + length;
  }
  return p;
}

/** Text of an address of the protocol at an offset; bytes with colons where the protocol is not IP. */
function address(protocol: u32, at: u32, length: u32): u64 {
  const kind = be16(protocol);
  if (length == 4 && kind == ((NLPID << 8) | 1) && byte(protocol + PROTOCOL) == NLPID_IPV4) return ipv4(at);
  if (length == 16 && kind == ((LLC_SNAP << 8) | 8) && be64(protocol + PROTOCOL) == LLC_SNAP_IPV6) return ipv6(at);
  return hardware(bytes(at, length));
}

function capabilities(p: usize): usize {
  if (!find(Type.CAPABILITIES, 4)) return p;
  const bits = be32(start);
  const from = CiscoDiscoveryInfo.Capabilities(p);
  p = CDPCapabilities.L3Router(from, (bits & 0x001) != 0);
  p = CDPCapabilities.TBBridge(p, (bits & 0x002) != 0);
  p = CDPCapabilities.SPBridge(p, (bits & 0x004) != 0);
  p = CDPCapabilities.L2Switch(p, (bits & 0x008) != 0);
  p = CDPCapabilities.IsHost(p, (bits & 0x010) != 0);
  p = CDPCapabilities.IGMPFilter(p, (bits & 0x020) != 0);
  p = CDPCapabilities.L1Repeater(p, (bits & 0x040) != 0);
  p = CDPCapabilities.IsPhone(p, (bits & 0x080) != 0);
  p = CDPCapabilities.RemotelyManaged(p, (bits & 0x100) != 0);
  return CDPCapabilities.end(p, from);
}

/** Networks; a value of another length tells a default router, and is in CiscoDiscovery only. */
function prefixes(p: usize): usize {
  if (!find(Type.IP_PREFIXES, 0) || size % PREFIX_LEN) return p;
  for (let at = start; at < start + size; at += PREFIX_LEN) {
    const length = byte(at + 4);
    const from = CiscoDiscoveryInfo.IPPrefixes(p);
    p = IPNet.IP(from, ipv4(at));
    p = IPNet.IPMask(p, mask(length));
    p = IPNet.end(p, from);
  }
  return p;
}

/** Eight hexadecimal digits of a mask with so many bits. */
function mask(length: u32): u64 {
  const bits: u32 = length == 0 ? 0 : length < 32 ? ~(((<u32>1) << (32 - length)) - 1) : 0xffff_ffff;
  const to = build();
  for (let i: u32 = 0; i < 4; i++) putPair(to + (i << 1), (bits >> (24 - (i << 3))) & 0xff);
  return built(to, to + 8);
}

function hello(p: usize): usize {
  if (!find(Type.HELLO, HELLO_LEN)) return p;
  const from = CiscoDiscoveryInfo.CDPHello(p);
  p = CDPHello.OUI(from, bytes(start, HELLO_PROTOCOL));
  p = CDPHello.ProtocolID(p, be16(start + HELLO_PROTOCOL));
  p = CDPHello.ClusterMaster(p, ipv4(start + HELLO_MASTER));
  p = CDPHello.Unknown1(p, ipv4(start + HELLO_UNKNOWN_1));
  p = CDPHello.Version(p, byte(start + HELLO_VERSION));
  p = CDPHello.SubVersion(p, byte(start + HELLO_SUB_VERSION));
  p = CDPHello.Status(p, byte(start + HELLO_STATUS));
  p = CDPHello.Unknown2(p, byte(start + HELLO_UNKNOWN_2));
  p = CDPHello.ClusterCommander(p, mac(start + HELLO_COMMANDER));
  p = CDPHello.SwitchMAC(p, mac(start + HELLO_SWITCH));
  p = CDPHello.Unknown3(p, byte(start + HELLO_UNKNOWN_3));
  p = CDPHello.ManagementVLAN(p, be16(start + HELLO_VLAN));
  return CDPHello.end(p, from);
}

/** An appliance, and the VLAN for it, which some queries do without. */
function dialogue(from: usize): usize {
  let p = CDPVLANDialogue.ID(from, byte(start));
  if (size > 2) p = CDPVLANDialogue.VLAN(p, be16(start + 1));
  return CDPVLANDialogue.end(p, from);
}

/** An object identifier with its tag and length. */
function systemOID(): u64 {
  const encoded = size > 2 && byte(start) == OID_TAG && byte(start + 1) == size - 2;
  return encoded ? objectIdentifier(start + 2, size - 2) : utf8(start, size);
}

function location(from: usize): usize {
  let p = CDPLocation.Type(from, byte(start));
  p = CDPLocation.Location(p, utf8(start + 1, size - 1));
  return CDPLocation.end(p, from);
}

function power(from: usize): usize {
  let p = CDPPowerDialogue.ID(from, be16(start));
  p = CDPPowerDialogue.MgmtID(p, be16(start + 2));
  const values = CDPPowerDialogue.Values(p);
  p = values;
  for (let at: u32 = 4; size - at >= 4; at += 4) p = packed(p, be32(start + at));
  if (p > values) p = close(p, values);
  return CDPPowerDialogue.end(p, from);
}

function sparePair(from: usize): usize {
  const bits = byte(start);
  let p = CDPSparePairPoE.PSEFourWire(from, (bits & 1) != 0);
  p = CDPSparePairPoE.PDArchShared(p, (bits & 2) != 0);
  p = CDPSparePairPoE.PDRequestOn(p, (bits & 4) != 0);
  p = CDPSparePairPoE.PSEOn(p, (bits & 8) != 0);
  return CDPSparePairPoE.end(p, from);
}
