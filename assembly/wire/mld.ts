// Multicast Listener Discovery, version 1 (RFC 2710 section 3) and 2 (RFC 3810 section 5). Only the ICMPv6 type tells the
// messages apart, so the layer begins with the ICMPv6 header.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |      type     |      code     |            checksum           |
// +---------------+---------------+-------------------------------+
// |      maximum response code    |            reserved           |
// +-------------------------------+-------------------------------+
// |                  multicast address, 16 bytes                  |
// +-------+-+-----+---------------+-------------------------------+
// | resv  |S| QRV |     QQIC      |       number of sources       |   from here on
// +-------+-+-----+---------------+-------------------------------+   in queries of
// |                 source addresses, 16 bytes each               |   version 2 only
//
// Reports of version 2 have, behind the checksum, two reserved bytes, the number of group records in two bytes, and these:
//
// +---------------+---------------+-------------------------------+
// |  record type  | aux data len  |       number of sources       |
// +---------------+---------------+-------------------------------+
// |                  multicast address, 16 bytes                  |
// |                source addresses, 16 bytes each                |
// |                        auxiliary data                         |
import { MLD, MLDGroupRecord } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, claim, header, left, malformed, timestamp, truncated } from "../packet";
import { ipv6 } from "../text";
import * as membership from "./membership";
import { codeValue, NUMBER_OF_RECORDS, RECORDS } from "./membership";

const TYPE: u32 = 0;
const CHECKSUM: u32 = 2;
const MAX_RESP_CODE: u32 = 4;
const MULTICAST_ADDRESS: u32 = 8;
const HEADER_LEN: u32 = 24;

// Queries of version 2.
const S_QRV: u32 = 24;
const QQIC: u32 = 25;
const NUMBER_OF_SOURCES: u32 = 26;
const SOURCES: u32 = 28;
const ADDRESS_LEN: u32 = 16;

const QUERY: u32 = 130;
const REPORT_V2: u32 = 143;

const SECOND: u64 = 1_000_000_000;
const MILLISECOND: u64 = 1_000_000;

export function decode(): Layer {
  if (!claim(RECORDS)) return truncated();
  const type = byte(TYPE);
  if (type == REPORT_V2) return membership.claimRecords(ADDRESS_LEN);
  if (!claim(HEADER_LEN)) return truncated();
  if (type != QUERY || left() == HEADER_LEN) return Layer.None;
  // Queries of other lengths belong to no version (RFC 3810 section 8.1).
  if (left() < SOURCES) return malformed(Status.BAD_LENGTH, left());
  return membership.claimSources(NUMBER_OF_SOURCES, SOURCES, ADDRESS_LEN);
}

export function record(): void {
  const type = byte(TYPE);
  const second = type == REPORT_V2 || (type == QUERY && left() > HEADER_LEN);
  let p = MLD.begin();
  p = MLD.Timestamp(p, timestamp);
  p = MLD.Type(p, type);
  p = MLD.Version(p, second ? 2 : 1);
  p = MLD.Checksum(p, be16(CHECKSUM));
  if (type == QUERY) p = MLD.MaxResponseDelay(p, MILLISECOND * (second ? responseTime() : be16(MAX_RESP_CODE)));
  if (type == REPORT_V2) {
    p = records(p);
  } else {
    p = MLD.MulticastAddress(p, ipv6(MULTICAST_ADDRESS));
    if (second) p = query(p);
  }
  p = MLD.context(p);
  MLD.end(p);
}

/** What only queries of version 2 have. */
function query(p: usize): usize {
  const flags = byte(S_QRV);
  p = MLD.SuppressRouterProcessing(p, (flags & 8) != 0);
  p = MLD.RobustnessValue(p, flags & 7);
  p = MLD.IntervalTime(p, SECOND * codeValue(QQIC));
  p = MLD.NumberOfSources(p, be16(NUMBER_OF_SOURCES));
  for (let at = SOURCES; at < header; at += ADDRESS_LEN) p = MLD.SourceAddresses(p, ipv6(at));
  return p;
}

/** What only reports of version 2 have. */
function records(p: usize): usize {
  p = MLD.NumberOfGroupRecords(p, be16(NUMBER_OF_RECORDS));
  for (let at = RECORDS; at < header; at += membership.recordLength(at, ADDRESS_LEN)) p = groupRecord(MLD.GroupRecords(p), at);
  return p;
}

function groupRecord(from: usize, at: u32): usize {
  const sources = be16(at + membership.RECORD_NUMBER_OF_SOURCES);
  let p = MLDGroupRecord.Type(from, byte(at));
  p = MLDGroupRecord.AuxDataLen(p, byte(at + membership.AUX_DATA_LEN));
  p = MLDGroupRecord.NumberOfSources(p, sources);
  let address = at + membership.RECORD_ADDRESS;
  p = MLDGroupRecord.MulticastAddress(p, ipv6(address));
  for (let rest = sources; rest > 0; rest--) p = MLDGroupRecord.SourceAddresses(p, ipv6((address += ADDRESS_LEN)));
  return MLDGroupRecord.end(p, from);
}

/** Milliseconds: from 32768 on the code is exponent and mantissa, 1eeemmmmmmmmmmmm (RFC 3810 section 5.1.3). */
function responseTime(): u64 {
  const code = be16(MAX_RESP_CODE);
  return code < 0x8000 ? code : ((code & 0xfff) | 0x1000) << (((code >> 12) & 7) + 3);
}
