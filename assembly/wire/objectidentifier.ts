// Object identifiers in the basic encoding rules of ASN.1 (ITU-T X.690 section 8.19), without tag and length.
import { putDecimal } from "../decimal";
import { Status } from "../gen/status";
import { byte, flaw } from "../packet";
import { build, built } from "../text";

/** Numbers of an identifier, and the largest of them (RFC 2578 section 3.5). */
const MAX_NUMBERS: u32 = 128;
const LARGEST: u64 = 0xffff_ffff;

const DOT: u8 = 0x2e;
const MORE: u32 = 0x80;
/** The first number is 0, 1 or 2, and shares its bytes with the second: first * 40 + second. */
const SECOND_NUMBERS: u64 = 40;
const LARGEST_FIRST: u64 = 2;

/** Text of the identifier in a range of the layer, dotted decimal; empty, and the packet marked, where it is none. */
export function objectIdentifier(at: u32, length: u32): u64 {
  const text = build();
  let to = text;
  let number: u64 = 0;
  let numbers: u32 = 0;
  for (const stop = at + length; at < stop; at++) {
    const b = byte(at);
    number = (number << 7) | (b & ~MORE);
    if (number > LARGEST) return broken(at);
    if (b & MORE) {
      if (at + 1 == stop) return broken(at);
      continue;
    }
    if (++numbers == MAX_NUMBERS) return broken(at);
    if (to > text) {
      store<u8>(to++, DOT);
    } else {
      const first = min(number / SECOND_NUMBERS, LARGEST_FIRST);
      to = putDecimal(to, first);
      store<u8>(to++, DOT);
      number -= first * SECOND_NUMBERS;
    }
    to = putDecimal(to, number);
    number = 0;
  }
  return built(text, to);
}

function broken(at: u32): u64 {
  flaw(Status.BAD_ENCODING, at);
  return 0;
}
