// Prism monitoring header, a header of captures in front of 802.11 frames, in the byte order of some host.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------------------------------------------------------+
// |                          message code                         |
// +---------------------------------------------------------------+
// |                      length of the header                     |
// +---------------------------------------------------------------+
// |  name of the interface, 16 bytes, then items of 12 bytes each |
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be32, claim, le32, malformed, payloadLength, truncated } from "../packet";
import { isAVS } from "./avs";
import { captured, FCS } from "./dot11";

const LENGTH: u32 = 4;
const ITEMS: u32 = 24;

/** Some drivers put AVS headers into captures of this link type. */
export function decode(): Layer {
  if (!claim(ITEMS)) return truncated();
  if (isAVS()) {
    claim(0);
    return Layer.AVS;
  }
  // Lengths are small numbers, which tells the byte order.
  const length = min(be32(LENGTH), le32(LENGTH));
  if (length < ITEMS) return malformed(Status.BAD_LENGTH, length);
  if (!claim(length)) return truncated();
  return payloadLength() ? captured(FCS.Untold, false) : Layer.None;
}
