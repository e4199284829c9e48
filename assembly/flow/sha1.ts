// SHA-1 (RFC 3174) of four short messages at once, for identifiers that other programs compute alike; nothing here relies on it
// being hard to forge. A vector has a word of each message, so that one step does what four would.
import { swap32 } from "../endian";
import { AT_ONCE, columns } from "./vectors";

/** A message has at most 55 bytes, and a block what fills it up. */
const BLOCK: usize = 64;

const messages: usize = memory.data(<i32>AT_ONCE * 64, 16);
/** The words of the messages and those made of them (RFC 3174 section 6.1), a vector each. */
const words: usize = memory.data(80 * 16, 16);
/** What is added in each of the four rounds of twenty steps (RFC 3174 section 5). */
const CONSTANTS: usize = memory.data<u32>([0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6]);
/** The first four words of each sum, and the fifth ones. */
const sums: usize = memory.data(<i32>AT_ONCE * 16, 16);
const fifths: usize = memory.data(16, 16);

/** Begins a message; gives where it is to be written, behind which there are zeros. */
export function begin(place: usize): usize {
  const message = messages + place * BLOCK;
  for (let i: usize = 0; i < BLOCK; i += 16) v128.store(message + i, i64x2.splat(0));
  return message;
}

/** Ends a message at an address; up to seven bytes behind it need not be zero. */
export function end(place: usize, at: usize): void {
  const message = messages + place * BLOCK;
  store<u64>(at, 0x80);
  store<u32>(message, swap32((<u32>(at - message)) << 3), BLOCK - 4);
}

/** Writes the twenty bytes of a sum. */
export function sum(place: usize, to: usize): void {
  v128.store(to, v128.load(sums + (place << 4)));
  store<u32>(to, load<u32>(fifths + (place << 2)), 16);
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

/** The function of a round of twenty steps (RFC 3174 section 5). */
// @ts-ignore: decorator
@inline
function mixed(round: usize, b: v128, c: v128, d: v128): v128 {
  return !round ? chosen(b, c, d) : round == 2 ? majority(b, c, d) : parity(b, c, d);
}

/** A step (RFC 3174 section 6.1): what the last of the five words becomes, of the first one and the function of the others. */
// @ts-ignore: decorator
@inline
function step(a: v128, mixed: v128, e: v128, constant: v128, at: usize): v128 {
  return i32x4.add(left(a, 5), i32x4.add(mixed, i32x4.add(e, i32x4.add(v128.load(at), constant))));
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
  for (let round: usize = 0; round < 4; round++) {
    const constant = v128.load32_splat(CONSTANTS + (round << 2));
    // Five steps at a time, after which the five words are in their places again.
    for (const stop = at + 20 * 16; at < stop; at += 5 * 16) {
      e = step(a, mixed(round, b, c, d), e, constant, at);
      b = left(b, 30);
      d = step(e, mixed(round, a, b, c), d, constant, at + 16);
      a = left(a, 30);
      c = step(d, mixed(round, e, a, b), c, constant, at + 32);
      e = left(e, 30);
      b = step(c, mixed(round, d, e, a), b, constant, at + 48);
      d = left(d, 30);
      a = step(b, mixed(round, c, d, e), a, constant, at + 64);
      c = left(c, 30);
    }
  }
  a = swapped(i32x4.add(a, i32x4.splat(0x67452301)));
  b = swapped(i32x4.add(b, i32x4.splat(0xefcdab89)));
  c = swapped(i32x4.add(c, i32x4.splat(0x98badcfe)));
  d = swapped(i32x4.add(d, i32x4.splat(0x10325476)));
  columns(a, b, c, d, sums);
  v128.store(fifths, swapped(i32x4.add(e, i32x4.splat(0xc3d2e1f0))));
}
