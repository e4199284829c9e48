// Link Aggregation Control Protocol (IEEE 802.1AX-2020 section 6.4.2), behind the subtype that tells slow protocols apart.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+-----------------------------------------------+
// |    version    |  actor, 20 bytes: type 1, length 20           |
// | system priority, system, key, port priority, port, state, reserved
// |                  partner, 20 bytes: type 2, length 20         |
// |                  collector, 16 bytes: type 3, length 16       |
// | delay, reserved; other TLVs and padding up to 109 bytes
import { LACP } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, claim, left, malformed, timestamp, truncated } from "../packet";
import { mac } from "../text";

const VERSION: u32 = 0;
const ACTOR: u32 = 1;
const PARTNER: u32 = 21;
const COLLECTOR: u32 = 41;
const TLVS_LEN: u32 = 57;
/** Where the data unit ends behind which Ethernet adds nothing. */
const LACPDU_LEN: u32 = 109;

// Of the TLVs of actor and partner.
const SYSTEM_PRIORITY: u32 = 2;
const SYSTEM: u32 = 4;
const KEY: u32 = 10;
const PORT_PRIORITY: u32 = 12;
const PORT: u32 = 14;
const STATE: u32 = 16;

// Of that of the collector.
const MAX_DELAY: u32 = 2;

// Type and length of the TLVs; their order is fixed.
const ACTOR_TLV: u32 = 0x0114;
const PARTNER_TLV: u32 = 0x0214;
const COLLECTOR_TLV: u32 = 0x0310;

export function decode(): Layer {
  if (!claim(TLVS_LEN)) return truncated();
  if (be16(ACTOR) != ACTOR_TLV) return malformed(Status.BAD_ENCODING, ACTOR);
  if (be16(PARTNER) != PARTNER_TLV) return malformed(Status.BAD_ENCODING, PARTNER);
  if (be16(COLLECTOR) != COLLECTOR_TLV) return malformed(Status.BAD_ENCODING, COLLECTOR);
  claim(min(left(), LACPDU_LEN));
  return Layer.None;
}

export function record(): void {
  let p = LACP.begin();
  p = LACP.Timestamp(p, timestamp);
  p = LACP.Version(p, byte(VERSION));
  p = LACP.ActorSystemPriority(p, be16(ACTOR + SYSTEM_PRIORITY));
  p = LACP.ActorSystem(p, mac(ACTOR + SYSTEM));
  p = LACP.ActorKey(p, be16(ACTOR + KEY));
  p = LACP.ActorPortPriority(p, be16(ACTOR + PORT_PRIORITY));
  p = LACP.ActorPort(p, be16(ACTOR + PORT));
  p = LACP.ActorState(p, byte(ACTOR + STATE));
  p = LACP.PartnerSystemPriority(p, be16(PARTNER + SYSTEM_PRIORITY));
  p = LACP.PartnerSystem(p, mac(PARTNER + SYSTEM));
  p = LACP.PartnerKey(p, be16(PARTNER + KEY));
  p = LACP.PartnerPortPriority(p, be16(PARTNER + PORT_PRIORITY));
  p = LACP.PartnerPort(p, be16(PARTNER + PORT));
  p = LACP.PartnerState(p, byte(PARTNER + STATE));
  p = LACP.CollectorMaxDelay(p, be16(COLLECTOR + MAX_DELAY));
  LACP.end(p);
}
