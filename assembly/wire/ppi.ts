// Per-Packet Information, a header of captures in front of frames of any link type (PPI 1.0.7). Numbers are little-endian.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |    version    |     flags     |       length of the header    |
// +---------------+---------------+-------------------------------+
// |                           link type                           |
// |  fields: type and length in two bytes each, then so much data |
import { Layer } from "../gen/layer";
import { linkType } from "../gen/dispatch";
import { Numbering, Status } from "../gen/status";
import { byte, claim, header, le16, le32, malformed, payloadLength, truncated } from "../packet";
import { unknown } from "../failure";
import { captured, FCS } from "./dot11";

const VERSION: u32 = 0;
const FLAGS: u32 = 1;
const LENGTH: u32 = 2;
const LINK_TYPE: u32 = 4;
const FIELDS: u32 = 8;

/** Flag: fields begin at multiples of four bytes. */
const ALIGNED: u32 = 1;

const FIELD_TYPE: u32 = 0;
const FIELD_LENGTH: u32 = 2;
const FIELD_HEADER: u32 = 4;

// The field of all 802.11 frames.
const COMMON: u32 = 2;
const COMMON_LEN: u32 = 20;
const COMMON_FLAGS: u32 = 8;
const FCS_AT_END: u32 = 1;

export function decode(): Layer {
  if (!claim(FIELDS)) return truncated();
  if (byte(VERSION)) return malformed(Status.BAD_VERSION, byte(VERSION));
  const length = le16(LENGTH);
  if (length < FIELDS) return malformed(Status.BAD_LENGTH, length);
  if (!claim(length)) return truncated();
  if (!payloadLength()) return Layer.None;
  const number = le32(LINK_TYPE);
  const layer = linkType(number);
  switch (layer) {
    case Layer.Dot11:
      return captured(checkSequence(), false);
    // Their headers differ by link types that they know of the packet; and no frame has two headers of this kind.
    case Layer.USB:
    case Layer.PPP:
    case Layer.PPI:
      return unknown(Numbering.LINK_TYPE, number);
  }
  return layer;
}

/** What the fields tell of the end of the frame. Each takes four bytes of the header at least, which limits their number. */
function checkSequence(): FCS {
  const aligned = (byte(FLAGS) & ALIGNED) != 0;
  for (let at = FIELDS; header - at >= FIELD_HEADER;) {
    const length = le16(at + FIELD_LENGTH);
    const rest = header - at - FIELD_HEADER;
    if (length > rest) break;
    if (le16(at + FIELD_TYPE) == COMMON && length >= COMMON_LEN)
      return le16(at + FIELD_HEADER + COMMON_FLAGS) & FCS_AT_END ? FCS.Present : FCS.Absent;
    const step = aligned ? (length + 3) & ~3 : length;
    if (step > rest) break;
    at += FIELD_HEADER + step;
  }
  return FCS.Untold;
}
