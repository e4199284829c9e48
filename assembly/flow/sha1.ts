// SHA-1 (RFC 3174) of a short message, for identifiers that other programs compute alike; nothing here relies on it being hard
// to forge.

/** The words of the message and those made of them (RFC 3174 section 6.1). */
const words: usize = memory.data(80 * 4, 16);

/** Writes the sum of at most 55 bytes, behind which as many may be read as make up 64, as 20 bytes. */
export function sha1(from: usize, length: usize, to: usize): void {
  for (let i: usize = 0; i < 64; i += 16) v128.store(words + i, i < length ? v128.load(from + i) : i64x2.splat(0));
  store<u64>(words + length, 0x80);
  for (let i = length + 8; i < ((length + 15) & ~15); i++) store<u8>(words + i, 0);
  for (let i: usize = 0; i < 56; i += 4) store<u32>(words + i, bswap<u32>(load<u32>(words + i)));
  store<u64>(words, (<u64>length) << 35, 56);
  for (let at = words + 64; at < words + 320; at += 4) {
    store<u32>(at, rotl<u32>(load<u32>(at - 12) ^ load<u32>(at - 32) ^ load<u32>(at - 56) ^ load<u32>(at - 64), 1));
  }
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
  store<u32>(to, bswap<u32>(a + 0x67452301));
  store<u32>(to, bswap<u32>(b + 0xefcdab89), 4);
  store<u32>(to, bswap<u32>(c + 0x98badcfe), 8);
  store<u32>(to, bswap<u32>(d + 0x10325476), 12);
  store<u32>(to, bswap<u32>(e + 0xc3d2e1f0), 16);
}
