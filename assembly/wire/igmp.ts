// Internet Group Management Protocol, version 1 (RFC 1112 appendix I), 2 (RFC 2236 section 2) and 3 (RFC 3376 section 4).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |      type     | max resp code |            checksum           |
// +---------------+---------------+-------------------------------+
// |                         group address                         |
// +-------+-+-----+---------------+-------------------------------+
// | resv  |S| QRV |     QQIC      |       number of sources       |   from here on
// +-------+-+-----+---------------+-------------------------------+   in queries of
// |                       source addresses                        |   version 3 only
//
// Reports of version 3 have, behind the checksum, two reserved bytes, the number of group records in two bytes, and these:
//
// +---------------+---------------+-------------------------------+
// |  record type  | aux data len  |       number of sources       |
// +---------------+---------------+-------------------------------+
// |                       multicast address                       |
// |                       source addresses                        |
// |                        auxiliary data                         |
import { IGMP, IGMPv3GroupRecord } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, claim, header, left, malformed, timestamp, truncated } from "../packet";
import { ipv4 } from "../text";
import * as membership from "./membership";
import { codeValue, NUMBER_OF_RECORDS, RECORDS } from "./membership";

const TYPE: u32 = 0;
const MAX_RESP_CODE: u32 = 1;
const CHECKSUM: u32 = 2;
const GROUP_ADDRESS: u32 = 4;
const HEADER_LEN: u32 = 8;

// Queries of version 3.
const S_QRV: u32 = 8;
const QQIC: u32 = 9;
const NUMBER_OF_SOURCES: u32 = 10;
const SOURCES: u32 = 12;
const ADDRESS_LEN: u32 = 4;

const QUERY: u32 = 0x11;
const REPORT_V1: u32 = 0x12;
const REPORT_V2: u32 = 0x16;
const LEAVE_V2: u32 = 0x17;
const REPORT_V3: u32 = 0x22;

const SECOND: u64 = 1_000_000_000;
const TENTH_OF_A_SECOND: u64 = 100_000_000;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  const type = byte(TYPE);
  if (type == REPORT_V3) return membership.claimRecords(ADDRESS_LEN);
  if (type != QUERY || left() == HEADER_LEN) return Layer.None;
  // Queries of other lengths belong to no version (section 7.1).
  if (left() < SOURCES) return malformed(Status.BAD_LENGTH, left());
  return membership.claimSources(NUMBER_OF_SOURCES, SOURCES, ADDRESS_LEN);
}

export function record(): void {
  const type = byte(TYPE);
  const version = versionOf(type);
  let p = IGMP.begin();
  p = IGMP.Timestamp(p, timestamp);
  p = IGMP.Type(p, type);
  if (type == QUERY)
    p = IGMP.MaxResponseTime(p, TENTH_OF_A_SECOND * (version == 3 ? codeValue(MAX_RESP_CODE) : byte(MAX_RESP_CODE)));
  p = IGMP.Checksum(p, be16(CHECKSUM));
  if (type == REPORT_V3) p = records(p);
  else if (version) p = IGMP.GroupAddress(p, ipv4(GROUP_ADDRESS));
  if (type == QUERY && version == 3) p = query(p);
  p = IGMP.Version(p, version);
  p = IGMP.context(p);
  IGMP.end(p);
}

/** The version that a message belongs to (RFC 3376 sections 4 and 7.1); 0 for protocols that share the number, such as DVMRP. */
function versionOf(type: u32): u32 {
  switch (type) {
    case QUERY:
      return left() > HEADER_LEN ? 3 : byte(MAX_RESP_CODE) ? 2 : 1;
    case REPORT_V1:
      return 1;
    case REPORT_V2:
      return 2;
    case LEAVE_V2:
      return 2;
    case REPORT_V3:
      return 3;
  }
  return 0;
}

/** What only queries of version 3 have. */
function query(p: usize): usize {
  const flags = byte(S_QRV);
  p = IGMP.SupressRouterProcessing(p, (flags & 8) != 0);
  p = IGMP.RobustnessValue(p, flags & 7);
  p = IGMP.IntervalTime(p, SECOND * codeValue(QQIC));
  for (let at = SOURCES; at < header; at += ADDRESS_LEN) p = IGMP.SourceAddresses(p, ipv4(at));
  p = IGMP.NumberOfSources(p, be16(NUMBER_OF_SOURCES));
  return p;
}

/** What only reports of version 3 have. */
function records(p: usize): usize {
  p = IGMP.NumberOfGroupRecords(p, be16(NUMBER_OF_RECORDS));
  for (let at = RECORDS; at < header; at += membership.recordLength(at, ADDRESS_LEN)) p = groupRecord(IGMP.GroupRecords(p), at);
  return p;
}

function groupRecord(from: usize, at: u32): usize {
  const sources = be16(at + membership.RECORD_NUMBER_OF_SOURCES);
  let p = IGMPv3GroupRecord.Type(from, byte(at));
  p = IGMPv3GroupRecord.AuxDataLen(p, byte(at + membership.AUX_DATA_LEN));
  p = IGMPv3GroupRecord.NumberOfSources(p, sources);
  let address = at + membership.RECORD_ADDRESS;
  p = IGMPv3GroupRecord.MulticastAddress(p, ipv4(address));
  for (let rest = sources; rest > 0; rest--) p = IGMPv3GroupRecord.SourceAddresses(p, ipv4((address += ADDRESS_LEN)));
  return IGMPv3GroupRecord.end(p, from);
}
