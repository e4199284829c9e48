// SHA-1 (RFC 3174) of a short message, for identifiers that other programs compute alike; nothing here relies on it being hard
// to forge.

import { swap32 } from "../endian";

/** The words of the message and those made of them (RFC 3174 section 6.1). */
const words: usize = memory.data(80 * 4, 16);

/** Four numbers with the order of their bytes turned. */
// @ts-ignore: decorator
@inline
function swapped(four: v128): v128 {
  return v128.shuffle<u8>(four, four, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** Makes the next four words of those in front of them. The last one needs the first one, so that it is mended behind. */
// @ts-ignore: decorator
@inline
function spread(at: usize): void {
  const three = v128.shuffle<u32>(v128.load(at - 16), i64x2.splat(0), 1, 2, 3, 4);
  const mixed = v128.xor(v128.xor(three, v128.load(at - 32)), v128.xor(v128.load(at - 56), v128.load(at - 64)));
  const four = v128.or(v128.shl<u32>(mixed, 1), v128.shr<u32>(mixed, 31));
  const last = v128.extract_lane<u32>(four, 3) ^ rotl<u32>(v128.extract_lane<u32>(four, 0), 1);
  v128.store(at, i32x4.replace_lane(four, 3, last));
}

/** Writes the sum of at most 55 bytes, behind which as many may be read as make up 64, as 20 bytes. */
export function sha1(from: usize, length: usize, to: usize): void {
  for (let i: usize = 0; i < 64; i += 16) v128.store(words + i, i < length ? v128.load(from + i) : i64x2.splat(0));
  store<u64>(words + length, 0x80);
  for (let i = length + 8; i < ((length + 15) & ~15); i++) store<u8>(words + i, 0);
  for (let i: usize = 0; i < 64; i += 16) v128.store(words + i, swapped(v128.load(words + i)));
  store<u32>(words, (<u32>length) << 3, 60);
  for (let at = words + 64; at < words + 320; at += 16) spread(at);
  let a: u32 = 0x67452301;
  let b: u32 = 0xefcdab89;
  let c: u32 = 0x98badcfe;
  let d: u32 = 0x10325476;
  let e: u32 = 0xc3d2e1f0;
  let at = words;
  // Five steps at a time, after which the five words are in their places again.
  for (let i: u32 = 0; i < 4; i++, at += 20) {
    e += rotl<u32>(a, 5) + (d ^ (b & (c ^ d))) + load<u32>(at) + 0x5a827999;
    b = rotl<u32>(b, 30);
    d += rotl<u32>(e, 5) + (c ^ (a & (b ^ c))) + load<u32>(at, 4) + 0x5a827999;
    a = rotl<u32>(a, 30);
    c += rotl<u32>(d, 5) + (b ^ (e & (a ^ b))) + load<u32>(at, 8) + 0x5a827999;
    e = rotl<u32>(e, 30);
    b += rotl<u32>(c, 5) + (a ^ (d & (e ^ a))) + load<u32>(at, 12) + 0x5a827999;
    d = rotl<u32>(d, 30);
    a += rotl<u32>(b, 5) + (e ^ (c & (d ^ e))) + load<u32>(at, 16) + 0x5a827999;
    c = rotl<u32>(c, 30);
  }
  for (let i: u32 = 0; i < 4; i++, at += 20) {
    e += rotl<u32>(a, 5) + (b ^ c ^ d) + load<u32>(at) + 0x6ed9eba1;
    b = rotl<u32>(b, 30);
    d += rotl<u32>(e, 5) + (a ^ b ^ c) + load<u32>(at, 4) + 0x6ed9eba1;
    a = rotl<u32>(a, 30);
    c += rotl<u32>(d, 5) + (e ^ a ^ b) + load<u32>(at, 8) + 0x6ed9eba1;
    e = rotl<u32>(e, 30);
    b += rotl<u32>(c, 5) + (d ^ e ^ a) + load<u32>(at, 12) + 0x6ed9eba1;
    d = rotl<u32>(d, 30);
    a += rotl<u32>(b, 5) + (c ^ d ^ e) + load<u32>(at, 16) + 0x6ed9eba1;
    c = rotl<u32>(c, 30);
  }
  for (let i: u32 = 0; i < 4; i++, at += 20) {
    e += rotl<u32>(a, 5) + ((b & c) | (d & (b | c))) + load<u32>(at) + 0x8f1bbcdc;
    b = rotl<u32>(b, 30);
    d += rotl<u32>(e, 5) + ((a & b) | (c & (a | b))) + load<u32>(at, 4) + 0x8f1bbcdc;
    a = rotl<u32>(a, 30);
    c += rotl<u32>(d, 5) + ((e & a) | (b & (e | a))) + load<u32>(at, 8) + 0x8f1bbcdc;
    e = rotl<u32>(e, 30);
    b += rotl<u32>(c, 5) + ((d & e) | (a & (d | e))) + load<u32>(at, 12) + 0x8f1bbcdc;
    d = rotl<u32>(d, 30);
    a += rotl<u32>(b, 5) + ((c & d) | (e & (c | d))) + load<u32>(at, 16) + 0x8f1bbcdc;
    c = rotl<u32>(c, 30);
  }
  for (let i: u32 = 0; i < 4; i++, at += 20) {
    e += rotl<u32>(a, 5) + (b ^ c ^ d) + load<u32>(at) + 0xca62c1d6;
    b = rotl<u32>(b, 30);
    d += rotl<u32>(e, 5) + (a ^ b ^ c) + load<u32>(at, 4) + 0xca62c1d6;
    a = rotl<u32>(a, 30);
    c += rotl<u32>(d, 5) + (e ^ a ^ b) + load<u32>(at, 8) + 0xca62c1d6;
    e = rotl<u32>(e, 30);
    b += rotl<u32>(c, 5) + (d ^ e ^ a) + load<u32>(at, 12) + 0xca62c1d6;
    d = rotl<u32>(d, 30);
    a += rotl<u32>(b, 5) + (c ^ d ^ e) + load<u32>(at, 16) + 0xca62c1d6;
    c = rotl<u32>(c, 30);
  }
  store<u32>(to, swap32(a + 0x67452301));
  store<u32>(to, swap32(b + 0xefcdab89), 4);
  store<u32>(to, swap32(c + 0x98badcfe), 8);
  store<u32>(to, swap32(d + 0x10325476), 12);
  store<u32>(to, swap32(e + 0xc3d2e1f0), 16);
}
