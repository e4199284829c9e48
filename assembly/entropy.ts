// Shannon entropy of the payloads of a packet, in bits per byte. The payload of an inner layer is part of that of the layer
// around it, so bytes are counted once: from the innermost payload outward.
import { allocate } from "./memory";

/** Counts up to this many have their step in the table. */
const STEPS: u32 = 1 << 14;

/** c(n + 1) - c(n) with c(n) = n log2 n: what one more byte adds to the sum over all counts. */
let steps: usize = 0;
const counts: usize = memory.data(256 * 4, 16);

let from: usize = 0;
let to: usize = 0;
let sum: f64 = 0;
/** Whether entropy is wanted. */
export let wanted: bool = false;

export function want(on: bool): void {
  wanted = on;
  if (!on || steps) return;
  steps = allocate(STEPS * 8);
  for (let n: u32 = 0; n < STEPS; n++) store<f64>(steps + (n << 3), step(n));
}

function step(n: u32): f64 {
  return n ? <f64>(n + 1) * log2(<f64>(n + 1)) - <f64>n * log2(<f64>n) : 0;
}

function log2(x: f64): f64 {
  return NativeMath.log2(x);
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
    add(start, end);
  } else {
    add(start, from);
    add(to, end);
  }
  from = start;
  to = end;
  const n = <f64>(end - start);
  const bits = log2(n) - sum / n;
  // Rounding may leave a tiny negative number where all bytes are equal.
  return bits > 1e-12 ? bits : 0;
}

function add(start: usize, end: usize): void {
  let total = sum;
  for (let p = start; p < end; p++) {
    const count = counts + ((<usize>load<u8>(p)) << 2);
    const n = load<u32>(count);
    total += n < STEPS ? load<f64>(steps + (n << 3)) : step(n);
    store<u32>(count, n + 1);
  }
  sum = total;
}
