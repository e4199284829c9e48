// Basic Encoding Rules of ASN.1 with definite lengths and one-byte tags (X.690 section 8.1), which is all that SNMP uses.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+-+-------------+-------------------------------+
// |      tag      |L|   length    |   length in so many bytes, if L is set, then the contents
import { putDecimal } from "../decimal";
import { byte, bytes } from "../packet";
import { build, built } from "../text";

export const INTEGER: u32 = 0x02;
export const OCTET_STRING: u32 = 0x04;
export const NULL: u32 = 0x05;
export const OBJECT_IDENTIFIER: u32 = 0x06;
export const SEQUENCE: u32 = 0x30;

const LONG_FORM: u32 = 0x80;
/** More do not fit into a packet. */
const MAX_LENGTH_BYTES: u32 = 4;
/** Bits of a tag that say that its number follows. */
const LONG_TAG: u32 = 0x1f;

const MORE: u32 = 0x80;
/** Numbers of an object identifier (RFC 2578 section 7.1.3). */
const MAX_SUBIDENTIFIERS: u32 = 128;
const SUBIDENTIFIER_BITS: u64 = 32;

/** The tag of the element read last, the offset and the length of its contents. */
export let tag: u32 = 0;
export let contents: u32 = 0;
export let length: u32 = 0;

/** Reads the tag and the length of the element at an offset; false where they do not end in front of `stop`. */
export function open(at: u32, stop: u32): bool {
  if (at >= stop || stop - at < 2) return false;
  tag = byte(at);
  length = byte(at + 1);
  contents = at + 2;
  if ((tag & LONG_TAG) == LONG_TAG || length == LONG_FORM) return false;
  if (length < LONG_FORM) return true;
  const count = length - LONG_FORM;
  if (count > MAX_LENGTH_BYTES || count > stop - contents) return false;
  length = 0;
  for (let i: u32 = 0; i < count; i++) length = (length << 8) | byte(contents++);
  return true;
}

/** Likewise, and the contents must be there, too. */
export function read(at: u32, stop: u32): bool {
  return open(at, stop) && length <= stop - contents;
}

/** Where the element read last ends. */
export function end(): u32 {
  return contents + length;
}

/** The contents of the element read last as bytes. */
export function octets(): u64 {
  return bytes(contents, length);
}

/** Those as a signed number, of which eight bytes at most are looked at. */
export function integer(): i64 {
  if (!length) return 0;
  let n: i64 = <i8>byte(contents);
  for (let i: u32 = 1; i < min(length, 8); i++) n = (n << 8) | byte(contents + i);
  return n;
}

/** Those as a number without sign, with a byte of zeros in front where its first bit is set. */
export function unsigned(): u64 {
  let n: u64 = 0;
  for (let i: u32 = 0; i < min(length, 9); i++) n = (n << 8) | byte(contents + i);
  return n;
}

/** Those as an object identifier, numbers joined by dots (X.690 section 8.19); empty where they are none. */
export function objectIdentifier(): u64 {
  const text = build();
  let to = text;
  let n: u64 = 0;
  let count: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const b = byte(contents + i);
    n = (n << 7) | (b & ~MORE);
    if (n >> SUBIDENTIFIER_BITS) return 0;
    if (b & MORE) continue;
    if (++count > MAX_SUBIDENTIFIERS) return 0;
    if (count == 1) {
      // The first number stands for two: the first of them is 0, 1 or 2, and the second below 40 unless that is 2.
      const root = min(n / 40, 2);
      to = putDecimal(to, root);
      n -= root * 40;
    }
    store<u8>(to, 46);
    to = putDecimal(to + 1, n);
    n = 0;
  }
  return length && byte(contents + length - 1) & MORE ? 0 : built(text, to);
}
