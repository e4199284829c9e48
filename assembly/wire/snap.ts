// Subnetwork Access Protocol (IEEE 802, RFC 1042).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-----------------------------------------------+---------------+
// |         organizationally unique identifier    |    protocol
// +---------------+-------------------------------+
import { SNAP } from "../gen/records";
import { Layer } from "../gen/layer";
import { etherType, snapProtocol } from "../gen/dispatch";
import { be16, be24, bytes, claim, timestamp, truncated } from "../packet";

const OUI: u32 = 0;
const OUI_LEN: u32 = 3;
const PROTOCOL: u32 = 3;
const HEADER_LEN: u32 = 5;

/** Of bridges, for EtherTypes that they would take for a length (IEEE 802.1H). */
const BRIDGE_TUNNEL: u32 = 0x0000f8;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  const oui = be24(OUI);
  const protocol = be16(PROTOCOL);
  return oui == 0 || oui == BRIDGE_TUNNEL ? etherType(protocol) : snapProtocol(((<u64>oui) << 16) | protocol);
}

export function record(): void {
  let p = SNAP.begin();
  p = SNAP.Timestamp(p, timestamp);
  p = SNAP.OrganizationalCode(p, bytes(OUI, OUI_LEN));
  p = SNAP.Type(p, be16(PROTOCOL));
  SNAP.end(p);
}
