// Which parts of a datagram have come: a bit for each unit of eight bytes, in which fragments are measured (RFC 791 section
// 3.1, RFC 8200 section 4.5).

/** Bytes of a map, which is enough for the longest datagram. */
export const MAP: u32 = 1024;

/** How many of the units from `first` up to, but not including, `last` have come; there must be one at least. */
export function covered(map: usize, first: u32, last: u32): u32 {
  let count: u64 = 0;
  const lastWord = (last - 1) >> 6;
  for (let word = first >> 6; word <= lastWord; word++) count += popcnt(load<u64>(map + (word << 3)) & bits(word, first, last));
  return <u32>count;
}

/** Notes that these units have come. */
export function cover(map: usize, first: u32, last: u32): void {
  const lastWord = (last - 1) >> 6;
  for (let word = first >> 6; word <= lastWord; word++) {
    const at = map + (word << 3);
    store<u64>(at, load<u64>(at) | bits(word, first, last));
  }
}

/** The bits of a word of the map that stand for units in a range, which has some in it. */
function bits(word: u32, first: u32, last: u32): u64 {
  const low = word == first >> 6 ? first & 63 : 0;
  const high = word == (last - 1) >> 6 ? (last - 1) & 63 : 63;
  return (u64.MAX_VALUE << low) & (u64.MAX_VALUE >> (63 - high));
}
