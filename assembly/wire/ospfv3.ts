// Open Shortest Path First, version 3 (RFC 5340 section A.3.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |    version    |     type      |         packet length         |
// +---------------+---------------+-------------------------------+
// |                           router ID                           |
// |                            area ID                            |
// +-------------------------------+---------------+---------------+
// |           checksum            |  instance ID  |   reserved    |
// |                      body, by the type                        |
import { DbDescPkg, HelloPkg, OSPFv3 } from "../gen/records";
import { Layer } from "../gen/layer";
import { be16, be24, be32, byte, timestamp } from "../packet";
import * as body from "./ospfbody";
import { OSPFType } from "./ospfbody";
import { NUMBER_OF_LSAS, update } from "./ospfupdate";
import * as lsa from "./ospfv3lsa";

const VERSION: u32 = 0;
const TYPE: u32 = 1;
const PACKET_LENGTH: u32 = 2;
const ROUTER_ID: u32 = 4;
const AREA_ID: u32 = 8;
const CHECKSUM: u32 = 12;
const INSTANCE: u32 = 14;
const RESERVED: u32 = 15;
const HEADER_LEN: u32 = 16;

// Hello (section A.3.2).
const INTERFACE_ID = HEADER_LEN;
const RTR_PRIORITY = HEADER_LEN + 4;
const HELLO_OPTIONS = HEADER_LEN + 5;
const HELLO_INTERVAL = HEADER_LEN + 8;
const DEAD_INTERVAL = HEADER_LEN + 10;
const DESIGNATED_ROUTER = HEADER_LEN + 12;
const BACKUP_ROUTER = HEADER_LEN + 16;
const NEIGHBORS = HEADER_LEN + 20;

// Database description (section A.3.3).
const DD_OPTIONS = HEADER_LEN + 1;
const INTERFACE_MTU = HEADER_LEN + 4;
const DD_FLAGS = HEADER_LEN + 7;
const DD_SEQUENCE = HEADER_LEN + 8;
const DD_HEADERS = HEADER_LEN + 12;

/** Where the type stands in an entry of a link state request (section A.3.4). */
const LS_TYPE: u32 = 2;

export function decode(): Layer {
  return body.begin(HEADER_LEN, PACKET_LENGTH, TYPE);
}

export function record(): void {
  const type = byte(TYPE);
  let p = OSPFv3.begin();
  p = OSPFv3.Timestamp(p, timestamp);
  p = OSPFv3.Version(p, byte(VERSION));
  p = OSPFv3.Type(p, type);
  p = OSPFv3.PacketLength(p, be16(PACKET_LENGTH));
  p = OSPFv3.RouterID(p, be32(ROUTER_ID));
  p = OSPFv3.AreaID(p, be32(AREA_ID));
  p = OSPFv3.Checksum(p, be16(CHECKSUM));
  p = OSPFv3.Instance(p, byte(INSTANCE));
  p = OSPFv3.Reserved(p, byte(RESERVED));
  switch (type) {
    case OSPFType.Hello:
      if (body.fits(HEADER_LEN, NEIGHBORS)) p = hello(OSPFv3.Hello(p));
      break;
    case OSPFType.Description:
      if (body.fits(HEADER_LEN, DD_HEADERS)) p = description(OSPFv3.DbDesc(p));
      break;
    case OSPFType.Request:
      for (let at = HEADER_LEN; body.more(at, body.REQUEST_LEN); at += body.REQUEST_LEN)
        p = body.request(OSPFv3.LSR(p), be16(at + LS_TYPE), at);
      break;
    case OSPFType.Update:
      if (body.fits(HEADER_LEN, HEADER_LEN + NUMBER_OF_LSAS)) p = update(OSPFv3.LSU(p), HEADER_LEN, 3);
      break;
    case OSPFType.Acknowledgment:
      for (let at = HEADER_LEN; body.headerFits(at); at += body.LSA_HEADER) p = lsa.header(OSPFv3.LSAs(p), at);
      break;
  }
  p = OSPFv3.context(p);
  OSPFv3.end(p);
}

function hello(from: usize): usize {
  let p = HelloPkg.InterfaceID(from, be32(INTERFACE_ID));
  p = HelloPkg.RtrPriority(p, byte(RTR_PRIORITY));
  p = HelloPkg.Options(p, be24(HELLO_OPTIONS));
  p = HelloPkg.HelloInterval(p, be16(HELLO_INTERVAL));
  p = HelloPkg.RouterDeadInterval(p, be16(DEAD_INTERVAL));
  p = HelloPkg.DesignatedRouterID(p, be32(DESIGNATED_ROUTER));
  p = HelloPkg.BackupDesignatedRouterID(p, be32(BACKUP_ROUTER));
  if (body.more(NEIGHBORS, body.ID_LEN)) p = body.neighbors(HelloPkg.NeighborID(p), NEIGHBORS);
  return HelloPkg.end(p, from);
}

function description(from: usize): usize {
  let p = DbDescPkg.Options(from, be24(DD_OPTIONS));
  p = DbDescPkg.InterfaceMTU(p, be16(INTERFACE_MTU));
  p = DbDescPkg.Flags(p, byte(DD_FLAGS));
  p = DbDescPkg.DDSeqNumber(p, be32(DD_SEQUENCE));
  for (let at = DD_HEADERS; body.headerFits(at); at += body.LSA_HEADER) p = lsa.header(DbDescPkg.LSAinfo(p), at);
  return DbDescPkg.end(p, from);
}
