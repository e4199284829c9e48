// Packets wait here for a second of capture time, so that flows see them in the order of their times: a capture whose packets are
// not sorted, as those of several network queues, gives the same flows as a sorted one. A packet that is later than that is
// taken when it comes.
import { allocate } from "../memory";
import * as fetched from "./fetched";
import { CACHE_LINE, CHAIN, DIGEST_SIZE, TIME } from "./layout";

/** Packets are sorted into slots of 2^20 ns, and wait for 960 of them, which is a second. */
const SLOT_BITS: u64 = 20;
const SLOTS: u64 = 1024;
const WAIT: u64 = 960;
/** Packets of a slot that one may be sorted in behind; many have never been seen to be out of order within a millisecond. */
const MAX_STEPS: u32 = 256;

/** First and last packet of each slot. */
const slots: usize = memory.data(1024 * 8, 8);

let base: usize = 0;
let capacity: u32 = 0;
let touched: u32 = 0;
/** Rooms that were given back, the first one first, so that packets in order lie in order and are fetched before they are wanted. */
let free: usize = 0;
let lastFree: usize = 0;
/** Packets that wait. */
let waiting: u32 = 0;
/** The slots, counted from 1970, of the packets that are next and of the latest one. */
let next: u64 = 0;
let latest: u64 = 0;

/** Sets memory aside. */
export function prepare(room: usize): void {
  capacity = <u32>max(room / DIGEST_SIZE, 16);
  base = allocate(<usize>capacity * DIGEST_SIZE);
}

/** Whether memory was set aside. */
// @ts-ignore: decorator
@inline
export function ready(): bool {
  return base != 0;
}

/** Whether a time is too early for its packets to be sorted in. */
export function isBefore(time: u64): bool {
  return (time >> SLOT_BITS) + SLOTS < latest;
}

/** Forgets what time it is. No packet must be waiting. */
export function reset(): void {
  next = 0;
  latest = 0;
}

/** Room for another packet, to be given to `add` or `release`; 0 where one has to be taken first. */
export function room(): usize {
  const packet = free;
  if (packet) {
    free = load<u32>(packet, CHAIN);
    return packet;
  }
  if (touched == capacity) return 0;
  touched++;
  return base + <usize>(touched - 1) * DIGEST_SIZE;
}

/** Gives back the room of a packet. */
// @ts-ignore: decorator
@inline
export function release(packet: usize): void {
  store<u32>(packet, 0, CHAIN);
  if (free) store<u32>(lastFree, <u32>packet, CHAIN);
  else free = packet;
  lastFree = packet;
}

/** A packet of this time is there. Where `isFull` says so, `takeDue` must have given fewer than it may before it is added. */
// @ts-ignore: decorator
@inline
export function advance(time: u64): void {
  latest = max(latest, time >> SLOT_BITS);
}

/** Whether there is no slot for the packet that is there, unless all that are due are taken first. */
// @ts-ignore: decorator
@inline
export function isFull(): bool {
  return next + SLOTS <= latest;
}

/** Writes down which packets have waited long enough, those that are next first, to be released; gives how many, at most `most`. */
export function takeDue(to: usize, most: u32): u32 {
  let n: u32 = 0;
  while (waiting && next + WAIT <= latest) {
    const ends = slotOf(next);
    if (!load<u32>(ends)) {
      next++;
      continue;
    }
    if (n == most) return n;
    if (!n) fetchFrom(load<u32>(ends), most);
    store<u32>(to + (n << 2), <u32>pop(ends));
    n++;
  }
  if (!waiting && next + WAIT <= latest) next = latest - WAIT + 1;
  return n;
}

/** The next packet, to be released, whether it has waited long enough or not; 0 where there is none. */
export function take(): usize {
  if (!waiting) return 0;
  while (!load<u32>(slotOf(next))) next++;
  return pop(slotOf(next));
}

/** Has the processor fetch so many packets from one on: those in order lie in order. */
function fetchFrom(from: usize, count: usize): void {
  const end = min(from + count * DIGEST_SIZE, base + <usize>touched * DIGEST_SIZE);
  let sum: u32 = 0;
  for (let at = from; at < end; at += DIGEST_SIZE) sum += load<u32>(at) + load<u32>(at, CACHE_LINE);
  fetched.keep(sum);
}

// @ts-ignore: decorator
@inline
function slotOf(slot: u64): usize {
  return slots + ((<usize>(slot & (SLOTS - 1))) << 3);
}

// @ts-ignore: decorator
@inline
function pop(ends: usize): usize {
  const packet = <usize>load<u32>(ends);
  const behind = load<u32>(packet, CHAIN);
  store<u32>(ends, behind);
  if (!behind) store<u32>(ends, 0, 4);
  waiting--;
  return packet;
}

/** Adds a packet; one that is later than all that wait is the next. */
// @ts-ignore: decorator
@inline
export function add(packet: usize): void {
  const time = load<u64>(packet, TIME);
  const ends = slotOf(max(time >> SLOT_BITS, next));
  const last = <usize>load<u32>(ends, 4);
  waiting++;
  if (last && load<u64>(last, TIME) > time) {
    sortIn(ends, packet, time);
    return;
  }
  store<u32>(packet, 0, CHAIN);
  store<u32>(last ? last + CHAIN : ends, <u32>packet);
  store<u32>(ends, <u32>packet, 4);
}

/** Puts a packet in front of the first later one of its slot. */
function sortIn(at: usize, packet: usize, time: u64): void {
  let place = at;
  let other = <usize>load<u32>(place);
  for (let steps: u32 = 0; load<u64>(other, TIME) <= time && steps < MAX_STEPS; steps++) {
    place = other + CHAIN;
    other = load<u32>(place);
  }
  store<u32>(packet, <u32>other, CHAIN);
  store<u32>(place, <u32>packet);
}
