// AVS capture header (draft of AbsoluteValue Systems, 2001), in front of 802.11 frames.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------------------------------+-----------------------+
// |               0x80211                 |        version        |
// +---------------------------------------+-----------------------+
// |                      length of the header                     |
// |  times, channel, rate, signal                                 |
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be32, claim, malformed, payloadLength, truncated } from "../packet";
import { captured, FCS } from "./dot11";

const VERSION: u32 = 0;
const LENGTH: u32 = 4;
/** Of the first version. */
const SMALLEST_HEADER: u32 = 64;

const MAGIC: u32 = 0x80211;

export function decode(): Layer {
  if (!claim(SMALLEST_HEADER)) return truncated();
  if (!isAVS()) return malformed(Status.BAD_VERSION, be32(VERSION));
  const length = be32(LENGTH);
  if (length < SMALLEST_HEADER) return malformed(Status.BAD_LENGTH, length);
  if (!claim(length)) return truncated();
  return payloadLength() ? captured(FCS.Untold, false) : Layer.None;
}

/** Whether the current layer begins with the magic number of this header. */
export function isAVS(): bool {
  return be32(VERSION) >> 12 == MAGIC;
}
