// Deflate (RFC 1951) for lanes: records of one kind, each much like some record before it. Greedy, from three candidates:
// the distance of the last match, as a record that differs in one field goes on like the record before; the last place of
// the same eight bytes, which finds the same addresses; and the last place of the same four. Which of them wins cannot be
// foretold, so they are compared without a branch: that made it about 1.25 times as fast.
import { allocate } from "../memory";
import * as block from "./block";
import { BLOCK_SYMBOLS, counts, DISTANCE_SHIFT, distanceCounts, EXTRA_SHIFT, LENGTH, NO_DISTANCE, symbols } from "./block";

// Where each hash was seen last: 16 bits of the offset in the input, which is more than a distance can bridge.
const LONG_BITS = 15;
const SHORT_BITS = 14;
const longs: usize = memory.data(2 << LONG_BITS, 16);
const shorts: usize = memory.data(2 << SHORT_BITS, 16);

const WINDOW: u32 = 1 << 15;
const MIN_LENGTH: u32 = 3;
const MAX_LENGTH: u32 = 258;
/** Bytes that are compared at once. */
const STRIDE: u32 = 8;
// What `same` gives for four equal bytes and for eight.
const FOUR: u64 = 0x8000_0000;
const EIGHT: u64 = 0x8000_0000_0000_0000;
/** Literals in a row until data counts as incompressible: then the steps get longer, by one as often as this many more come. */
const PATIENCE: usize = 64;
const MAX_STEP: usize = 32;

/** Address of what `deflate` made, until it is called again. */
export let deflated: usize = 0;
let capacity: u32 = 0;

/**
 * Compresses bytes into whole blocks, none of them the last, that end on a byte: what several calls give can be joined.
 * Gives how many bytes are at `deflated`, which depends on nothing but the input. Reads (and ignores) up to 7 bytes behind it.
 */
export function deflate(from: usize, size: u32): u32 {
  reserve(size);
  memory.fill(longs, 0, 2 << LONG_BITS);
  memory.fill(shorts, 0, 2 << SHORT_BITS);
  block.open(deflated);
  if (size) compress(from, from + size);
  return <u32>(block.close() - deflated);
}

/** Makes room for the worst case: blocks that are stored, of at least BLOCK_SYMBOLS bytes but for the last. */
function reserve(size: u32): void {
  const most = size + (size >> 10) + 64;
  if (most <= capacity) return;
  capacity = max(most, capacity * 2);
  deflated = allocate(capacity);
}

function compress(from: usize, end: usize): void {
  let blockStart = from;
  let to = literal(symbols, load<u8>(from));
  let last: u32 = 1;
  let p = from + 1;
  let patience = p + PATIENCE;
  while (p + STRIDE <= end) {
    if (to >= symbols + BLOCK_SYMBOLS * 4) {
      block.write(to, blockStart, p);
      blockStart = p;
      to = symbols;
    }
    const at = <u32>(p - from);
    const window = min(at, WINDOW);
    const here = load<u64>(p);
    const long = longSlot(here);
    const short = shortSlot(here);
    let longDistance = (at - load<u16>(long)) & 0xffff;
    let shortDistance = (at - load<u16>(short)) & 0xffff;
    store<u16>(long, <u16>at);
    store<u16>(short, <u16>at);
    longDistance = select(longDistance, last, longDistance - 1 < window);
    shortDistance = select(shortDistance, last, shortDistance - 1 < window);

    let distance = last;
    let equal = same(here, p - last);
    const longEqual = same(here, p - longDistance);
    distance = select(longDistance, distance, longEqual >= equal);
    equal = max(longEqual, equal);
    const shortEqual = same(here, p - shortDistance);
    distance = select(shortDistance, distance, shortEqual > equal);
    equal = max(shortEqual, equal);

    if (equal < FOUR) {
      to = literal(to, (<u32>here) & 0xff);
      p++;
      if (p > patience) {
        const next = min(p + min((p - patience) / PATIENCE, MAX_STEP), end);
        while (p < next) to = literal(to, load<u8>(p++));
      }
      continue;
    }
    const length = equal & EIGHT ? matchLength(p, distance, end) : <u32>popcnt(equal);
    to = copy(to, length, distance);
    last = distance;
    remember(longSlot(load<u64>(p, 1)), at + 1);
    remember(longSlot(load<u64>(p, 2)), at + 2);
    remember(shortSlot(load<u64>(p, 1)), at + 1);
    p += length;
    remember(longSlot(load<u64>(p - 2)), at + length - 2);
    remember(longSlot(load<u64>(p - 1)), at + length - 1);
    remember(shortSlot(load<u64>(p - 2)), at + length - 2);
    patience = p + PATIENCE;
  }
  while (p < end) to = literal(to, load<u8>(p++));
  if (to != symbols) block.write(to, blockStart, end);
}

// @ts-ignore: decorator
@inline
function longSlot(bytes: u64): usize {
  return longs + ((<usize>((bytes * 0x9e37_79b1_85eb_ca87) >> (64 - LONG_BITS))) << 1);
}

// @ts-ignore: decorator
@inline
function shortSlot(bytes: u64): usize {
  return shorts + (((<u32>bytes * 0x9e37_79b1) >> (32 - SHORT_BITS)) << 1);
}

// @ts-ignore: decorator
@inline
function remember(slot: usize, at: u32): void {
  store<u16>(slot, <u16>at);
}

/** Which of eight bytes are, from the first on, the same as those at an address: the highest bit of each. More is greater. */
// @ts-ignore: decorator
@inline
function same(bytes: u64, other: usize): u64 {
  const difference = bytes ^ load<u64>(other);
  return (difference - 1) & ~difference & 0x8080_8080_8080_8080;
}

/** How many bytes are the same as those before them, where eight are known to be. */
// @ts-ignore: decorator
@inline
function matchLength(p: usize, distance: u32, end: usize): u32 {
  const stop = min(p + MAX_LENGTH, end);
  let at = p + STRIDE;
  while (at < stop) {
    const difference = load<u64>(at) ^ load<u64>(at - distance);
    if (difference) {
      at += <usize>(ctz(difference) >> 3);
      break;
    }
    at += STRIDE;
  }
  return <u32>(min(at, stop) - p);
}

// @ts-ignore: decorator
@inline
function literal(to: usize, byte: u32): usize {
  store<u32>(to, byte | (NO_DISTANCE << DISTANCE_SHIFT));
  increment(counts + (byte << 2));
  return to + 4;
}

// @ts-ignore: decorator
@inline
function copy(to: usize, length: u32, distance: u32): usize {
  const symbol = LENGTH + length - MIN_LENGTH;
  // RFC 1951 section 3.2.5: two codes for every power of two of the distance less 1.
  const x = distance - 1;
  const extra = 30 - clz(x | 2);
  const code = (extra << 1) + (x >> extra);
  store<u32>(to, symbol | (code << DISTANCE_SHIFT) | ((x & ((1 << extra) - 1)) << EXTRA_SHIFT));
  increment(counts + (symbol << 2));
  increment(distanceCounts + (code << 2));
  return to + 4;
}

// @ts-ignore: decorator
@inline
function increment(count: usize): void {
  store<u32>(count, load<u32>(count) + 1);
}
