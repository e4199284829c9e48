// PROFINET Discovery and Configuration Protocol (IEC 61158-6-10), from the frame ID on.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+---------------+---------------+
// |            frame ID           |   service ID  |  service type |
// +-------------------------------+---------------+---------------+
// |                              xid                              |
// +-------------------------------+-------------------------------+
// |         response delay        |          data length          |
// +---------------+---------------+-------------------------------+
// |     option    |   suboption   |          block length         |   all there is of a block in
// +---------------+---------------+-------------------------------+   get requests: the first two bytes
// |  qualifier or info, not in all services  |  value, padded to an even length
import { PNDCP, PNDCPBlock } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, byte, bytes, claim, flaw, left, limit, timestamp, truncated } from "../packet";
import { ipv4, mac, utf8 } from "../text";

const FRAME_ID: u32 = 0;
const SERVICE_ID: u32 = 2;
const SERVICE_TYPE: u32 = 3;
const XID: u32 = 4;
const RESPONSE_DELAY: u32 = 8;
const DATA_LENGTH: u32 = 10;
const BLOCKS: u32 = 12;

// Of a block.
const OPTION: u32 = 0;
const SUBOPTION: u32 = 1;
const SELECTOR_LEN: u32 = 2;
const BLOCK_LENGTH: u32 = 2;
const VALUE: u32 = 4;
const INFO_LEN: u32 = 2;

const enum Service {
  GET = 3,
  SET = 4,
  HELLO = 6,
}

const RESPONSE: u32 = 1;

/** Option and suboption in one number. */
const enum Block {
  MAC_ADDRESS = 0x0101,
  IP_PARAMETER = 0x0102,
  TYPE_OF_STATION = 0x0201,
  NAME_OF_STATION = 0x0202,
  DEVICE_ID = 0x0203,
  DEVICE_ROLE = 0x0204,
  ALIAS_NAME = 0x0206,
  CONTROL_RESPONSE = 0x0504,
}

// Of the values with addresses and with the identity of the device.
const SUBNET_MASK: u32 = 4;
const GATEWAY: u32 = 8;
const DEVICE: u32 = 2;

export function decode(): Layer {
  if (!claim(BLOCKS)) return truncated();
  const length = be16(DATA_LENGTH);
  if (length > left() - BLOCKS) flaw(Status.TRUNCATED, BLOCKS + length);
  limit(BLOCKS + length);
  let at = BLOCKS;
  while (another(at)) at = next(at);
  if (at < left()) flaw(Status.BAD_PART, at);
  claim(left());
  return Layer.None;
}

/** Get requests only say which blocks they want. */
function onlySelectors(): bool {
  return byte(SERVICE_ID) == Service.GET && !(byte(SERVICE_TYPE) & RESPONSE);
}

/** Length of what stands in front of the value of the block at an offset, in its length field included. */
function infoLength(at: u32): u32 {
  const service = byte(SERVICE_ID);
  const response = (byte(SERVICE_TYPE) & RESPONSE) != 0;
  const there = service == Service.SET ? !response : response || service == Service.HELLO;
  return there && be16(at) != Block.CONTROL_RESPONSE ? INFO_LEN : 0;
}

/** Whether there is a whole block at an offset up to which the layer reaches. */
function another(at: u32): bool {
  const there = left() - at;
  if (onlySelectors()) return there >= SELECTOR_LEN;
  if (there < VALUE) return false;
  const length = be16(at + BLOCK_LENGTH);
  return length >= infoLength(at) && length <= there - VALUE;
}

/** Where the block behind that at an offset is; the last one may lack its padding. */
function next(at: u32): u32 {
  if (onlySelectors()) return at + SELECTOR_LEN;
  const length = be16(at + BLOCK_LENGTH);
  return min(at + VALUE + length + (length & 1), left());
}

export function record(): void {
  let p = PNDCP.begin();
  p = PNDCP.Timestamp(p, timestamp);
  p = PNDCP.FrameID(p, be16(FRAME_ID));
  p = PNDCP.ServiceID(p, byte(SERVICE_ID));
  p = PNDCP.ServiceType(p, byte(SERVICE_TYPE));
  p = PNDCP.Xid(p, be32(XID));
  p = PNDCP.ResponseDelay(p, be16(RESPONSE_DELAY));
  p = PNDCP.DataLength(p, be16(DATA_LENGTH));
  if (!onlySelectors()) p = values(p);
  for (let at = BLOCKS; another(at); at = next(at)) p = block(PNDCP.Blocks(p), at);
  PNDCP.end(p);
}

function values(p: usize): usize {
  if (find(Block.NAME_OF_STATION, 0)) p = PNDCP.NameOfStation(p, utf8(start, size));
  if (find(Block.TYPE_OF_STATION, 0)) p = PNDCP.TypeOfStation(p, utf8(start, size));
  if (find(Block.DEVICE_ID, 4)) {
    p = PNDCP.VendorID(p, be16(start));
    p = PNDCP.DeviceID(p, be16(start + DEVICE));
  }
  if (find(Block.DEVICE_ROLE, 1)) p = PNDCP.DeviceRole(p, byte(start));
  if (find(Block.MAC_ADDRESS, 6)) p = PNDCP.MACAddress(p, mac(start));
  if (find(Block.IP_PARAMETER, 12)) {
    p = PNDCP.IPAddress(p, ipv4(start));
    p = PNDCP.SubnetMask(p, ipv4(start + SUBNET_MASK));
    p = PNDCP.Gateway(p, ipv4(start + GATEWAY));
  }
  return find(Block.ALIAS_NAME, 0) ? PNDCP.AliasName(p, utf8(start, size)) : p;
}

/** The value that `find` found: its offset and length. */
let start: u32 = 0;
let size: u32 = 0;

/** Finds the first block of a kind; false where there is none with a value of so many bytes. */
function find(kind: Block, least: u32): bool {
  for (let at = BLOCKS; another(at); at = next(at)) {
    if (be16(at) != kind) continue;
    const info = infoLength(at);
    start = at + VALUE + info;
    size = be16(at + BLOCK_LENGTH) - info;
    return size >= least;
  }
  return false;
}

function block(from: usize, at: u32): usize {
  let p = PNDCPBlock.Option(from, byte(at + OPTION));
  p = PNDCPBlock.Suboption(p, byte(at + SUBOPTION));
  if (!onlySelectors()) {
    const info = infoLength(at);
    if (info) p = PNDCPBlock.Info(p, be16(at + VALUE));
    p = PNDCPBlock.Data(p, bytes(at + VALUE + info, be16(at + BLOCK_LENGTH) - info));
  }
  return PNDCPBlock.end(p, from);
}
