// The list of options at the end of an IPv4 or TCP header: a type, then, but for two types, a length that counts both
// (RFC 791 section 3.1, RFC 9293 section 3.1). The header must be claimed, and offsets lie in it.
import { Status } from "../gen/status";
import { claimedBe32 as be32, claimedByte as byte, bytes, flaw, header } from "../packet";

export const END_OF_OPTIONS: u32 = 0;
const NO_OPERATION: u32 = 1;
/** Two times nothing, then a timestamp of ten bytes: what most TCP segments carry (RFC 7323 appendix A). */
const TIMESTAMP: u32 = 0x0101080a;

const TIMESTAMP_LENGTH: u32 = 12;

/** Whether the options that begin at an offset are just a timestamp, its eight bytes the last of the header. */
export function timestampOnly(at: u32): bool {
  return header == at + TIMESTAMP_LENGTH && be32(at) == TIMESTAMP;
}

/** Marks the packet where an option, beginning with the one at an offset, does not fit into the header. */
export function check(at: u32): void {
  if (timestampOnly(at)) return;
  while (at < header && byte(at) != END_OF_OPTIONS) {
    const length = optionLength(at);
    if (!length) {
      flaw(Status.BAD_PART, at);
      return;
    }
    at += length;
  }
}

/** Length of the option at an offset; 0 where it does not fit into the header. */
export function optionLength(at: u32): u32 {
  const type = byte(at);
  if (type == END_OF_OPTIONS || type == NO_OPERATION) return 1;
  const length = at + 1 < header ? byte(at + 1) : 0;
  return length >= 2 && length <= header - at ? length : 0;
}

/** What the options beginning at an offset leave of the header. */
export function padding(at: u32): u64 {
  while (at < header) {
    const length = optionLength(at);
    if (!length) return 0;
    at += length;
    if (byte(at - length) == END_OF_OPTIONS) return bytes(at, header - at);
  }
  return 0;
}
