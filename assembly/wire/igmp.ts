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
import { be16, claim, flaw, header, left, malformed, timestamp, truncated, byte } from "../packet";
import { ipv4 } from "../text";

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

// Reports of version 3, and their group records.
const NUMBER_OF_RECORDS: u32 = 6;
const RECORDS: u32 = 8;
const AUX_DATA_LEN: u32 = 1;
const RECORD_NUMBER_OF_SOURCES: u32 = 2;
const MULTICAST_ADDRESS: u32 = 4;
const RECORD_SOURCES: u32 = 8;

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
  if (type == REPORT_V3) return claimRecords();
  if (type != QUERY || left() == HEADER_LEN) return Layer.None;
  // Queries of other lengths belong to no version (section 7.1).
  if (left() < SOURCES) return malformed(Status.BAD_LENGTH, left());
  return claimSources();
}

/** Claims the source addresses of a query that are whole, and marks the packet if it announces more. */
function claimSources(): Layer {
  const need = SOURCES + (be16(NUMBER_OF_SOURCES) << 2);
  if (claim(need)) return Layer.None;
  flaw(Status.TRUNCATED, need);
  claim(left() & ~3);
  return Layer.None;
}

/** Claims the group records of a report that are whole, and marks the packet if it announces more. */
function claimRecords(): Layer {
  let at = RECORDS;
  for (let rest = be16(NUMBER_OF_RECORDS); rest > 0; rest--) {
    const there = left() - at;
    const length = there < RECORD_SOURCES ? RECORD_SOURCES : recordLength(at);
    if (length > there) {
      flaw(Status.TRUNCATED, at + length);
      break;
    }
    at += length;
  }
  claim(at);
  return Layer.None;
}

export function record(): void {
  const type = byte(TYPE);
  const version = versionOf(type);
  IGMP.begin();
  IGMP.Timestamp(timestamp);
  IGMP.Type(type);
  if (type == QUERY) IGMP.MaxResponseTime(TENTH_OF_A_SECOND * (version == 3 ? codeValue(MAX_RESP_CODE) : byte(MAX_RESP_CODE)));
  IGMP.Checksum(be16(CHECKSUM));
  if (type == REPORT_V3) records();
  else if (version) IGMP.GroupAddress(ipv4(GROUP_ADDRESS));
  if (type == QUERY && version == 3) query();
  IGMP.Version(version);
  IGMP.context();
  IGMP.end();
}

/** The version that a message belongs to (RFC 3376 sections 4 and 7.1); 0 for protocols that share the number, such as DVMRP. */
function versionOf(type: u32): u32 {
  switch (type) {
    case QUERY: return left() > HEADER_LEN ? 3 : byte(MAX_RESP_CODE) ? 2 : 1;
    case REPORT_V1: return 1;
    case REPORT_V2: return 2;
    case LEAVE_V2: return 2;
    case REPORT_V3: return 3;
  }
  return 0;
}

/** What only queries of version 3 have. */
function query(): void {
  const flags = byte(S_QRV);
  IGMP.SupressRouterProcessing((flags & 8) != 0);
  IGMP.RobustnessValue(flags & 7);
  IGMP.IntervalTime(SECOND * codeValue(QQIC));
  for (let at = SOURCES; at < header; at += 4) IGMP.SourceAddresses(ipv4(at));
  IGMP.NumberOfSources(be16(NUMBER_OF_SOURCES));
}

/** What only reports of version 3 have. */
function records(): void {
  IGMP.NumberOfGroupRecords(be16(NUMBER_OF_RECORDS));
  for (let at = RECORDS; at < header && IGMP.GroupRecords(); at += recordLength(at)) groupRecord(at);
}

function groupRecord(at: u32): void {
  const sources = be16(at + RECORD_NUMBER_OF_SOURCES);
  IGMPv3GroupRecord.Type(byte(at));
  IGMPv3GroupRecord.AuxDataLen(byte(at + AUX_DATA_LEN));
  IGMPv3GroupRecord.NumberOfSources(sources);
  IGMPv3GroupRecord.MulticastAddress(ipv4(at + MULTICAST_ADDRESS));
  for (let i: u32 = 0; i < sources; i++) IGMPv3GroupRecord.SourceAddresses(ipv4(at + RECORD_SOURCES + (i << 2)));
  IGMPv3GroupRecord.end();
}

/** Length of the group record at an offset; its counts are in words of four bytes. */
function recordLength(at: u32): u32 {
  return RECORD_SOURCES + ((be16(at + RECORD_NUMBER_OF_SOURCES) + byte(at + AUX_DATA_LEN)) << 2);
}

/** The number that a code byte stands for: from 128 on it is exponent and mantissa, 1eeemmmm (RFC 3376 section 4.1.1). */
function codeValue(at: u32): u64 {
  const code = byte(at);
  return code < 0x80 ? code : ((code & 15) | 16) << (((code >> 4) & 7) + 3);
}
