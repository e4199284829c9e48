// Packets wait here for a second of capture time, so that flows see them in the order of their times: a capture whose packets are
// not sorted, as those of several network queues, gives the same flows as a sorted one. A packet that is later than that is
// taken when it comes.
import { allocate } from "../memory";
import { DIGEST_SIZE, TIME } from "./layout";

/** How long packets wait, in nanoseconds. */
const WAIT: u64 = 1_000_000_000;
/** A packet is of another time than the others where it is earlier by more than this. */
const FAR: u64 = 1 << 30;

/**
 * Where packets are: a ring of addresses, of which those in use come first, in the order of their times, and behind them those that
 * are free. So a packet in order costs a step, and one that is not has those moved that are later, but only their addresses.
 */
let ring: usize = 0;
let mask: u32 = 0;
/** The ring is as large as it has to be, so that the memory of packets is used again soon, up to this mask. */
let maxMask: u32 = 0;
const FIRST_MASK: u32 = 0xff;
let packets: usize = 0;
/** The next packet's place in the ring; only its low bits count. */
let next: u32 = 0;
/** Packets that wait. */
let waiting: u32 = 0;
/** The latest time of all packets. */
let latest: u64 = 0;

/** Sets memory aside; gives how much. */
export function prepare(room: usize): usize {
  maxMask = FIRST_MASK;
  while ((<usize>maxMask * 2 + 2) * DIGEST_SIZE <= room) maxMask = maxMask * 2 + 1;
  const capacity = <usize>maxMask + 1;
  packets = allocate(capacity * DIGEST_SIZE);
  ring = allocate(capacity << 2);
  extend(0, FIRST_MASK);
  return capacity * (DIGEST_SIZE + 4);
}

/** Fills the ring with free packets, behind those that are there already, which fill it up to its old mask. */
function extend(from: u32, newMask: u32): void {
  const begin = next & mask;
  // Those that wait and lie in front of the next one go on behind the old end.
  memory.copy(ring + (from << 2), ring, begin << 2);
  mask = newMask;
  next = begin;
  for (let i = from; i <= newMask; i++) store<u32>(at(i), <u32>packets + i * <u32>DIGEST_SIZE);
}

/** Whether memory was set aside. */
// @ts-ignore: decorator
@inline
export function ready(): bool {
  return ring != 0;
}

/** Whether a time is too early for its packets to be sorted in. */
export function isBefore(time: u64): bool {
  return time < latest && latest - time > FAR;
}

/** Forgets what time it is. No packet must be waiting. */
export function reset(): void {
  latest = 0;
}

/** The address that stands so many places behind that of the next packet. */
// @ts-ignore: decorator
@inline
function at(place: u32): usize {
  return ring + (((next + place) & mask) << 2);
}

// @ts-ignore: decorator
@inline
function timeAt(place: u32): u64 {
  return load<u64>(load<u32>(at(place)), TIME);
}

/** Room for another packet, the same until it is added; 0 where one has to be taken first. */
// @ts-ignore: decorator
@inline
export function room(): usize {
  if (waiting > mask) {
    if (mask == maxMask) return 0;
    extend(mask + 1, mask * 2 + 1);
  }
  return load<u32>(at(waiting));
}

/** Adds the packet for which there was `room`. */
// @ts-ignore: decorator
@inline
export function add(packet: usize): void {
  const time = load<u64>(packet, TIME);
  // The latest packet is still there, as the last one.
  if (time < latest) sortIn(packet, time);
  else latest = time;
  waiting++;
}

/** The addresses of the packets that `takeDue` gave, of four bytes each. */
export let taken: usize = 0;

/** Takes packets that have waited long enough, at most so many; gives how many. They are good until the next one is added. */
export function takeDue(most: u32): u32 {
  taken = at(0);
  // No further than the ring goes on.
  const end = min(most, min(waiting, mask + 1 - (next & mask)));
  let n: u32 = 0;
  while (n < end && latest - timeAt(n) >= WAIT) n++;
  next += n;
  waiting -= n;
  return n;
}

/** Takes the next packet, whether it has waited long enough or not; 0 where there is none. */
export function take(): usize {
  if (!waiting) return 0;
  const packet = <usize>load<u32>(at(0));
  next++;
  waiting--;
  return packet;
}

/** Puts the packet behind all others in front of the first that is later. */
function sortIn(packet: usize, time: u64): void {
  // Most are not far from their place: the steps back get longer until there is one that is not later.
  let end = waiting - 1;
  let step: u32 = 1;
  for (; step <= end && timeAt(end - step) > time; step <<= 1) end -= step;
  let begin = step <= end ? end - step + 1 : 0;
  while (begin < end) {
    const middle = (begin + end) >> 1;
    if (timeAt(middle) > time) end = middle;
    else begin = middle + 1;
  }
  for (let to = waiting; to > end;) {
    const place = (next + to) & mask;
    // What is behind the end of the ring comes from in front of it.
    const count = place ? min(to - end, place) : 1;
    if (place) memory.copy(ring + ((place - count + 1) << 2), ring + ((place - count) << 2), count << 2);
    else store<u32>(ring, load<u32>(ring + (mask << 2)));
    to -= count;
  }
  store<u32>(at(end), <u32>packet);
}
