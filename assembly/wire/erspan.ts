// Encapsulated Remote SPAN, frames that a switch mirrors: types II and III (draft-foschiano-erspan-03 section 4).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+-----------------------+-----+---+-+-------------------+
// |version|          VLAN         | COS | En|T|     session ID    |
// +-------+---------------+-------+-----+---+-+-------------------+
// |        reserved       |                 index                 |   type II
//
// Type III has BSO in place of En, and from the second word on:
//
// +---------------------------------------------------------------+
// |                           timestamp                           |
// +-------------------------------+-+---------+-----------+-+---+-+
// |      security group tag       |P|    FT   |   Hw ID   |D|Gra|O|
// +-----------+-------------------+-+---------+-----------+-+---+-+
// |  Platf ID |                   platform info                   |   with O
// |                         platform info                         |
import { ERSPAN } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, be64, claim, malformed, payloadLength, timestamp, truncated } from "../packet";

const FIRST_WORD: u32 = 0;
const INDEX: u32 = 4;
const II_LEN: u32 = 8;
const TIMESTAMP: u32 = 4;
const SGT: u32 = 8;
const DETAILS: u32 = 10;
const III_LEN: u32 = 12;
const PLATFORM: u32 = 12;
const PLATFORM_LEN: u32 = 8;

const P: u32 = 0x8000;
const D: u32 = 0x0008;
const O: u32 = 0x0001;

const enum Version {
  II = 1,
  III = 2,
}

const enum FrameType {
  ETHERNET = 0,
  IP = 2,
}

export function decode(): Layer {
  if (!claim(II_LEN)) return truncated();
  const version = be32(FIRST_WORD) >> 28;
  if (version != Version.II && version != Version.III) return malformed(Status.BAD_VERSION, version);
  if (version == Version.II) return payloadLength() ? Layer.Ethernet : Layer.None;
  if (!claim(III_LEN)) return truncated();
  const details = be16(DETAILS);
  if (details & O && !claim(III_LEN + PLATFORM_LEN)) return truncated();
  return payloadLength() ? mirrored((details >> 10) & 31) : Layer.None;
}

function mirrored(type: u32): Layer {
  return type == FrameType.ETHERNET ? Layer.Ethernet : type == FrameType.IP ? Layer.RawIP : Layer.None;
}

export function record(): void {
  const first = be32(FIRST_WORD);
  const third = first >> 28 == Version.III;
  let p = ERSPAN.begin();
  p = ERSPAN.Timestamp(p, timestamp);
  p = ERSPAN.Version(p, first >> 28);
  p = ERSPAN.VLAN(p, (first >> 16) & 0xfff);
  p = ERSPAN.COS(p, (first >> 13) & 7);
  if (third) p = ERSPAN.Integrity(p, (first >> 11) & 3);
  else p = ERSPAN.Encapsulation(p, (first >> 11) & 3);
  p = ERSPAN.Truncated(p, (first & 0x400) != 0);
  p = ERSPAN.SessionID(p, first & 0x3ff);
  if (third) p = details(p);
  else p = ERSPAN.Index(p, be32(INDEX) & 0xf_ffff);
  p = ERSPAN.context(p);
  ERSPAN.end(p);
}

/** What only type III has. */
function details(p: usize): usize {
  const details = be16(DETAILS);
  p = ERSPAN.SwitchTimestamp(p, be32(TIMESTAMP));
  p = ERSPAN.SecurityGroupTag(p, be16(SGT));
  p = ERSPAN.PDU(p, (details & P) != 0);
  p = ERSPAN.FrameType(p, (details >> 10) & 31);
  p = ERSPAN.HardwareID(p, (details >> 4) & 63);
  p = ERSPAN.Egress(p, (details & D) != 0);
  p = ERSPAN.Granularity(p, (details >> 1) & 3);
  p = ERSPAN.OptionalSubheader(p, (details & O) != 0);
  if (!(details & O)) return p;
  const platform = be64(PLATFORM);
  p = ERSPAN.PlatformID(p, <u32>(platform >> 58));
  return ERSPAN.PlatformInfo(p, platform & 0x3ff_ffff_ffff_ffff);
}
