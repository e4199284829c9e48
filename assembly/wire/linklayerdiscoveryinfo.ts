// The optional TLVs of a Link Layer Discovery Protocol announcement (IEEE 802.1AB-2016 sections 8.5.5 to 8.5.9 and 8.6).
import {
  LinkLayerDiscoveryInfo,
  LLDPCapabilities,
  LLDPMgmtAddress,
  LLDPOrgSpecificTLV,
  LLDPSysCapabilities,
} from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be24, be32, byte, bytes, claim, flaw, left, timestamp } from "../packet";
import { utf8 } from "../text";
import { another, END, lengthAt, typeAt, VALUE, value } from "./linklayerdiscovery";
import { objectIdentifier } from "./objectidentifier";

const enum Type {
  PORT_DESCRIPTION = 4,
  SYSTEM_NAME = 5,
  SYSTEM_DESCRIPTION = 6,
  SYSTEM_CAPABILITIES = 7,
  MANAGEMENT_ADDRESS = 8,
  ORGANIZATION = 127,
}

// Of the value with capabilities.
const ENABLED: u32 = 2;
const CAPABILITIES_LEN: u32 = 4;

// Of the value with a management address: the length of subtype and address, then these, then what follows the address.
const SUBTYPE: u32 = 1;
const ADDRESS: u32 = 2;
const INTERFACE_NUMBER: u32 = 1;
const OID_LENGTH: u32 = 5;
const OID: u32 = 6;

// Of the value that an organization defines.
const ORGANIZATION_SUBTYPE: u32 = 3;
const INFORMATION: u32 = 4;

/** Whole TLVs up to the one that ends the announcement; what follows that one pads the frame. */
export function decode(): Layer {
  let at: u32 = 0;
  while (another(at)) at += VALUE + lengthAt(at);
  if (at < left()) {
    if (left() - at < VALUE) flaw(Status.TRUNCATED, at + VALUE);
    else if (typeAt(at) != END) flaw(Status.TRUNCATED, at + VALUE + lengthAt(at));
    else at += VALUE;
  }
  claim(at);
  return Layer.None;
}

export function record(): void {
  let p = LinkLayerDiscoveryInfo.begin();
  p = LinkLayerDiscoveryInfo.Timestamp(p, timestamp);
  p = LinkLayerDiscoveryInfo.PortDescription(p, text(Type.PORT_DESCRIPTION));
  p = LinkLayerDiscoveryInfo.SysName(p, text(Type.SYSTEM_NAME));
  p = LinkLayerDiscoveryInfo.SysDescription(p, text(Type.SYSTEM_DESCRIPTION));
  p = systemCapabilities(p, last(Type.SYSTEM_CAPABILITIES));
  p = managementAddress(p, last(Type.MANAGEMENT_ADDRESS));
  for (let at: u32 = 0; another(at); at += VALUE + lengthAt(at)) if (typeAt(at) == Type.ORGANIZATION) p = organization(p, at);
  for (let at: u32 = 0; another(at); at += VALUE + lengthAt(at)) {
    if (!isKnown(typeAt(at))) p = value(LinkLayerDiscoveryInfo.Unknown(p), at);
  }
  LinkLayerDiscoveryInfo.end(p);
}

function isKnown(type: u32): bool {
  return (type >= <u32>Type.PORT_DESCRIPTION && type <= <u32>Type.MANAGEMENT_ADDRESS) || type == Type.ORGANIZATION;
}

/** Where the last TLV of a type is; where the layer ends if there is none. */
function last(type: Type): u32 {
  let found = left();
  for (let at: u32 = 0; another(at); at += VALUE + lengthAt(at)) if (typeAt(at) == type) found = at;
  return found;
}

function text(type: Type): u64 {
  const at = last(type);
  return at < left() ? utf8(at + VALUE, lengthAt(at)) : 0;
}

function systemCapabilities(p: usize, at: u32): usize {
  if (at == left()) return p;
  if (lengthAt(at) < CAPABILITIES_LEN) return bad(p, at);
  const from = LinkLayerDiscoveryInfo.SysCapabilities(p);
  p = capabilities(LLDPSysCapabilities.SystemCap(from), be16(at + VALUE));
  p = capabilities(LLDPSysCapabilities.EnabledCap(p), be16(at + VALUE + ENABLED));
  return LLDPSysCapabilities.end(p, from);
}

function capabilities(from: usize, bits: u32): usize {
  let p = LLDPCapabilities.Other(from, (bits & 0x0001) != 0);
  p = LLDPCapabilities.Repeater(p, (bits & 0x0002) != 0);
  p = LLDPCapabilities.Bridge(p, (bits & 0x0004) != 0);
  p = LLDPCapabilities.WLANAP(p, (bits & 0x0008) != 0);
  p = LLDPCapabilities.Router(p, (bits & 0x0010) != 0);
  p = LLDPCapabilities.Phone(p, (bits & 0x0020) != 0);
  p = LLDPCapabilities.DocSis(p, (bits & 0x0040) != 0);
  p = LLDPCapabilities.StationOnly(p, (bits & 0x0080) != 0);
  p = LLDPCapabilities.CVLAN(p, (bits & 0x0100) != 0);
  p = LLDPCapabilities.SVLAN(p, (bits & 0x0200) != 0);
  p = LLDPCapabilities.TMPR(p, (bits & 0x0400) != 0);
  return LLDPCapabilities.end(p, from);
}

function managementAddress(p: usize, at: u32): usize {
  if (at == left()) return p;
  const length = lengthAt(at);
  at += VALUE;
  const addressLength = length ? byte(at) : 0;
  const interfaces = SUBTYPE + addressLength;
  if (!addressLength || length < interfaces + OID) return bad(p, at);
  const oidLength = byte(at + interfaces + OID_LENGTH);
  if (oidLength > length - interfaces - OID) return bad(p, at);
  const from = LinkLayerDiscoveryInfo.MgmtAddress(p);
  p = LLDPMgmtAddress.Subtype(from, byte(at + SUBTYPE));
  p = LLDPMgmtAddress.Address(p, bytes(at + ADDRESS, addressLength - 1));
  p = LLDPMgmtAddress.InterfaceSubtype(p, byte(at + interfaces));
  p = LLDPMgmtAddress.InterfaceNumber(p, be32(at + interfaces + INTERFACE_NUMBER));
  p = LLDPMgmtAddress.OID(p, objectIdentifier(at + interfaces + OID, oidLength));
  return LLDPMgmtAddress.end(p, from);
}

function organization(p: usize, at: u32): usize {
  const length = lengthAt(at);
  if (length < INFORMATION) return bad(p, at);
  at += VALUE;
  const from = LinkLayerDiscoveryInfo.OrgTLVs(p);
  p = LLDPOrgSpecificTLV.OUI(from, be24(at));
  p = LLDPOrgSpecificTLV.SubType(p, byte(at + ORGANIZATION_SUBTYPE));
  p = LLDPOrgSpecificTLV.Info(p, bytes(at + INFORMATION, length - INFORMATION));
  return LLDPOrgSpecificTLV.end(p, from);
}

/** Marks a TLV without room for its fields; it is left out. */
function bad(p: usize, at: u32): usize {
  flaw(Status.BAD_PART, at);
  return p;
}
