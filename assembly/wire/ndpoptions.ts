// Options of the neighbor discovery messages (RFC 4861 section 4.6). Type and length are a byte each; the length counts
// both and is in units of 8 bytes.
import { ICMPv6Option } from "../gen/records";
import { Status } from "../gen/status";
import { bytes, claim, flaw, left, byte } from "../packet";

const TYPE: u32 = 0;
const LENGTH: u32 = 1;
const DATA: u32 = 2;
/** More than fit into an Ethernet frame of any size. */
const MAX_OPTIONS: u32 = 2048;

/**
 * Claims the first `fixed` bytes of a message and every option behind them that is whole; false where the message has
 * fewer bytes than that. What follows an option without a proper length cannot be told apart: the packet is marked.
 */
export function claimWithOptions(fixed: u32): bool {
  if (!claim(fixed)) return false;
  let at = fixed;
  for (let i: u32 = 0; at < left(); i++) {
    if (i == MAX_OPTIONS) {
      flaw(Status.TOO_MANY, MAX_OPTIONS);
      break;
    }
    const length = left() - at > LENGTH ? optionLength(at) : 0;
    if (!length || length > left() - at) {
      flaw(Status.BAD_PART, at);
      break;
    }
    at += length;
  }
  return claim(at);
}

/** Length in bytes of the option at an offset. */
export function optionLength(at: u32): u32 {
  return byte(at + LENGTH) << 3;
}

/** Fills and ends the option message that a record has opened. */
export function option(from: usize, at: u32): usize {
  let p = ICMPv6Option.Type(from, byte(at + TYPE));
  p = ICMPv6Option.Data(p, bytes(at + DATA, optionLength(at) - DATA));
  return ICMPv6Option.end(p, from);
}
