// Virtual eXtensible Local Area Network (RFC 7348 section 5), with the group policy of draft-smith-vxlan-group-policy.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-----+-+-------+-+---+-+-----+-------------------------------+
// |G| rsv |I|  rsv  |D|rsv|A| rsv |        group policy ID        |
// +-+-----+-+-------+-+---+-+-----+---------------+---------------+
// |            VXLAN network identifier           |    reserved   |
import { VXLAN } from "../gen/records";
import { Layer } from "../gen/layer";
import { be16, be24, claim, timestamp, truncated } from "../packet";
import { tunnel } from "../context";

const FLAGS: u32 = 0;
const GROUP_POLICY_ID: u32 = 2;
const VNI: u32 = 4;
const HEADER_LEN: u32 = 8;

const G: u32 = 0x8000;
const I: u32 = 0x0800;
const D: u32 = 0x0040;
const A: u32 = 0x0008;

/** The flag that says that there is a network must be set, reserved ones do not matter. */
export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  if (!(be16(FLAGS) & I)) return Layer.Declined;
  tunnel(be24(VNI));
  return Layer.Ethernet;
}

export function record(): void {
  const flags = be16(FLAGS);
  let p = VXLAN.begin();
  p = VXLAN.Timestamp(p, timestamp);
  p = VXLAN.ValidIDFlag(p, (flags & I) != 0);
  p = VXLAN.VNI(p, be24(VNI));
  p = VXLAN.GBPExtension(p, (flags & G) != 0);
  p = VXLAN.GBPDontLearn(p, (flags & D) != 0);
  p = VXLAN.GBPApplied(p, (flags & A) != 0);
  p = VXLAN.GBPGroupPolicyID(p, be16(GROUP_POLICY_ID));
  VXLAN.end(p);
}
