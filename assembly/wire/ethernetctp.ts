// Ethernet Configuration Testing Protocol (The Ethernet, Version 2.0, 1982, section 8). All numbers are little-endian.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |           skip count          |            function           |
// +-------------------------------+-------------------------------+
// | forward address, 6 bytes; then the next function
//
// Stations on the way pass the frame on by adding to the skip count; the messages that it skips stay where they are.
import { EthernetCTP } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { claim, flaw, header, le16, left, malformed, payloadLength, timestamp, truncated } from "../packet";

const SKIP_COUNT: u32 = 0;
const MESSAGES: u32 = 2;
const FUNCTION_LEN: u32 = 2;
const FORWARD_LEN: u32 = 8;

const REPLY: u32 = 1;
const FORWARD: u32 = 2;

/** Claims the forward messages, so that the reply at the end is a layer of its own. */
export function decode(): Layer {
  if (!claim(MESSAGES)) return truncated();
  const skip = le16(SKIP_COUNT);
  if (skip & 1) return malformed(Status.BAD_ENCODING, SKIP_COUNT);
  if (skip > left() - MESSAGES) flaw(Status.BAD_ENCODING, SKIP_COUNT);
  while (payloadLength() >= FUNCTION_LEN && le16(header) == FORWARD) if (!claim(header + FORWARD_LEN)) return truncated();
  return payloadLength() >= FUNCTION_LEN && le16(header) == REPLY ? Layer.EthernetCTPReply : Layer.None;
}

export function record(): void {
  let p = EthernetCTP.begin();
  p = EthernetCTP.Timestamp(p, timestamp);
  p = EthernetCTP.SkipCount(p, le16(SKIP_COUNT));
  EthernetCTP.end(p);
}
