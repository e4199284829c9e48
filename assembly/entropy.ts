// Shannon entropy of the payloads of a packet, in bits per byte. The payload of an inner layer is part of that of the layer
// around it, so bytes are counted once: from the innermost payload outward.
import { allocate } from "./memory";

// With c(n) = n log2 n, the entropy of N bytes is c(N) less the sum of c over how often each byte comes, divided by N. Sums are in
// units of 2^-40, as whole numbers, of which 2^64 is more than any packet comes to: they add up faster than others.
const ONE: f64 = 1_099_511_627_776;

/** Numbers up to this have their c in the table. */
const MOST: u32 = 1 << 14;
/** c(n), and c(n + 1) - c(n), which is what one more byte adds to the sum. */
let values: usize = 0;
let steps: usize = 0;
const counts: usize = memory.data(256 * 4, 16);

let from: usize = 0;
let to: usize = 0;
let sum: u64 = 0;
/** Whether entropy is wanted. */
export let wanted: bool = false;

export function want(on: bool): void {
  wanted = on;
  if (!on || steps) return;
  values = allocate(2 * MOST * 8);
  steps = values + MOST * 8;
  for (let n: u32 = 0; n < MOST; n++) {
    store<u64>(values + (n << 3), compute(n));
    store<u64>(steps + (n << 3), compute(n + 1) - compute(n));
  }
}

function compute(n: u32): u64 {
  return n ? <u64>nearest(<f64>n * NativeMath.log2(<f64>n) * ONE) : 0;
}

// @ts-ignore: decorator
@inline
function valueOf(n: u32): u64 {
  return n < MOST ? load<u64>(values + (n << 3)) : compute(n);
}

/** Forgets the packet before. */
export function reset(): void {
  from = to = 0;
}

/** Entropy of a range that contains the range asked for before it. */
export function entropy(start: usize, end: usize): f64 {
  if (!wanted || end <= start) return 0;
  if (to == 0 || start > from || end < to) {
    memory.fill(counts, 0, 256 * 4);
    sum = 0;
    add(start, end, end - start);
  } else {
    add(start, from, end - start);
    add(to, end, end - start);
  }
  from = start;
  to = end;
  const n = <u32>(end - start);
  return <f64>(<i64>(valueOf(n) - sum)) / (<f64>n * ONE);
}

/** Counts bytes, after which there are no more than so many in all. */
function add(start: usize, end: usize, all: usize): void {
  if (all > MOST) {
    addMany(start, end);
    return;
  }
  const table = steps;
  let total = sum;
  let p = start;
  for (; p + 8 <= end; p += 8) {
    const eight = load<u64>(p);
    total += one(table, (<u32>eight) & 0xff) + one(table, ((<u32>eight) >> 8) & 0xff);
    total += one(table, ((<u32>eight) >> 16) & 0xff) + one(table, (<u32>eight) >> 24);
    total += one(table, (<u32>(eight >> 32)) & 0xff) + one(table, (<u32>(eight >> 40)) & 0xff);
    total += one(table, (<u32>(eight >> 48)) & 0xff) + one(table, <u32>(eight >> 56));
  }
  for (; p < end; p++) total += one(table, load<u8>(p));
  sum = total;
}

/** Counts a byte; gives what it adds to the sum. */
// @ts-ignore: decorator
@inline
function one(table: usize, byte: u32): u64 {
  const count = counts + ((<usize>byte) << 2);
  const n = load<u32>(count);
  store<u32>(count, n + 1);
  return load<u64>(table + (n << 3));
}

function addMany(start: usize, end: usize): void {
  for (let p = start; p < end; p++) {
    const count = counts + ((<usize>load<u8>(p)) << 2);
    const n = load<u32>(count);
    sum += valueOf(n + 1) - valueOf(n);
    store<u32>(count, n + 1);
  }
}
