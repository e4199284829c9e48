// Radiotap, a header of captures in front of 802.11 frames (radiotap.org). Numbers are little-endian.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |    version    |      pad      |       length of the header    |
// +---------------+---------------+-------------------------------+
// |    fields that are there, a bit each; bit 31: another word    |
// |  fields, each aligned to its size: timestamp, flags, …        |
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { byte, claim, header, le16, le32, malformed, payloadLength, truncated } from "../packet";
import { captured, FCS } from "./dot11";

const VERSION: u32 = 0;
const LENGTH: u32 = 2;
const PRESENT: u32 = 4;
const PRESENT_LEN: u32 = 4;
const SMALLEST_HEADER: u32 = 8;

// Bits of the first present word.
const TSFT: u32 = 1;
const FLAGS: u32 = 2;
const MORE: u32 = 0x8000_0000;

const TSFT_LEN: u32 = 8;

// Flags.
const FCS_AT_END: u32 = 0x10;
const PADDED: u32 = 0x20;

export function decode(): Layer {
  if (!claim(SMALLEST_HEADER)) return truncated();
  if (byte(VERSION)) return malformed(Status.BAD_VERSION, byte(VERSION));
  const length = le16(LENGTH);
  if (length < SMALLEST_HEADER) return malformed(Status.BAD_LENGTH, length);
  if (!claim(length)) return truncated();
  if (!payloadLength()) return Layer.None;
  const at = flagsAt();
  if (!at) return captured(FCS.Untold, false);
  const flags = byte(at);
  return captured(flags & FCS_AT_END ? FCS.Present : FCS.Absent, (flags & PADDED) != 0);
}

/** Where the flags are; 0 where they are not. Each present word takes four bytes of the header, which limits their number. */
function flagsAt(): u32 {
  const present = le32(PRESENT);
  if (!(present & FLAGS)) return 0;
  let at = PRESENT;
  while (header - at >= PRESENT_LEN && le32(at) & MORE) at += PRESENT_LEN;
  at += PRESENT_LEN;
  if (present & TSFT) at = ((at + TSFT_LEN - 1) & ~(TSFT_LEN - 1)) + TSFT_LEN;
  return at < header ? at : 0;
}
