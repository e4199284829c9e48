// Bridge protocol data units of STP and RSTP (IEEE 802.1D-2004 section 9) and MSTP (IEEE 802.1Q-2018 section 14).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+---------------+---------------+
// |      protocol identifier      |    version    |      type     |   all there is of a
// +---------------+---------------+---------------+---------------+   topology change notification
// |     flags     | root identifier, 8 bytes; root path cost, 4 bytes; bridge identifier, 8 bytes
// | port identifier; message age, max age, hello time, forward delay, 2 bytes each
// +---------------+---------------+-------------------------------+
// |version 1 length, from RSTP on |  version 3 length, from MSTP on
// | configuration: format, name, revision, digest; then cost, bridge identifier, hops; then instances, 16 bytes each
import { STP } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, byte, bytes, claim, flaw, left, malformed, timestamp, truncated } from "../packet";
import { mac, padded } from "../text";

const PROTOCOL: u32 = 0;
const VERSION: u32 = 2;
const TYPE: u32 = 3;
const NOTIFICATION_LEN: u32 = 4;
const FLAGS: u32 = 4;
const ROOT: u32 = 5;
const ROOT_PATH_COST: u32 = 13;
const BRIDGE: u32 = 17;
const PORT: u32 = 25;
const MESSAGE_AGE: u32 = 27;
const MAX_AGE: u32 = 29;
const HELLO_TIME: u32 = 31;
const FORWARD_DELAY: u32 = 33;
const CONFIGURATION_LEN: u32 = 35;
const RAPID_LEN: u32 = 36;

const VERSION_3_LENGTH: u32 = 36;
const NAME: u32 = 39;
const NAME_LEN: u32 = 32;
const REVISION: u32 = 71;
const DIGEST: u32 = 73;
const DIGEST_LEN: u32 = 16;
const INTERNAL_COST: u32 = 89;
const CIST_BRIDGE: u32 = 93;
const REMAINING_HOPS: u32 = 101;
const INSTANCES: u32 = 102;
const INSTANCE_LEN: u32 = 16;

// What PVST+ puts behind the data unit: type 0, length 2, the number of a VLAN.
const PVST_TLV: u32 = 36;
const PVST_TLV_START: u32 = 2;
const PVST_VLAN: u32 = 40;
const PVST_LEN: u32 = 42;

// Of an identifier: 4 bits of priority, 12 of extension, an address.
const PRIORITY_BITS: u32 = 0xf000;
const EXTENSION_BITS: u32 = 0x0fff;
const ADDRESS: u32 = 2;

const enum Type {
  CONFIGURATION = 0,
  RAPID = 2,
  NOTIFICATION = 0x80,
}

const MSTP: u32 = 3;
/** Times are in units of 1/256 of a second. */
const UNIT: f64 = 1.0 / 256.0;

export function decode(): Layer {
  if (!claim(NOTIFICATION_LEN)) return truncated();
  if (be16(PROTOCOL)) return malformed(Status.BAD_VERSION, be16(PROTOCOL));
  switch (byte(TYPE)) {
    case Type.NOTIFICATION:
      return Layer.None;
    case Type.CONFIGURATION:
      if (!claim(CONFIGURATION_LEN)) return truncated();
      break;
    case Type.RAPID:
      if (!claim(RAPID_LEN)) return truncated();
      break;
    default:
      return malformed(Status.BAD_ENCODING, TYPE);
  }
  if (hasRegion() && !claim(INSTANCES)) flaw(Status.TRUNCATED, INSTANCES);
  claim(left());
  return Layer.None;
}

/** Whether the data unit goes on as those of MSTP do. A bridge may speak RSTP with a higher version number, too. */
function hasRegion(): bool {
  return byte(TYPE) == Type.RAPID && byte(VERSION) >= MSTP && left() >= VERSION_3_LENGTH + 2 && be16(VERSION_3_LENGTH) != 0;
}

export function record(): void {
  const type = byte(TYPE);
  let p = STP.begin();
  p = STP.Timestamp(p, timestamp);
  p = STP.Version(p, byte(VERSION));
  p = STP.Type(p, type);
  if (type != Type.NOTIFICATION) p = tree(p);
  STP.end(p);
}

function tree(p: usize): usize {
  const flags = byte(FLAGS);
  p = STP.TopologyChange(p, (flags & 0x01) != 0);
  p = STP.Proposal(p, (flags & 0x02) != 0);
  p = STP.PortRole(p, (flags >> 2) & 3);
  p = STP.Learning(p, (flags & 0x10) != 0);
  p = STP.Forwarding(p, (flags & 0x20) != 0);
  p = STP.Agreement(p, (flags & 0x40) != 0);
  p = STP.TopologyChangeAck(p, (flags & 0x80) != 0);
  p = STP.RootPriority(p, be16(ROOT) & PRIORITY_BITS);
  p = STP.RootExtension(p, be16(ROOT) & EXTENSION_BITS);
  p = STP.RootMAC(p, mac(ROOT + ADDRESS));
  p = STP.RootPathCost(p, be32(ROOT_PATH_COST));
  p = STP.BridgePriority(p, be16(BRIDGE) & PRIORITY_BITS);
  p = STP.BridgeExtension(p, be16(BRIDGE) & EXTENSION_BITS);
  p = STP.BridgeMAC(p, mac(BRIDGE + ADDRESS));
  p = STP.PortID(p, be16(PORT));
  p = STP.MessageAge(p, <f64>be16(MESSAGE_AGE) * UNIT);
  p = STP.MaxAge(p, <f64>be16(MAX_AGE) * UNIT);
  p = STP.HelloTime(p, <f64>be16(HELLO_TIME) * UNIT);
  p = STP.ForwardDelay(p, <f64>be16(FORWARD_DELAY) * UNIT);
  if (!hasRegion()) return STP.OriginatingVLAN(p, originatingVLAN());
  return left() < INSTANCES ? p : region(p);
}

function originatingVLAN(): u32 {
  return left() >= PVST_LEN && be32(PVST_TLV) == PVST_TLV_START ? be16(PVST_VLAN) : 0;
}

function region(p: usize): usize {
  p = STP.ConfigurationName(p, padded(NAME, NAME_LEN));
  p = STP.ConfigurationRevision(p, be16(REVISION));
  p = STP.ConfigurationDigest(p, bytes(DIGEST, DIGEST_LEN));
  p = STP.InternalRootPathCost(p, be32(INTERNAL_COST));
  p = STP.CISTBridgePriority(p, be16(CIST_BRIDGE) & PRIORITY_BITS);
  p = STP.CISTBridgeExtension(p, be16(CIST_BRIDGE) & EXTENSION_BITS);
  p = STP.CISTBridgeMAC(p, mac(CIST_BRIDGE + ADDRESS));
  p = STP.RemainingHops(p, byte(REMAINING_HOPS));
  return STP.NumInstances(p, instances());
}

/** What follows the fixed part, which the version 3 length counts from the format of the configuration on. */
function instances(): u32 {
  const stop = VERSION_3_LENGTH + 2 + be16(VERSION_3_LENGTH);
  return stop > INSTANCES ? (stop - INSTANCES) / INSTANCE_LEN : 0;
}
