// SHA-1 (RFC 3174) of four short messages at once, for identifiers that other programs compute alike; nothing here relies on it
// being hard to forge. A vector has a word of each message, so that one step does what four would.
import { swap32 } from "../endian";
import { LANES, columns } from "./lanes";

/** A message has at most 55 bytes, and a block what fills it up. */
const BLOCK: usize = 64;

const messages: usize = memory.data(<i32>LANES * 64, 16);
/** The words of the messages and those made of them (RFC 3174 section 6.1), a vector each. */
const words: usize = memory.data(80 * 16, 16);
/** The first four words of each sum, and the fifth ones. */
const sums: usize = memory.data(<i32>LANES * 16, 16);
const fifths: usize = memory.data(16, 16);

/** Begins a message; gives where it is to be written, behind which there are zeros. */
export function begin(lane: usize): usize {
  const message = messages + lane * BLOCK;
  for (let i: usize = 0; i < BLOCK; i += 16) v128.store(message + i, i64x2.splat(0));
  return message;
}

/** Ends a message at an address; up to seven bytes behind it need not be zero. */
export function end(lane: usize, at: usize): void {
  const message = messages + lane * BLOCK;
  store<u64>(at, 0x80);
  store<u32>(message, swap32((<u32>(at - message)) << 3), BLOCK - 4);
}

/** Writes the twenty bytes of a sum. */
export function sum(lane: usize, to: usize): void {
  v128.store(to, v128.load(sums + (lane << 4)));
  store<u32>(to, load<u32>(fifths + (lane << 2)), 16);
}

/** Four numbers with the order of their bytes turned. */
// @ts-ignore: decorator
@inline
function swapped(four: v128): v128 {
  return v128.shuffle<u8>(four, four, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

// @ts-ignore: decorator
@inline
function left(word: v128, by: i32): v128 {
  return v128.or(i32x4.shl(word, by), i32x4.shr_u(word, 32 - by));
}

/** A step (RFC 3174 section 6.1): what the last word becomes, of the function of the three in front of it. */
// @ts-ignore: decorator
@inline
function step(a: v128, mixed: v128, e: v128, at: usize, constant: v128): v128 {
  return i32x4.add(i32x4.add(left(a, 5), mixed), i32x4.add(e, i32x4.add(v128.load(at), constant)));
}

/** Which of two bits, by a third one. */
// @ts-ignore: decorator
@inline
function chosen(b: v128, c: v128, d: v128): v128 {
  return v128.xor(d, v128.and(b, v128.xor(c, d)));
}

// @ts-ignore: decorator
@inline
function parity(b: v128, c: v128, d: v128): v128 {
  return v128.xor(v128.xor(b, c), d);
}

/** What most of three bits are. */
// @ts-ignore: decorator
@inline
function majority(b: v128, c: v128, d: v128): v128 {
  return v128.or(v128.and(b, c), v128.and(d, v128.or(b, c)));
}

/** Computes the sums of all messages. */
export function compute(): void {
  for (let i: usize = 0; i < BLOCK; i += 16) {
    const at = messages + i;
    const third = swapped(v128.load(at + 2 * BLOCK));
    const fourth = swapped(v128.load(at + 3 * BLOCK));
    columns(swapped(v128.load(at)), swapped(v128.load(at + BLOCK)), third, fourth, words + (i << 2));
  }
  for (let at = words + 16 * 16; at < words + 80 * 16; at += 16) {
    const mixed = v128.xor(v128.load(at - 3 * 16), v128.load(at - 8 * 16));
    v128.store(at, left(v128.xor(mixed, v128.xor(v128.load(at - 14 * 16), v128.load(at - 16 * 16))), 1));
  }
  let a = i32x4.splat(0x67452301);
  let b = i32x4.splat(0xefcdab89);
  let c = i32x4.splat(0x98badcfe);
  let d = i32x4.splat(0x10325476);
  let e = i32x4.splat(0xc3d2e1f0);
  let at = words;
  // Five steps at a time, after which the five words are in their places again.
  let constant = i32x4.splat(0x5a827999);
  for (let i: u32 = 0; i < 4; i++, at += 80) {
    e = step(a, chosen(b, c, d), e, at, constant);
    b = left(b, 30);
    d = step(e, chosen(a, b, c), d, at + 16, constant);
    a = left(a, 30);
    c = step(d, chosen(e, a, b), c, at + 32, constant);
    e = left(e, 30);
    b = step(c, chosen(d, e, a), b, at + 48, constant);
    d = left(d, 30);
    a = step(b, chosen(c, d, e), a, at + 64, constant);
    c = left(c, 30);
  }
  constant = i32x4.splat(0x6ed9eba1);
  // The second and the last twenty steps only differ by the constant.
  for (let round: u32 = 0; round < 2; round++) {
    for (let i: u32 = 0; i < 4; i++, at += 80) {
      e = step(a, parity(b, c, d), e, at, constant);
      b = left(b, 30);
      d = step(e, parity(a, b, c), d, at + 16, constant);
      a = left(a, 30);
      c = step(d, parity(e, a, b), c, at + 32, constant);
      e = left(e, 30);
      b = step(c, parity(d, e, a), b, at + 48, constant);
      d = left(d, 30);
      a = step(b, parity(c, d, e), a, at + 64, constant);
      c = left(c, 30);
    }
    if (round) break;
    constant = i32x4.splat(0x8f1bbcdc);
    for (let i: u32 = 0; i < 4; i++, at += 80) {
      e = step(a, majority(b, c, d), e, at, constant);
      b = left(b, 30);
      d = step(e, majority(a, b, c), d, at + 16, constant);
      a = left(a, 30);
      c = step(d, majority(e, a, b), c, at + 32, constant);
      e = left(e, 30);
      b = step(c, majority(d, e, a), b, at + 48, constant);
      d = left(d, 30);
      a = step(b, majority(c, d, e), a, at + 64, constant);
      c = left(c, 30);
    }
    constant = i32x4.splat(0xca62c1d6);
  }
  a = swapped(i32x4.add(a, i32x4.splat(0x67452301)));
  b = swapped(i32x4.add(b, i32x4.splat(0xefcdab89)));
  c = swapped(i32x4.add(c, i32x4.splat(0x98badcfe)));
  d = swapped(i32x4.add(d, i32x4.splat(0x10325476)));
  columns(a, b, c, d, sums);
  v128.store(fifths, swapped(i32x4.add(e, i32x4.splat(0xc3d2e1f0))));
}
