// Who the beginnings of link-layer addresses are assigned to (IEEE Std 802-2014 section 8). The host hands the table over where it is
// wanted: the number of ranges, the ranges by where they begin, and the names, each behind a byte with its length. A range has the
// first 36 bits of its first address above the place of its name; it ends where the next one begins.
import { allocate } from "../memory";

const PLACE_BITS: u64 = 28;
/** The first 36 of the 48 bits of an address, which stand at the top of 64. */
const PREFIX_SHIFT: u64 = 28;
const HEAD: usize = 8;
/** Behind the table, since a copy may take 16 bytes at a time. */
const MARGIN: usize = 16;

let table: usize = 0;

/** Address for a table of so many bytes. To be asked for once. */
export function room(size: usize): usize {
  table = allocate(size + MARGIN);
  return table;
}

/** The name of the vendor of the link-layer address at a place with 8 bytes to read; empty where there is none. */
export function nameOf(address: usize): u64 {
  if (!table) return 0;
  const prefix = bswap<u64>(load<u64>(address)) >> PREFIX_SHIFT;
  const count = load<u32>(table);
  let from: u32 = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (range(middle) >> PLACE_BITS <= prefix) from = middle + 1;
    else to = middle;
  }
  if (!from) return 0;
  const names = table + HEAD + ((<usize>count) << 3);
  const name = names + <usize>(range(from - 1) & ((1 << PLACE_BITS) - 1));
  return (<u64>(name + 1)) | ((<u64>load<u8>(name)) << 32);
}

function range(i: u32): u64 {
  return load<u64>(table + HEAD + ((<usize>i) << 3));
}
