// Logical Link Control (IEEE 802.2 section 3).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |     DSAP      |     SSAP      |    control, 1 or 2 bytes      |
import { LLC } from "../gen/records";
import { Layer } from "../gen/layer";
import { llcSap } from "../gen/dispatch";
import { be16, byte, claim, payloadLength, timestamp, truncated } from "../packet";

const DSAP: u32 = 0;
const SSAP: u32 = 1;
const CONTROL: u32 = 2;
const SHORT_HEADER: u32 = 3;
const LONG_HEADER: u32 = 4;

export function decode(): Layer {
  if (!claim(SHORT_HEADER)) return truncated();
  if (!unnumbered() && !claim(LONG_HEADER)) return truncated();
  return payloadLength() ? llcSap(byte(DSAP) & 0xfe) : Layer.None;
}

/** Only unnumbered PDUs have a control field of one byte. */
function unnumbered(): bool {
  return (byte(CONTROL) & 3) == 3;
}

export function record(): void {
  let p = LLC.begin();
  p = LLC.Timestamp(p, timestamp);
  p = LLC.DSAP(p, byte(DSAP) & 0xfe);
  p = LLC.IG(p, (byte(DSAP) & 1) != 0);
  p = LLC.SSAP(p, byte(SSAP) & 0xfe);
  p = LLC.CR(p, (byte(SSAP) & 1) != 0);
  p = LLC.Control(p, unnumbered() ? byte(CONTROL) : be16(CONTROL));
  LLC.end(p);
}
