// Huffman codes as deflate wants them (RFC 1951 section 3.2.2): canonical, of bounded length, first bit lowest.

/** The most symbols of an alphabet: literals, end of block and lengths, with two that only the fixed code has. */
const MAX_SYMBOLS: u32 = 288;
const MAX_BITS: u32 = 15;
/** A leaf's key is its frequency and, in so many bits below, its symbol. */
const SYMBOL_BITS: u32 = 9;
const SYMBOL_MASK: u32 = (1 << SYMBOL_BITS) - 1;

/** Leaves in the order of their frequency. */
const leaves: usize = memory.data(MAX_SYMBOLS * 4, 16);
/** Weights of the inner nodes, in the order in which they are made, which is that of their weights. */
const weights: usize = memory.data(MAX_SYMBOLS * 4, 16);
/** u16: the inner node above a leaf (first half) or above an inner node (second half), later the depth. */
const leafParents: usize = memory.data(MAX_SYMBOLS * 2, 16);
const parents: usize = memory.data(MAX_SYMBOLS * 2, 16);
/** How many codes have each length; then, from the first, the next code of each length. */
const counts: usize = memory.data((MAX_BITS + 1) * 4, 16);

/**
 * Finds the lengths of the codes for `size` symbols: u32 frequencies in (their sum below 2^23), u8 lengths out, none longer
 * than `limit`. Every code is complete: where fewer than two symbols occur, symbols that do not get a code of one bit too.
 */
export function codeLengths(frequencies: usize, size: u32, limit: u32, lengths: usize): void {
  memory.fill(lengths, 0, size);
  let used: u32 = 0;
  for (let symbol: u32 = 0; symbol < size; symbol++) {
    const frequency = load<u32>(frequencies + (symbol << 2));
    if (frequency) store<u32>(leaves + (used++ << 2), (frequency << SYMBOL_BITS) | symbol);
  }
  if (used < 2) {
    const only = used ? load<u32>(leaves) & SYMBOL_MASK : 0;
    store<u8>(lengths + only, 1);
    store<u8>(lengths + (only ? 0 : 1), 1);
    return;
  }
  sort(used);
  countDepths(used, limit);
  shorten(limit);
  // The rarest symbols get the longest codes.
  let leaf = leaves;
  for (let length = limit; length; length--) {
    for (let n = load<u32>(counts + (length << 2)); n; n--, leaf += 4)
      store<u8>(lengths + (load<u32>(leaf) & SYMBOL_MASK), <u8>length);
  }
}

/** Shell sort: the leaves are few, and it needs no room. */
function sort(size: u32): void {
  for (let gap: u32 = 121; gap; gap = gap / 3) {
    for (let i = gap; i < size; i++) {
      const key = load<u32>(leaves + (i << 2));
      let j = i;
      for (; j >= gap; j -= gap) {
        const other = load<u32>(leaves + ((j - gap) << 2));
        if (other <= key) break;
        store<u32>(leaves + (j << 2), other);
      }
      store<u32>(leaves + (j << 2), key);
    }
  }
}

/** Joins the two lightest nodes until one is left; leaves and inner nodes are queues, both already sorted. */
function countDepths(size: u32, limit: u32): void {
  const last = size - 2;
  let leaf: u32 = 0;
  let inner: u32 = 0;
  for (let node: u32 = 0; node <= last; node++) {
    let weight: u32 = 0;
    for (let child = 0; child < 2; child++) {
      const fromLeaf = leaf < size ? load<u32>(leaves + (leaf << 2)) >> SYMBOL_BITS : u32.MAX_VALUE;
      const fromInner = inner < node ? load<u32>(weights + (inner << 2)) : u32.MAX_VALUE;
      if (fromLeaf <= fromInner) {
        weight += fromLeaf;
        store<u16>(leafParents + (leaf++ << 1), <u16>node);
      } else {
        weight += fromInner;
        store<u16>(parents + (inner++ << 1), <u16>node);
      }
    }
    store<u32>(weights + (node << 2), weight);
  }
  // A parent comes after its children, so from the end every depth follows from one that is known.
  store<u16>(parents + (last << 1), 0);
  for (let node = last; node--;) store<u16>(parents + (node << 1), depth(load<u16>(parents + (node << 1))));
  memory.fill(counts, 0, (MAX_BITS + 1) * 4);
  for (let i: u32 = 0; i < size; i++) bump(min<u32>(depth(load<u16>(leafParents + (i << 1))), limit), 1);
}

/** The depth below an inner node. */
// @ts-ignore: decorator
@inline
function depth(parent: u32): u16 {
  return load<u16>(parents + (parent << 1)) + 1;
}

// @ts-ignore: decorator
@inline
function bump(length: u32, by: i32): void {
  const count = counts + (length << 2);
  store<u32>(count, load<u32>(count) + by);
}

/** Codes that were cut to the limit are too many: for each, the longest shorter code becomes two that are one longer. */
function shorten(limit: u32): void {
  let room: i32 = 1 << limit;
  for (let length: u32 = 1; length <= limit; length++) room -= load<u32>(counts + (length << 2)) << (limit - length);
  for (; room < 0; room++) {
    let length = limit - 1;
    while (!load<u32>(counts + (length << 2))) length--;
    bump(limit, -1);
    bump(length, -1);
    bump(length + 1, 2);
  }
}

/** Gives the codes that follow from the lengths: u32 each, the code in the low half and its length in the high half. */
export function assignCodes(lengths: usize, size: u32, codes: usize): void {
  memory.fill(counts, 0, (MAX_BITS + 1) * 4);
  for (let i: u32 = 0; i < size; i++) bump(load<u8>(lengths + i), 1);
  store<u32>(counts, 0);
  let code: u32 = 0;
  for (let length: u32 = 1; length <= MAX_BITS; length++) {
    const next = counts + (length << 2);
    const count = load<u32>(next);
    code <<= 1;
    store<u32>(next, code);
    code += count;
  }
  for (let i: u32 = 0; i < size; i++) {
    const length = <u32>load<u8>(lengths + i);
    let entry: u32 = 0;
    if (length) {
      const next = counts + (length << 2);
      const value = load<u32>(next);
      store<u32>(next, value + 1);
      entry = (reverse(value) >> (16 - length)) | (length << 16);
    }
    store<u32>(codes + (i << 2), entry);
  }
}

/** The 16 bits of a number in the other order. */
function reverse(x: u32): u32 {
  x = ((x & 0x5555) << 1) | ((x >> 1) & 0x5555);
  x = ((x & 0x3333) << 2) | ((x >> 2) & 0x3333);
  x = ((x & 0x0f0f) << 4) | ((x >> 4) & 0x0f0f);
  return ((x & 0xff) << 8) | (x >> 8);
}
