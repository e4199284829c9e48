// Open Shortest Path First, version 2 (RFC 2328 section A.3.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |    version    |     type      |         packet length         |
// +---------------+---------------+-------------------------------+
// |                           router ID                           |
// |                            area ID                            |
// +-------------------------------+-------------------------------+
// |           checksum            |      authentication type      |
// +-------------------------------+-------------------------------+
// |                    authentication, 8 bytes                    |
// |                      body, by the type                        |
import { DbDescPkg, HelloPkgV2, OSPFv2 } from "../gen/records";
import { Layer } from "../gen/layer";
import { be16, be32, be64, byte, timestamp } from "../packet";
import * as body from "./ospfbody";
import { OSPFType } from "./ospfbody";
import { NUMBER_OF_LSAS, update } from "./ospfupdate";
import * as lsa from "./ospfv2lsa";

const VERSION: u32 = 0;
const TYPE: u32 = 1;
const PACKET_LENGTH: u32 = 2;
const ROUTER_ID: u32 = 4;
const AREA_ID: u32 = 8;
const CHECKSUM: u32 = 12;
const AU_TYPE: u32 = 14;
const AUTHENTICATION: u32 = 16;
const HEADER_LEN: u32 = 24;

// Hello (section A.3.2).
const HELLO = HEADER_LEN;
const NETWORK_MASK = HELLO;
const HELLO_INTERVAL = HELLO + 4;
const HELLO_OPTIONS = HELLO + 6;
const RTR_PRIORITY = HELLO + 7;
const DEAD_INTERVAL = HELLO + 8;
const DESIGNATED_ROUTER = HELLO + 12;
const BACKUP_ROUTER = HELLO + 16;
const NEIGHBORS = HELLO + 20;

// Database description (section A.3.3).
const INTERFACE_MTU = HEADER_LEN;
const DD_OPTIONS = HEADER_LEN + 2;
const DD_FLAGS = HEADER_LEN + 3;
const DD_SEQUENCE = HEADER_LEN + 4;
const DD_HEADERS = HEADER_LEN + 8;

export function decode(): Layer {
  return body.begin(HEADER_LEN, PACKET_LENGTH, TYPE);
}

export function record(): void {
  const type = byte(TYPE);
  let p = OSPFv2.begin();
  p = OSPFv2.Timestamp(p, timestamp);
  p = OSPFv2.Version(p, byte(VERSION));
  p = OSPFv2.Type(p, type);
  p = OSPFv2.PacketLength(p, be16(PACKET_LENGTH));
  p = OSPFv2.RouterID(p, be32(ROUTER_ID));
  p = OSPFv2.AreaID(p, be32(AREA_ID));
  p = OSPFv2.Checksum(p, be16(CHECKSUM));
  p = OSPFv2.AuType(p, be16(AU_TYPE));
  p = OSPFv2.Authentication(p, be64(AUTHENTICATION));
  switch (type) {
    case OSPFType.Acknowledgment:
      for (let at = HEADER_LEN; body.headerFits(at); at += body.LSA_HEADER) p = lsa.header(OSPFv2.LSAs(p), at);
      break;
    case OSPFType.Update:
      if (body.fits(HEADER_LEN, HEADER_LEN + NUMBER_OF_LSAS)) p = update(OSPFv2.LSU(p), HEADER_LEN, 2);
      break;
    case OSPFType.Request:
      for (let at = HEADER_LEN; body.more(at, body.REQUEST_LEN); at += body.REQUEST_LEN)
        p = body.request(OSPFv2.LSR(p), be32(at), at);
      break;
    case OSPFType.Description:
      if (body.fits(HEADER_LEN, DD_HEADERS)) p = description(OSPFv2.DbDesc(p));
      break;
    case OSPFType.Hello:
      if (body.fits(HEADER_LEN, NEIGHBORS)) p = hello(OSPFv2.HelloV2(p));
      break;
  }
  p = OSPFv2.context(p);
  OSPFv2.end(p);
}

function hello(from: usize): usize {
  let p = HelloPkgV2.RtrPriority(from, byte(RTR_PRIORITY));
  p = HelloPkgV2.Options(p, byte(HELLO_OPTIONS));
  p = HelloPkgV2.HelloInterval(p, be16(HELLO_INTERVAL));
  p = HelloPkgV2.RouterDeadInterval(p, be32(DEAD_INTERVAL));
  p = HelloPkgV2.DesignatedRouterID(p, be32(DESIGNATED_ROUTER));
  p = HelloPkgV2.BackupDesignatedRouterID(p, be32(BACKUP_ROUTER));
  if (body.more(NEIGHBORS, body.ID_LEN)) p = body.neighbors(HelloPkgV2.NeighborID(p), NEIGHBORS);
  p = HelloPkgV2.NetworkMask(p, be32(NETWORK_MASK));
  return HelloPkgV2.end(p, from);
}

function description(from: usize): usize {
  let p = DbDescPkg.Options(from, byte(DD_OPTIONS));
  p = DbDescPkg.InterfaceMTU(p, be16(INTERFACE_MTU));
  p = DbDescPkg.Flags(p, byte(DD_FLAGS));
  p = DbDescPkg.DDSeqNumber(p, be32(DD_SEQUENCE));
  for (let at = DD_HEADERS; body.headerFits(at); at += body.LSA_HEADER) p = lsa.header(DbDescPkg.LSAinfo(p), at);
  return DbDescPkg.end(p, from);
}
