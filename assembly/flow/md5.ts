// MD5 (RFC 1321), for identifiers that other programs compute alike; nothing here relies on it being hard to forge.
import { hexadecimal } from "../text";

/** floor(2^32 * abs(sin(i + 1))), RFC 1321 section 3.4. */
// prettier-ignore
const sines: usize = memory.data<u32>([
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
  0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
  0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
  0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
  0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
  0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
  0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
  0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
], 16);
const block: usize = memory.data(64, 16);

let a0: u32 = 0;
let b0: u32 = 0;
let c0: u32 = 0;
let d0: u32 = 0;

/** Writes the sum of some bytes, behind which 64 more may be read, as 32 hexadecimal digits. */
export function md5(from: usize, length: usize, to: usize): void {
  a0 = 0x67452301;
  b0 = 0xefcdab89;
  c0 = 0x98badcfe;
  d0 = 0x10325476;
  let rest = length;
  for (; rest >= 64; rest -= 64, from += 64) round(from);
  const empty = i64x2.splat(0);
  for (let i: usize = 0; i < 64; i += 16) v128.store(block + i, i < rest ? v128.load(from + i) : empty);
  // What lies behind the message in its last 16 bytes becomes a bit that ends it, and zeros.
  for (let i = rest | 15; i > rest; i--) store<u8>(block + i, 0);
  store<u8>(block + rest, 0x80);
  if (rest > 55) {
    round(block);
    for (let i: usize = 0; i < 64; i += 16) v128.store(block + i, empty);
  }
  store<u64>(block, (<u64>length) << 3, 56);
  round(block);
  hexadecimal(to, a0);
  hexadecimal(to + 8, b0);
  hexadecimal(to + 16, c0);
  hexadecimal(to + 24, d0);
}

// The four rounds of RFC 1321 section 3.4: a function, an order of the words, and four shifts that repeat.

function round(at: usize): void {
  let a = a0;
  let b = b0;
  let c = c0;
  let d = d0;
  for (let i: u32 = 0; i < 16; i += 4) {
    a = b + rotl(a + (d ^ (b & (c ^ d))) + term(at, i, i), 7);
    d = a + rotl(d + (c ^ (a & (b ^ c))) + term(at, i + 1, i + 1), 12);
    c = d + rotl(c + (b ^ (d & (a ^ b))) + term(at, i + 2, i + 2), 17);
    b = c + rotl(b + (a ^ (c & (d ^ a))) + term(at, i + 3, i + 3), 22);
  }
  for (let i: u32 = 16; i < 32; i += 4) {
    a = b + rotl(a + (c ^ (d & (b ^ c))) + term(at, i, 5 * i + 1), 5);
    d = a + rotl(d + (b ^ (c & (a ^ b))) + term(at, i + 1, 5 * i + 6), 9);
    c = d + rotl(c + (a ^ (b & (d ^ a))) + term(at, i + 2, 5 * i + 11), 14);
    b = c + rotl(b + (d ^ (a & (c ^ d))) + term(at, i + 3, 5 * i + 16), 20);
  }
  for (let i: u32 = 32; i < 48; i += 4) {
    a = b + rotl(a + (b ^ c ^ d) + term(at, i, 3 * i + 5), 4);
    d = a + rotl(d + (a ^ b ^ c) + term(at, i + 1, 3 * i + 8), 11);
    c = d + rotl(c + (d ^ a ^ b) + term(at, i + 2, 3 * i + 11), 16);
    b = c + rotl(b + (c ^ d ^ a) + term(at, i + 3, 3 * i + 14), 23);
  }
  for (let i: u32 = 48; i < 64; i += 4) {
    a = b + rotl(a + (c ^ (b | ~d)) + term(at, i, 7 * i), 6);
    d = a + rotl(d + (b ^ (a | ~c)) + term(at, i + 1, 7 * i + 7), 10);
    c = d + rotl(c + (a ^ (d | ~b)) + term(at, i + 2, 7 * i + 14), 15);
    b = c + rotl(b + (d ^ (c | ~a)) + term(at, i + 3, 7 * i + 21), 21);
  }
  a0 += a;
  b0 += b;
  c0 += c;
  d0 += d;
}

/** A word of the block and the sine of the step. */
// @ts-ignore: decorator
@inline
function term(at: usize, step: u32, word: u32): u32 {
  return load<u32>(at + ((word & 15) << 2)) + load<u32>(sines + (step << 2));
}
