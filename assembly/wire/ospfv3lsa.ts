// Link state advertisements of OSPF version 3 (RFC 5340 section A.4).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |            LS age             |            LS type            |
// +-------------------------------+-------------------------------+
// |                         link state ID                         |
// |                      advertising router                       |
// |                      LS sequence number                       |
// +-------------------------------+-------------------------------+
// |          LS checksum          |            length             |
// |                      body, by the type                        |
//
// Prefixes are a length in bits, options, two bytes of another meaning in each LSA, and as many words as the length needs.
import * as records from "../gen/records";
import { InterAreaPrefixLSA, InterAreaRouterLSA, IntraAreaPrefixLSA, LinkLSA, LSA, LSAheader, LSAPrefix } from "../gen/records";
import { ASExternalLSA, NetworkLSA, RouterLSA } from "../gen/records";
import { Status } from "../gen/status";
import { be16, be24, be32, byte, bytes, flaw } from "../packet";
import { destination, source } from "../context";
import { ID_LEN, identifiers, LSA_HEADER, lsaHeader } from "./ospfbody";

const TYPE: u32 = 2;

const enum Type {
  Link = 0x0008,
  Router = 0x2001,
  Network = 0x2002,
  InterAreaPrefix = 0x2003,
  InterAreaRouter = 0x2004,
  NSSA = 0x2007,
  IntraAreaPrefix = 0x2009,
  External = 0x4005,
}

// From here on offsets are those in the body.

// Router-LSA (section A.4.3), and its interfaces.
const FLAGS: u32 = 0;
const OPTIONS: u32 = 1;
const INTERFACES: u32 = 4;
const INTERFACE_LEN: u32 = 16;
const INTERFACE_METRIC: u32 = 2;
const INTERFACE_ID: u32 = 4;
const NEIGHBOR_INTERFACE_ID: u32 = 8;
const NEIGHBOR_ROUTER_ID: u32 = 12;

const METRIC: u32 = 1;
const ATTACHED: u32 = 4;
const DESTINATION_METRIC: u32 = 5;
const DESTINATION_ROUTER: u32 = 8;

// A prefix (section A.4.1).
const PREFIX_LENGTH: u32 = 0;
const PREFIX_OPTIONS: u32 = 1;
const PREFIX_NUMBER: u32 = 2;
const ADDRESS_PREFIX: u32 = 4;
const LONGEST_PREFIX: u32 = 128;

/** Where the prefix of an Inter-Area-Prefix-LSA or AS-External-LSA is (sections A.4.5 and A.4.7). */
const PREFIX: u32 = 4;
const E_F_T: u32 = 7;
const F: u32 = 2;
const T: u32 = 1;

// Link-LSA (section A.4.9).
const LINK_LOCAL: u32 = 4;
const LINK_PREFIXES: u32 = 20;
const LINK_LIST: u32 = 24;

// Intra-Area-Prefix-LSA (section A.4.10).
const REF_LS_TYPE: u32 = 2;
const REF_LINK_STATE_ID: u32 = 4;
const REF_ADV_ROUTER: u32 = 8;
const INTRA_LIST: u32 = 12;

/** Fills and ends the header message that a record has opened. */
export function header(from: usize, at: u32): usize {
  return LSAheader.end(lsaHeader(from, be16(at + TYPE), at), from);
}

/** All that follows the header in the message of the LSA at an offset, which is whole up to `stop`. */
export function content(p: usize, at: u32, stop: u32): usize {
  const body = at + LSA_HEADER;
  const type = be16(at + TYPE);
  if (stop - body < leastLength(type)) flaw(Status.BAD_PART, at);
  else p = contentOf(p, type, body, stop);
  p = LSA.SrcIP(p, source());
  return LSA.DstIP(p, destination());
}

/** Length of the fixed part of a body. */
function leastLength(type: u32): u32 {
  switch (type) {
    case Type.Router:
    case Type.Network:
      return 4;
    case Type.InterAreaPrefix:
    case Type.External:
    case Type.NSSA:
      return 8;
    case Type.InterAreaRouter:
    case Type.IntraAreaPrefix:
      return 12;
    case Type.Link:
      return 24;
  }
  return 0;
}

function contentOf(p: usize, type: u32, at: u32, stop: u32): usize {
  switch (type) {
    case Type.Router:
      return router(LSA.RLSA(p), at, stop);
    case Type.Network:
      return network(LSA.NLSA(p), at, stop);
    case Type.InterAreaPrefix:
      return interAreaPrefix(LSA.InterAPrefixLSA(p), at, stop);
    case Type.InterAreaRouter:
      return interAreaRouter(LSA.IARouterLSA(p), at);
    case Type.External:
    case Type.NSSA:
      return external(LSA.ASELSA(p), at, stop);
    case Type.Link:
      return link(LSA.LLSA(p), at, stop);
    case Type.IntraAreaPrefix:
      return intraAreaPrefix(LSA.IntraAPrefixLSA(p), at, stop);
  }
  return p;
}

function router(from: usize, at: u32, stop: u32): usize {
  let p = RouterLSA.Flags(from, byte(at + FLAGS));
  p = RouterLSA.Options(p, be24(at + OPTIONS));
  for (let i = at + INTERFACES; stop - i >= INTERFACE_LEN; i += INTERFACE_LEN) {
    const one = RouterLSA.Routers(p);
    p = records.Router.Type(one, byte(i));
    p = records.Router.Metric(p, be16(i + INTERFACE_METRIC));
    p = records.Router.InterfaceID(p, be32(i + INTERFACE_ID));
    p = records.Router.NeighborInterfaceID(p, be32(i + NEIGHBOR_INTERFACE_ID));
    p = records.Router.NeighborRouterID(p, be32(i + NEIGHBOR_ROUTER_ID));
    p = records.Router.end(p, one);
  }
  return RouterLSA.end(p, from);
}

function network(from: usize, at: u32, stop: u32): usize {
  let p = NetworkLSA.Options(from, be24(at + OPTIONS));
  if (stop - at >= ATTACHED + ID_LEN) p = identifiers(NetworkLSA.AttachedRouter(p), at + ATTACHED, stop);
  return NetworkLSA.end(p, from);
}

function interAreaPrefix(from: usize, at: u32, stop: u32): usize {
  let p = InterAreaPrefixLSA.Metric(from, be24(at + METRIC));
  p = InterAreaPrefixLSA.PrefixLength(p, byte(at + PREFIX + PREFIX_LENGTH));
  p = InterAreaPrefixLSA.PrefixOptions(p, byte(at + PREFIX + PREFIX_OPTIONS));
  if (prefixEnd(at + PREFIX, stop)) p = InterAreaPrefixLSA.AddressPrefix(p, addressPrefix(at + PREFIX));
  return InterAreaPrefixLSA.end(p, from);
}

function interAreaRouter(from: usize, at: u32): usize {
  let p = InterAreaRouterLSA.Options(from, be24(at + OPTIONS));
  p = InterAreaRouterLSA.Metric(p, be24(at + DESTINATION_METRIC));
  p = InterAreaRouterLSA.DestinationRouterID(p, be32(at + DESTINATION_ROUTER));
  return InterAreaRouterLSA.end(p, from);
}

/** What follows the prefix is there or not, as flags and the type of the LSA referenced say. */
function external(from: usize, at: u32, stop: u32): usize {
  const flags = byte(at + FLAGS) & E_F_T;
  const referenced = be16(at + PREFIX + PREFIX_NUMBER);
  let p = ASExternalLSA.Flags(from, flags);
  p = ASExternalLSA.Metric(p, be24(at + METRIC));
  p = ASExternalLSA.PrefixLength(p, byte(at + PREFIX + PREFIX_LENGTH));
  p = ASExternalLSA.PrefixOptions(p, byte(at + PREFIX + PREFIX_OPTIONS));
  p = ASExternalLSA.RefLSType(p, referenced);
  let next = prefixEnd(at + PREFIX, stop);
  if (!next) return ASExternalLSA.end(p, from);
  p = ASExternalLSA.AddressPrefix(p, addressPrefix(at + PREFIX));
  const need: u32 = (flags & F ? 16 : 0) + (flags & T ? 4 : 0) + (referenced ? 4 : 0);
  if (need > stop - next) {
    flaw(Status.BAD_PART, next);
    return ASExternalLSA.end(p, from);
  }
  if (flags & F) {
    p = ASExternalLSA.ForwardingAddress(p, bytes(next, 16));
    next += 16;
  }
  if (flags & T) {
    p = ASExternalLSA.ExternalRouteTag(p, be32(next));
    next += 4;
  }
  if (referenced) p = ASExternalLSA.RefLinkStateID(p, be32(next));
  return ASExternalLSA.end(p, from);
}

function link(from: usize, at: u32, stop: u32): usize {
  let p = LinkLSA.RtrPriority(from, byte(at));
  p = LinkLSA.Options(p, be24(at + OPTIONS));
  p = LinkLSA.LinkLocalAddress(p, bytes(at + LINK_LOCAL, 16));
  p = LinkLSA.NumOfPrefixes(p, be32(at + LINK_PREFIXES));
  let next = at + LINK_LIST;
  for (let rest = be32(at + LINK_PREFIXES); rest > 0; rest--) {
    const end = prefixEnd(next, stop);
    if (!end) break;
    p = prefix(LinkLSA.Prefixes(p), next, 0);
    next = end;
  }
  return LinkLSA.end(p, from);
}

function intraAreaPrefix(from: usize, at: u32, stop: u32): usize {
  let p = IntraAreaPrefixLSA.NumOfPrefixes(from, be16(at));
  p = IntraAreaPrefixLSA.RefLSType(p, be16(at + REF_LS_TYPE));
  p = IntraAreaPrefixLSA.RefLinkStateID(p, be32(at + REF_LINK_STATE_ID));
  p = IntraAreaPrefixLSA.RefAdvRouter(p, be32(at + REF_ADV_ROUTER));
  let next = at + INTRA_LIST;
  for (let rest = be16(at); rest > 0; rest--) {
    const end = prefixEnd(next, stop);
    if (!end) break;
    p = prefix(IntraAreaPrefixLSA.Prefixes(p), next, be16(next + PREFIX_NUMBER));
    next = end;
  }
  return IntraAreaPrefixLSA.end(p, from);
}

function prefix(from: usize, at: u32, metric: u32): usize {
  let p = LSAPrefix.PrefixLength(from, byte(at + PREFIX_LENGTH));
  p = LSAPrefix.PrefixOptions(p, byte(at + PREFIX_OPTIONS));
  p = LSAPrefix.Metric(p, metric);
  p = LSAPrefix.AddressPrefix(p, addressPrefix(at));
  return LSAPrefix.end(p, from);
}

/** Where the prefix at an offset ends; 0 where it is not whole, and the packet is marked. */
function prefixEnd(at: u32, stop: u32): u32 {
  const there = stop - at;
  const bits: u32 = there < ADDRESS_PREFIX ? 0 : byte(at + PREFIX_LENGTH);
  const length = ADDRESS_PREFIX + wordsOf(bits);
  if (bits <= LONGEST_PREFIX && length <= there) return at + length;
  flaw(Status.BAD_PART, at);
  return 0;
}

function addressPrefix(at: u32): u64 {
  return bytes(at + ADDRESS_PREFIX, wordsOf(byte(at + PREFIX_LENGTH)));
}

/** Bytes of the 32-bit words that so many bits need. */
function wordsOf(bits: u32): u32 {
  return ((bits + 31) >> 5) << 2;
}
