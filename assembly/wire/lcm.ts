// Lightweight Communications and Marshalling over UDP (LCM UDP Multicast Protocol Description).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------------------------------------------------------+
// |                 magic number: "LC02" or "LC03"                |
// +---------------------------------------------------------------+
// |                        sequence number                        |
// +---------------------------------------------------------------+
// |                 size of the message's payload                 |   from here on
// +---------------------------------------------------------------+   in fragments
// |                     offset of the fragment                    |   only
// +-------------------------------+-------------------------------+
// |     number of the fragment    |      number of fragments      |
// +-------------------------------+-------------------------------+
// |  name of the channel, but in later fragments, and a zero      |
import { LCM } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, byte, claim, header, left, malformed, timestamp, truncated } from "../packet";
import { utf8 } from "../text";

const MAGIC: u32 = 0;
const SEQUENCE_NUMBER: u32 = 4;
const SMALL_HEADER: u32 = 8;
const PAYLOAD_SIZE: u32 = 8;
const FRAGMENT_OFFSET: u32 = 12;
const FRAGMENT_NUMBER: u32 = 16;
const FRAGMENTS: u32 = 18;
const FRAGMENT_HEADER: u32 = 20;

const SMALL: u32 = 0x4c433032;
const FRAGMENT: u32 = 0x4c433033;
/** Bytes of a channel's name, without the zero behind it. */
const MAX_NAME: u32 = 63;

export function decode(): Layer {
  if (left() < SMALL_HEADER || (be32(MAGIC) != SMALL && !isFragment())) return Layer.Declined;
  const fixed = fixedLength();
  if (!claim(fixed)) return truncated();
  if (isFragment()) {
    if (be16(FRAGMENT_NUMBER) >= be16(FRAGMENTS)) return malformed(Status.BAD_ENCODING, FRAGMENT_NUMBER);
    if (be32(FRAGMENT_OFFSET) > be32(PAYLOAD_SIZE)) return malformed(Status.BAD_ENCODING, FRAGMENT_OFFSET);
    if (be16(FRAGMENT_NUMBER)) return Layer.None;
  }
  for (let at = fixed; at < left(); at++) {
    if (!byte(at)) {
      claim(at + 1);
      return Layer.None;
    }
    if (at - fixed == MAX_NAME) return malformed(Status.BAD_ENCODING, fixed);
  }
  claim(left() + 1);
  return truncated();
}

function isFragment(): bool {
  return be32(MAGIC) == FRAGMENT;
}

function fixedLength(): u32 {
  return isFragment() ? FRAGMENT_HEADER : SMALL_HEADER;
}

export function record(): void {
  const fragment = isFragment();
  const name = fixedLength();
  let p = LCM.begin();
  p = LCM.Timestamp(p, timestamp);
  p = LCM.Magic(p, be32(MAGIC));
  p = LCM.SequenceNumber(p, be32(SEQUENCE_NUMBER));
  if (fragment) {
    p = LCM.PayloadSize(p, be32(PAYLOAD_SIZE));
    p = LCM.FragmentOffset(p, be32(FRAGMENT_OFFSET));
    p = LCM.FragmentNumber(p, be16(FRAGMENT_NUMBER));
    p = LCM.TotalFragments(p, be16(FRAGMENTS));
  }
  if (header > name) p = LCM.ChannelName(p, utf8(name, header - name - 1));
  p = LCM.Fragmented(p, fragment);
  p = LCM.context(p);
  LCM.end(p);
}
