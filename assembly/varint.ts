// Varints (protobuf.dev, "Encoding"): seven bits a byte, the lowest first, the highest bit of a byte set where more follow.

/** By the leading zeros of a number of at most 21 bits: the bits that say that more follows, and in the highest byte its size. */
const forms: usize = memory.data(33 * 4, 4);

for (let zeros: u32 = 0; zeros <= 32; zeros++) {
  const size = varintSize(u32.MAX_VALUE >>> min(zeros, 31));
  store<u32>(forms + (zeros << 2), (size << 24) | (size == 1 ? 0 : size == 2 ? 0x80 : 0x8080));
}

/** Bytes that a number takes. */
// @ts-ignore: decorator
@inline
export function varintSize(v: u32): u32 {
  return v < 0x80 ? 1 : v < 0x4000 ? 2 : v < 0x20_0000 ? 3 : v < 0x1000_0000 ? 4 : 5;
}

/** Appends a varint; up to seven bytes of rubbish behind it are overwritten by what comes next. */
export function varint(p: usize, v: u32): usize {
  if (v < 0x20_0000) {
    const form = load<u32>(forms + (clz(v) << 2));
    store<u32>(p, threeGroups(v) + form);
    return p + (form >> 24);
  }
  const size: u32 = v < 0x1000_0000 ? 4 : 5;
  store<u64>(p, spread(v) | (size == 4 ? 0x80_8080 : 0x8080_8080));
  return p + size;
}

/** The groups of seven bits of a number of at most 21 bits, a byte each. */
// @ts-ignore: decorator
@inline
function threeGroups(v: u32): u32 {
  // What is above the first group moves up by one bit, and what is above the second by one more.
  return v + (v & ~0x7f) + ((v & ~0x3fff) << 1);
}

/** The groups of seven bits of any number, a byte each. */
// @ts-ignore: decorator
@inline
function spread(v: u32): u64 {
  const w = <u64>v;
  return (w & 0x7f) | ((w << 1) & 0x7f00) | ((w << 2) & 0x7f_0000) | ((w << 3) & 0x7f00_0000) | ((w << 4) & 0x7f_0000_0000);
}

/** Stores a varint of a size known before, and nothing behind it. */
// @ts-ignore: decorator
@inline
export function putVarint(at: usize, v: u32, size: u32): void {
  if (size == 1) {
    store<u8>(at, <u8>v);
    return;
  }
  for (let i: u32 = 1; i < size; i++, v >>= 7) store<u8>(at++, (<u8>v) | 0x80);
  store<u8>(at, <u8>v);
}

// Fields, tag and number, of which it is known how many bits the number has at most; nothing where it is 0.

// @ts-ignore: decorator
@inline
export function bits7(p: usize, tagSize: u32, tag: u32, v: u32): usize {
  if (!v) return p;
  store<u32>(p, tag | (v << (tagSize << 3)));
  return p + tagSize + 1;
}

// @ts-ignore: decorator
@inline
export function bits8(p: usize, tagSize: u32, tag: u32, v: u32): usize {
  if (!v) return p;
  const more = v & 0x80;
  store<u32>(p, tag | ((v + (more << 1)) << (tagSize << 3)));
  return p + tagSize + 1 + (more >> 7);
}

// @ts-ignore: decorator
@inline
export function bits21(p: usize, tagSize: u32, tag: u32, v: u32): usize {
  return v ? field21(p, tagSize, tag, v) : p;
}

/** The same of fields of which nothing is known: without a branch on whether the number is 0, either. */
// @ts-ignore: decorator
@inline
export function any21(p: usize, tagSize: u32, tag: u32, v: u32): usize {
  return select<usize>(field21(p, tagSize, tag, v), p, v != 0);
}

// @ts-ignore: decorator
@inline
function field21(p: usize, tagSize: u32, tag: u32, v: u32): usize {
  // Without a branch on how many bytes: ports and lengths would defeat its prediction.
  const form = load<u32>(forms + (clz(v) << 2));
  store<u64>(p, (<u64>tag) | ((<u64>(threeGroups(v) + form)) << (tagSize << 3)));
  return p + tagSize + (form >> 24);
}

// @ts-ignore: decorator
@inline
export function bits32(p: usize, tagSize: u32, tag: u32, v: u32): usize {
  if (!v) return p;
  const size = (<u32>(38 - clz(v)) * 37) >> 8;
  const more = (<u64>0x8080_8080) >> ((5 - size) << 3);
  store<u64>(p, (<u64>tag) | ((spread(v) | more) << (tagSize << 3)));
  return p + tagSize + size;
}
