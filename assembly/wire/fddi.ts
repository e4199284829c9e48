// Fiber Distributed Data Interface, with addresses of 48 bits (ISO 9314-2 section 6).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+---+-------+-----------------------------------------------+
// |C|L|FF | ZZZZ  |              destination address              |
// |                                               |source address |
// |                                                               |
// |               |
import { FDDI } from "../gen/records";
import { Layer } from "../gen/layer";
import { byte, claim, timestamp, truncated } from "../packet";
import { mac } from "../text";

const FRAME_CONTROL: u32 = 0;
const DESTINATION: u32 = 1;
const SOURCE: u32 = 7;
const HEADER_LEN: u32 = 13;

const PRIORITY: u32 = 7;
/** Format bits. Other formats than LLC are about the ring itself. */
const FORMAT: u32 = 0x30;
const FORMAT_LLC: u32 = 0x10;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  return (byte(FRAME_CONTROL) & FORMAT) == FORMAT_LLC ? Layer.LLC : Layer.None;
}

export function record(): void {
  const control = byte(FRAME_CONTROL);
  let p = FDDI.begin();
  p = FDDI.Timestamp(p, timestamp);
  p = FDDI.FrameControl(p, control & ~PRIORITY);
  p = FDDI.Priority(p, control & PRIORITY);
  p = FDDI.SrcMAC(p, mac(SOURCE));
  p = FDDI.DstMAC(p, mac(DESTINATION));
  FDDI.end(p);
}
