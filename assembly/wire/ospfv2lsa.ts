// Link state advertisements of OSPF version 2 (RFC 2328 section A.4).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+---------------+---------------+
// |            LS age             |    options    |    LS type    |
// +-------------------------------+---------------+---------------+
// |                         link state ID                         |
// |                      advertising router                       |
// |                      LS sequence number                       |
// +-------------------------------+-------------------------------+
// |          LS checksum          |            length             |
// |                      body, by the type                        |
import { ASExternalLSAV2, LSA, LSAheader, NetworkLSAV2, RouterLSAV2, RouterV2, SummaryLSAV2 } from "../gen/records";
import { Status } from "../gen/status";
import { be16, be24, be32, byte, flaw } from "../packet";
import { destination, source } from "../context";
import { ID_LEN, identifiers, LSA_HEADER, lsaHeader } from "./ospfbody";

const OPTIONS: u32 = 2;
const TYPE: u32 = 3;

const enum Type {
  Router = 1,
  Network = 2,
  NetworkSummary = 3,
  RouterSummary = 4,
  External = 5,
  NSSA = 7,
}

// Router-LSA (section A.4.2), and its links.
const FLAGS: u32 = LSA_HEADER;
const LINKS: u32 = LSA_HEADER + 2;
const FIRST_LINK: u32 = LSA_HEADER + 4;
const LINK_ID: u32 = 0;
const LINK_DATA: u32 = 4;
const LINK_TYPE: u32 = 8;
const TOS_METRICS: u32 = 9;
const LINK_METRIC: u32 = 10;
const LINK_LEN: u32 = 12;

// The others begin with a mask.
const NETWORK_MASK: u32 = LSA_HEADER;
const MASK_LEN: u32 = 4;
const SUMMARY_METRIC: u32 = LSA_HEADER + 5;
const SUMMARY_LEN: u32 = 8;
const EXTERNAL_BIT: u32 = LSA_HEADER + 4;
const EXTERNAL_METRIC: u32 = LSA_HEADER + 5;
const FORWARDING_ADDRESS: u32 = LSA_HEADER + 8;
const ROUTE_TAG: u32 = LSA_HEADER + 12;
const EXTERNAL_LEN: u32 = 16;

/** Fills and ends the header message that a record has opened. */
export function header(from: usize, at: u32): usize {
  let p = lsaHeader(from, byte(at + TYPE), at);
  p = LSAheader.LSOptions(p, byte(at + OPTIONS));
  return LSAheader.end(p, from);
}

/** All that follows the header in the message of the LSA at an offset, which is whole up to `stop`. */
export function content(p: usize, at: u32, stop: u32): usize {
  const length = stop - at - LSA_HEADER;
  const type = byte(at + TYPE);
  const known = length >= leastLength(type);
  if (!known) flaw(Status.BAD_PART, at);
  if (known && type == Type.Router) p = router(LSA.RLSAV2(p), at, stop);
  if (known && (type == Type.External || type == Type.NSSA)) p = external(LSA.ASELSAV2(p), at);
  p = LSA.SrcIP(p, source());
  p = LSA.DstIP(p, destination());
  if (known && type == Type.Network) p = network(LSA.NLSAV2(p), at, stop);
  if (known && (type == Type.NetworkSummary || type == Type.RouterSummary)) p = summary(LSA.SLSAV2(p), at);
  return p;
}

function leastLength(type: u32): u32 {
  switch (type) {
    case Type.Router:
    case Type.Network:
      return MASK_LEN;
    case Type.NetworkSummary:
    case Type.RouterSummary:
      return SUMMARY_LEN;
    case Type.External:
    case Type.NSSA:
      return EXTERNAL_LEN;
  }
  return 0;
}

function router(from: usize, at: u32, stop: u32): usize {
  const links = be16(at + LINKS);
  let p = RouterLSAV2.Flags(from, byte(at + FLAGS));
  p = RouterLSAV2.Links(p, links);
  let link = at + FIRST_LINK;
  for (let rest = links; rest > 0; rest--) {
    const there = stop - link;
    const length = there < LINK_LEN ? LINK_LEN : LINK_LEN + (byte(link + TOS_METRICS) << 2);
    if (length > there) {
      flaw(Status.BAD_PART, link);
      break;
    }
    const one = RouterLSAV2.Routers(p);
    p = RouterV2.Type(one, byte(link + LINK_TYPE));
    p = RouterV2.LinkID(p, be32(link + LINK_ID));
    p = RouterV2.LinkData(p, be32(link + LINK_DATA));
    p = RouterV2.Metric(p, be16(link + LINK_METRIC));
    p = RouterV2.end(p, one);
    link += length;
  }
  return RouterLSAV2.end(p, from);
}

function network(from: usize, at: u32, stop: u32): usize {
  let p = NetworkLSAV2.NetworkMask(from, be32(at + NETWORK_MASK));
  const attached = at + NETWORK_MASK + MASK_LEN;
  if (stop - attached >= ID_LEN) p = identifiers(NetworkLSAV2.AttachedRouter(p), attached, stop);
  return NetworkLSAV2.end(p, from);
}

function summary(from: usize, at: u32): usize {
  let p = SummaryLSAV2.NetworkMask(from, be32(at + NETWORK_MASK));
  p = SummaryLSAV2.Metric(p, be24(at + SUMMARY_METRIC));
  return SummaryLSAV2.end(p, from);
}

function external(from: usize, at: u32): usize {
  let p = ASExternalLSAV2.NetworkMask(from, be32(at + NETWORK_MASK));
  p = ASExternalLSAV2.ExternalBit(p, byte(at + EXTERNAL_BIT) & 0x80);
  p = ASExternalLSAV2.Metric(p, be24(at + EXTERNAL_METRIC));
  p = ASExternalLSAV2.ForwardingAddress(p, be32(at + FORWARDING_ADDRESS));
  p = ASExternalLSAV2.ExternalRouteTag(p, be32(at + ROUTE_TAG));
  return ASExternalLSAV2.end(p, from);
}
