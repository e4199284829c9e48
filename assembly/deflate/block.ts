// A block of deflate (RFC 1951 section 3.2): symbols and how often they occur in; stored, fixed or dynamic out, whichever is smallest.
import { assignCodes, codeLengths } from "./huffman";

/** Symbols that a block takes. Records of a lane are of one kind: a larger block has to describe its code less often. */
export const BLOCK_SYMBOLS: u32 = 1 << 15;
/** Symbols that may come on top, until somebody looks whether the block is full. */
const SYMBOL_SLACK: u32 = 64;

// A symbol: a literal or, from 256 on, a match's length less 3; then the code of its distance and the bits that this leaves open.
export const LENGTH: u32 = 256;
export const DISTANCE_SHIFT: u32 = 9;
export const EXTRA_SHIFT: u32 = 14;
/** The distance code of literals. */
export const NO_DISTANCE: u32 = 30;
const SYMBOL_MASK: u32 = (1 << DISTANCE_SHIFT) - 1;
/** The end of the block, where literals and lengths are counted. */
const END: u32 = 512;

/** The symbols of the block, u32 each. */
export const symbols: usize = memory.data((BLOCK_SYMBOLS + SYMBOL_SLACK) * 4, 16);
/** How often each literal and length occurs, and each distance code: u32. */
export const counts: usize = memory.data((END + 1) * 4, 16);
export const distanceCounts: usize = memory.data(32 * 4, 16);

// Alphabets of the format: literals, end of block and lengths; distances; lengths of codes.
const LITERALS: u32 = 286;
const FIXED_LITERALS: u32 = 288;
const DISTANCES: u32 = 30;
const RUNS: u32 = 19;
const END_OF_BLOCK: u32 = 256;
const FIRST_LENGTH: u32 = 257;
const LAST_LENGTH: u32 = 28;
const MAX_BITS: u32 = 15;
const MAX_RUN_BITS: u32 = 7;
// Runs: three and more of the length before, or of zeros.
const REPEAT: u32 = 16;
const ZEROS: u32 = 17;
const MANY_ZEROS: u32 = 18;
/** The most bytes that a stored block holds. */
const MAX_STORED: u32 = 0xffff;

// Kinds of block, as in the header.
const STORED: u32 = 0;
const FIXED: u32 = 1;
const DYNAMIC: u32 = 2;

/** Frequencies, lengths of codes and codes of both alphabets, the distances behind the literals. */
const DISTANCE_AT: u32 = 288;
const frequencies: usize = memory.data((DISTANCE_AT + 32) * 4, 16);
const dynamicLengths: usize = memory.data(DISTANCE_AT + 32, 16);
const fixedLengths: usize = memory.data(DISTANCE_AT + 32, 16);
const codes: usize = memory.data((DISTANCE_AT + 32) * 4, 16);
/** What each symbol is written as, u32: literals and lengths with their extra bits, and from bit 24 on how many bits it is. */
const words: usize = memory.data((END + 1) * 4, 16);
/** The same for distances, without the extra bits, and with the length of the code from bit 16 on. */
const distanceWords: usize = memory.data(32 * 4, 16);

/** The lengths of both codes one after the other, as the header of a block tells them. */
const told: usize = memory.data(DISTANCE_AT + 32, 16);
/** The same as runs: u16, a symbol of a code of their own with its extra bits from bit 8 on. */
const runs: usize = memory.data((LITERALS + DISTANCES) * 2, 16);
const runFrequencies: usize = memory.data(RUNS * 4, 16);
const runLengths: usize = memory.data(RUNS + 1, 16);
const runCodes: usize = memory.data(RUNS * 4, 16);
/** RFC 1951 section 3.2.7. */
const runOrder: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

let out: usize = 0;
/** Bits that are not a byte yet, and how many; never more than 7 between calls. */
let pending: u64 = 0;
let pendingBits: u32 = 0;

/** Starts writing at an address. Up to 7 bytes behind what is written are overwritten with rubbish. */
export function open(to: usize): void {
  out = to;
  pending = 0;
  pendingBits = 0;
  if (!load<u8>(fixedLengths)) fixLengths();
}

/** Ends on a byte, with an empty stored block as for a sync flush; gives the address behind the last byte. */
export function close(): usize {
  put(STORED << 1, 3);
  align();
  store<u32>(out, 0xffff_0000);
  return out + 4;
}

/** Writes a block and forgets its symbols: those up to `end`, which stand for the bytes from `from` to `to`. */
export function write(end: usize, from: usize, to: usize): void {
  store<u32>(counts, 1, END * 4);
  foldCounts();
  codeLengths(frequencies, LITERALS, MAX_BITS, dynamicLengths);
  codeLengths(frequencies + DISTANCE_AT * 4, DISTANCES, MAX_BITS, dynamicLengths + DISTANCE_AT);
  const literals = used(dynamicLengths, LITERALS, FIRST_LENGTH);
  const distances = used(dynamicLengths + DISTANCE_AT, DISTANCES, 1);
  const runsEnd = makeRuns(literals, distances);
  codeLengths(runFrequencies, RUNS, MAX_RUN_BITS, runLengths);
  let orders = RUNS;
  while (orders > 4 && !load<u8>(runLengths + load<u8>(runOrder + orders - 1))) orders--;

  const extra = extraBits();
  const dynamic: u32 = 14 + 3 * orders + runBits() + bodyBits(dynamicLengths) + extra;
  const fixed = bodyBits(fixedLengths) + extra;
  const size = <u32>(to - from);
  if ((size + (size / MAX_STORED + 1) * 5) << 3 <= min(dynamic, fixed)) {
    writeStored(from, to);
  } else if (fixed <= dynamic) {
    put(FIXED << 1, 3);
    writeSymbols(fixedLengths, end);
  } else {
    put(DYNAMIC << 1, 3);
    writeLengths(literals, distances, orders, runsEnd);
    writeSymbols(dynamicLengths, end);
  }
  memory.fill(counts, 0, (END + 1) * 4);
  memory.fill(distanceCounts, 0, 32 * 4);
}

// @ts-ignore: decorator
@inline
function put(bits: u32, count: u32): void {
  pending |= (<u64>bits) << pendingBits;
  pendingBits += count;
  store<u64>(out, pending);
  out += pendingBits >> 3;
  pending >>= pendingBits & 0x38;
  pendingBits &= 7;
}

function align(): void {
  put(0, (8 - pendingBits) & 7);
}

/** RFC 1951 section 3.2.6. */
function fixLengths(): void {
  for (let i: u32 = 0; i < FIXED_LITERALS; i++) store<u8>(fixedLengths + i, i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
  memory.fill(fixedLengths + DISTANCE_AT, 5, DISTANCES);
}

// RFC 1951 section 3.2.5: from 8 on, four codes for every power of two, and two for distances; 258 has its own.

// @ts-ignore: decorator
@inline
function lengthExtra(x: u32): u32 {
  return x == 255 ? 0 : 29 - clz(x | 4);
}

// @ts-ignore: decorator
@inline
function lengthCode(x: u32): u32 {
  const extra = lengthExtra(x);
  return x == 255 ? LAST_LENGTH : (extra << 2) + (x >> extra);
}

/** How many bits the code of a distance leaves open. */
// @ts-ignore: decorator
@inline
function distanceExtra(code: u32): u32 {
  return code < 2 ? 0 : (code >> 1) - 1;
}

/** Turns what was counted into frequencies of the format's alphabets. */
function foldCounts(): void {
  memory.copy(frequencies, counts, 256 * 4);
  store<u32>(frequencies, load<u32>(counts, END * 4), END_OF_BLOCK * 4);
  memory.fill(frequencies + FIRST_LENGTH * 4, 0, (FIXED_LITERALS - FIRST_LENGTH) * 4);
  for (let x: u32 = 0; x < 256; x++) {
    const frequency = frequencies + ((FIRST_LENGTH + lengthCode(x)) << 2);
    store<u32>(frequency, load<u32>(frequency) + load<u32>(counts + ((LENGTH + x) << 2)));
  }
  memory.copy(frequencies + DISTANCE_AT * 4, distanceCounts, DISTANCES * 4);
}

function extraBits(): u32 {
  let bits: u32 = 0;
  for (let x: u32 = 0; x < 256; x++) bits += load<u32>(counts + ((LENGTH + x) << 2)) * lengthExtra(x);
  for (let code: u32 = 0; code < DISTANCES; code++) bits += load<u32>(distanceCounts + (code << 2)) * distanceExtra(code);
  return bits;
}

function bodyBits(lengths: usize): u32 {
  let bits: u32 = 0;
  for (let i: u32 = 0; i < DISTANCE_AT + DISTANCES; i++) bits += load<u32>(frequencies + (i << 2)) * load<u8>(lengths + i);
  return bits;
}

/** How many codes are to be described: the last ones may be left out, but not the first `least`. */
function used(lengths: usize, size: u32, least: u32): u32 {
  while (size > least && !load<u8>(lengths + size - 1)) size--;
  return size;
}

/** Makes runs of the lengths of both codes; gives the address behind the last. A run may go on from the one into the other. */
function makeRuns(literals: u32, distances: u32): usize {
  memory.fill(runFrequencies, 0, RUNS * 4);
  memory.copy(told, dynamicLengths, literals);
  memory.copy(told + literals, dynamicLengths + DISTANCE_AT, distances);
  const end = told + literals + distances;
  let run = runs;
  for (let at = told; at < end;) {
    const length = <u32>load<u8>(at);
    let next = at + 1;
    while (next < end && load<u8>(next) == length) next++;
    let rest = <u32>(next - at);
    at = next;
    if (length) {
      run = addRun(run, length, 0);
      rest--;
    }
    while (rest >= 3) {
      const n = min<u32>(rest, length ? 6 : 138);
      if (length) run = addRun(run, REPEAT, n - 3);
      else run = n < 11 ? addRun(run, ZEROS, n - 3) : addRun(run, MANY_ZEROS, n - 11);
      rest -= n;
    }
    for (; rest; rest--) run = addRun(run, length, 0);
  }
  return run;
}

function addRun(run: usize, symbol: u32, extra: u32): usize {
  store<u16>(run, <u16>(symbol | (extra << 8)));
  const frequency = runFrequencies + (symbol << 2);
  store<u32>(frequency, load<u32>(frequency) + 1);
  return run + 2;
}

// @ts-ignore: decorator
@inline
function runExtra(symbol: u32): u32 {
  return symbol < REPEAT ? 0 : symbol == REPEAT ? 2 : symbol == ZEROS ? 3 : 7;
}

function runBits(): u32 {
  let bits: u32 = 0;
  for (let i: u32 = 0; i < RUNS; i++) bits += load<u32>(runFrequencies + (i << 2)) * (load<u8>(runLengths + i) + runExtra(i));
  return bits;
}

/** The header of a dynamic block (RFC 1951 section 3.2.7). */
function writeLengths(literals: u32, distances: u32, orders: u32, runsEnd: usize): void {
  put((literals - FIRST_LENGTH) | ((distances - 1) << 5) | ((orders - 4) << 10), 14);
  for (let i: u32 = 0; i < orders; i++) put(load<u8>(runLengths + load<u8>(runOrder + i)), 3);
  assignCodes(runLengths, RUNS, runCodes);
  for (let run = runs; run < runsEnd; run += 2) {
    const symbol = <u32>load<u8>(run);
    const code = load<u32>(runCodes + (symbol << 2));
    put(code & 0xffff, code >> 16);
    put(load<u8>(run, 1), runExtra(symbol));
  }
}

/** Writes the symbols and the end of the block. */
function writeSymbols(lengths: usize, end: usize): void {
  makeWords(lengths);
  let to = out;
  let bits = pending;
  let count = pendingBits;
  // Without a branch: a literal is followed by a distance of no bits. At most 7 + 20 + 28 bits.
  for (let at = symbols; at < end; at += 4) {
    const symbol = load<u32>(at);
    const word = load<u32>(words + ((symbol & SYMBOL_MASK) << 2));
    const distance = load<u32>(distanceWords + (((symbol >> DISTANCE_SHIFT) & 31) << 2));
    bits |= (<u64>(word & 0xff_ffff)) << count;
    count += word >> 24;
    bits |= (<u64>((distance & 0xffff) | ((symbol >> EXTRA_SHIFT) << ((distance >> 16) & 0xff)))) << count;
    count += distance >> 24;
    store<u64>(to, bits);
    to += count >> 3;
    bits >>= count & 0x38;
    count &= 7;
  }
  out = to;
  pending = bits;
  pendingBits = count;
  const word = load<u32>(words, END * 4);
  put(word & 0xff_ffff, word >> 24);
}

function makeWords(lengths: usize): void {
  assignCodes(lengths, FIXED_LITERALS, codes);
  assignCodes(lengths + DISTANCE_AT, DISTANCES, codes + DISTANCE_AT * 4);
  for (let i: u32 = 0; i < 256; i++) makeWord(i, i, 0, 0);
  for (let x: u32 = 0; x < 256; x++) {
    const extra = lengthExtra(x);
    makeWord(LENGTH + x, FIRST_LENGTH + lengthCode(x), x & ((1 << extra) - 1), extra);
  }
  makeWord(END, END_OF_BLOCK, 0, 0);
  for (let i: u32 = 0; i < DISTANCES; i++) {
    const code = load<u32>(codes + ((DISTANCE_AT + i) << 2));
    store<u32>(distanceWords + (i << 2), code | (((code >> 16) + distanceExtra(i)) << 24));
  }
}

function makeWord(word: u32, symbol: u32, extra: u32, extraCount: u32): void {
  const code = load<u32>(codes + (symbol << 2));
  const length = code >> 16;
  store<u32>(words + (word << 2), (code & 0xffff) | (extra << length) | ((length + extraCount) << 24));
}

/** RFC 1951 section 3.2.4. */
function writeStored(from: usize, to: usize): void {
  while (from < to) {
    const size = min<u32>(<u32>(to - from), MAX_STORED);
    put(STORED << 1, 3);
    align();
    store<u32>(out, size | (~size << 16));
    memory.copy(out + 4, from, size);
    out += 4 + size;
    from += size;
  }
}
