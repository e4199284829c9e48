// MD5 (RFC 1321) of four messages at once, for identifiers that other programs compute alike; nothing here relies on it being hard
// to forge. A vector has a word of each message, so that one step does what four would.
import { AT_ONCE, columns } from "./vectors";

/** Room for a message, which has at most 119 bytes, and what fills up its last block. */
const ROOM: usize = 128;
const BLOCK: usize = 64;

const messages: usize = memory.data(<i32>AT_ONCE * 128, 16);
/** For each message, whether it takes a second block: all bits, or none. */
const longer: usize = memory.data(<i32>AT_ONCE * 4, 16);
/** The words of a block, a vector each, and the four that become the sum. */
const words: usize = memory.data(16 * 16, 16);
const state: usize = memory.data(4 * 16, 16);
const sums: usize = memory.data(4 * 16, 16);

/** floor(2^32 * abs(sin(i))) for i from 1 (RFC 1321 section 3.4). */
const SINES: usize = memory.data<u32>([
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af,
  0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa,
  0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8,
  0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
  0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97,
  0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1,
  0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
]);

/** Begins a message; gives where it is to be written, behind which there are zeros. */
export function begin(place: usize): usize {
  const message = messages + place * ROOM;
  for (let i: usize = 0; i < ROOM; i += 16) v128.store(message + i, i64x2.splat(0));
  return message;
}

/** Ends a message at an address. */
export function end(place: usize, at: usize): void {
  const message = messages + place * ROOM;
  const isLonger = at - message > BLOCK - 9;
  store<u8>(at, 0x80);
  store<u64>(message + (isLonger ? BLOCK : 0), (<u64>(at - message)) << 3, BLOCK - 8);
  store<i32>(longer + (place << 2), isLonger ? -1 : 0);
}

/** Computes the sums of all messages. */
export function compute(): void {
  v128.store(state, i32x4.splat(0x67452301));
  v128.store(state, i32x4.splat(0xefcdab89), 16);
  v128.store(state, i32x4.splat(0x98badcfe), 32);
  v128.store(state, i32x4.splat(0x10325476), 48);
  block(messages, i32x4.splat(-1));
  const more = v128.load(longer);
  if (v128.any_true(more)) block(messages + BLOCK, more);
  columns(v128.load(state), v128.load(state, 16), v128.load(state, 32), v128.load(state, 48), sums);
}

/** Where the sixteen bytes of a sum are. */
export function sum(place: usize): usize {
  return sums + (place << 4);
}

/** Adds a block of each message that has it. */
function block(at: usize, wanted: v128): void {
  for (let i: usize = 0; i < BLOCK; i += 16, at += 16) {
    const third = v128.load(at + 2 * ROOM);
    columns(v128.load(at), v128.load(at + ROOM), third, v128.load(at + 3 * ROOM), words + (i << 2));
  }
  let a = v128.load(state);
  let b = v128.load(state, 16);
  let c = v128.load(state, 32);
  let d = v128.load(state, 48);
  // Four steps at a time, after which the four words are in their places again; k is where the next word of the message is.
  let sine = SINES;
  for (let k: usize = 0; k < 256; k += 64, sine += 16) {
    a = step(a, b, v128.xor(d, v128.and(b, v128.xor(c, d))), k, sine, 7);
    d = step(d, a, v128.xor(c, v128.and(a, v128.xor(b, c))), k + 16, sine + 4, 12);
    c = step(c, d, v128.xor(b, v128.and(d, v128.xor(a, b))), k + 32, sine + 8, 17);
    b = step(b, c, v128.xor(a, v128.and(c, v128.xor(d, a))), k + 48, sine + 12, 22);
  }
  for (let i: usize = 0, k: usize = 16; i < 4; i++, k += 64, sine += 16) {
    // The half of the function that does not wait for the step before is added first.
    a = step(i32x4.add(a, v128.andnot(c, d)), b, v128.and(b, d), k, sine, 5);
    d = step(i32x4.add(d, v128.andnot(b, c)), a, v128.and(a, c), k + 80, sine + 4, 9);
    c = step(i32x4.add(c, v128.andnot(a, b)), d, v128.and(d, b), k + 160, sine + 8, 14);
    b = step(i32x4.add(b, v128.andnot(d, a)), c, v128.and(c, a), k + 240, sine + 12, 20);
  }
  for (let i: usize = 0, k: usize = 80; i < 4; i++, k += 192, sine += 16) {
    a = step(a, b, v128.xor(b, v128.xor(c, d)), k, sine, 4);
    d = step(d, a, v128.xor(a, v128.xor(b, c)), k + 48, sine + 4, 11);
    c = step(c, d, v128.xor(d, v128.xor(a, b)), k + 96, sine + 8, 16);
    b = step(b, c, v128.xor(c, v128.xor(d, a)), k + 144, sine + 12, 23);
  }
  for (let i: usize = 0, k: usize = 0; i < 4; i++, k += 192, sine += 16) {
    a = step(a, b, v128.xor(c, v128.or(b, v128.not(d))), k, sine, 6);
    d = step(d, a, v128.xor(b, v128.or(a, v128.not(c))), k + 112, sine + 4, 10);
    c = step(c, d, v128.xor(a, v128.or(d, v128.not(b))), k + 224, sine + 8, 15);
    b = step(b, c, v128.xor(d, v128.or(c, v128.not(a))), k + 80, sine + 12, 21);
  }
  add(0, a, wanted);
  add(16, b, wanted);
  add(32, c, wanted);
  add(48, d, wanted);
}

/** A step (RFC 1321 section 3.4): what a word becomes, of the function of the three others, which is known last and so added last. */
// @ts-ignore: decorator
@inline
function step(a: v128, b: v128, mixed: v128, k: usize, sine: usize, by: i32): v128 {
  const word = v128.load(words + (k & 255));
  const turning = i32x4.add(i32x4.add(a, i32x4.add(word, v128.load32_splat(sine))), mixed);
  return i32x4.add(b, v128.or(i32x4.shl(turning, by), i32x4.shr_u(turning, 32 - by)));
}

// @ts-ignore: decorator
@inline
function add(offset: usize, word: v128, wanted: v128): void {
  const before = v128.load(state + offset);
  v128.store(state + offset, v128.bitselect(i32x4.add(before, word), before, wanted));
}
