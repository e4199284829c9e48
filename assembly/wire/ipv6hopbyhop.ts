// IPv6 Hop-by-Hop Options header (RFC 8200 sections 4.2 and 4.3).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |  next header  |  hdr ext len  |            options            |
import { IPv6HopByHop, IPv6HopByHopOption, IPv6HopByHopOptionAlignment } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { bytes, claim, claimedByte as byte, flaw, header, left, timestamp, truncated } from "../packet";
import { close } from "../writer";
import { nextHeader } from "./ipv6";

const NEXT_HEADER: u32 = 0;
const HDR_EXT_LEN: u32 = 1;
const OPTIONS: u32 = 2;
const SMALLEST_HEADER: u32 = 8;

const PAD1: u32 = 0;

export function decode(): Layer {
  if (!claim(SMALLEST_HEADER)) return truncated();
  if (!claim((byte(HDR_EXT_LEN) + 1) << 3)) return truncated();
  let at = OPTIONS;
  while (at < header) {
    const length = optionLength(at, header);
    if (!length) {
      flaw(Status.BAD_PART, at);
      break;
    }
    at += length;
  }
  return nextHeader(byte(NEXT_HEADER));
}

export function record(): void {
  let p = IPv6HopByHop.begin();
  p = IPv6HopByHop.Timestamp(p, timestamp);
  p = options(p, OPTIONS, header);
  p = IPv6HopByHop.context(p);
  IPv6HopByHop.end(p);
}

/** Fills and ends the message that the record of an IPv6 header has opened, with the options of the header at an offset. */
export function nested(from: usize, at: u32): usize {
  const rest = left() - at;
  const length: u32 = rest < SMALLEST_HEADER ? 0 : (byte(at + HDR_EXT_LEN) + 1) << 3;
  const whole = length && length <= rest;
  return close(whole ? options(from, at + OPTIONS, at + length) : from, from);
}

function options(p: usize, at: u32, stop: u32): usize {
  while (at < stop) {
    const length = optionLength(at, stop);
    if (!length) break;
    p = option(IPv6HopByHop.Options(p), at, length);
    at += length;
  }
  return p;
}

/** Bytes that the option at an offset takes; 0 where it does not fit into the header, whose 2048 bytes at most limit their number. */
function optionLength(at: u32, stop: u32): u32 {
  if (byte(at) == PAD1) return 1;
  const rest = stop - at;
  const length: u32 = rest > 1 ? byte(at + 1) + 2 : 0;
  return length <= rest ? length : 0;
}

function option(from: usize, at: u32, length: u32): usize {
  let p = IPv6HopByHopOption.OptionType(from, byte(at));
  if (length > 1) {
    p = IPv6HopByHopOption.OptionLength(p, length - 2);
    p = IPv6HopByHopOption.ActualLength(p, length);
    p = IPv6HopByHopOption.OptionData(p, bytes(at + 2, length - 2));
  } else {
    p = IPv6HopByHopOption.ActualLength(p, 1);
  }
  // Empty, but there: readers of the original's files expect it.
  const alignment = IPv6HopByHopOption.OptionAlignment(p);
  return IPv6HopByHopOption.end(IPv6HopByHopOptionAlignment.end(alignment, alignment), from);
}
