// Queues of flows by how long they have been idle. A queue is a ring of places, each with the address of a flow, which knows its
// place: what leaves its place leaves a gap, which is skipped when it comes first. So a flow that moves to the end touches no other
// flow, and those that end are found one behind the other. A place without a flow is 0.
import { allocate } from "../memory";
import { PLACE } from "./layout";

// A queue: the first place in use, the next one to be used, where the ring begins and ends.
const HEAD = 0;
const TAIL = 4;
const BEGIN = 8;
const END = 12;

/** Bytes of the memory that describes a queue. */
export const QUEUE: i32 = 16;
/** Bytes that a queue takes for each flow that it may have: more places than flows, so that gaps are seldom closed. */
export const BYTES_PER_FLOW: usize = 5;

/** Makes a queue for so many flows. Rings of queues that are made one after the other lie so in the memory. */
export function prepare(queue: usize, flows: u32): void {
  const size = ((<usize>flows * BYTES_PER_FLOW) & ~3) + 64;
  const begin = allocate(size);
  store<u32>(queue, <u32>begin, BEGIN);
  store<u32>(queue, <u32>(begin + size), END);
  reset(queue);
}

/** A queue whose flows were all taken out begins anew. */
export function reset(queue: usize): void {
  store<u32>(queue, load<u32>(queue, BEGIN), HEAD);
  store<u32>(queue, load<u32>(queue, BEGIN), TAIL);
}

/** The place behind another in the ring. */
// @ts-ignore: decorator
@inline
function next(queue: usize, place: usize): usize {
  return place + 4 == load<u32>(queue, END) ? <usize>load<u32>(queue, BEGIN) : place + 4;
}

/** The first place that is no gap, from one on; 0 where there is none. */
// @ts-ignore: decorator
@inline
function taken(queue: usize, place: usize): usize {
  const tail = load<u32>(queue, TAIL);
  while (place != tail && !load<u32>(place)) place = next(queue, place);
  return place == tail ? 0 : place;
}

/** The place of the first flow; 0 where there is none. */
export function first(queue: usize): usize {
  const place = taken(queue, load<u32>(queue, HEAD));
  store<u32>(queue, place ? <u32>place : load<u32>(queue, TAIL), HEAD);
  return place;
}

/** The place of the flow behind another; 0 where there is none. */
// @ts-ignore: decorator
@inline
export function behind(queue: usize, place: usize): usize {
  return taken(queue, next(queue, place));
}

/** Puts a flow at the end of a queue, for which it must not be too many. */
export function append(queue: usize, flow: usize): void {
  const place = load<u32>(queue, TAIL);
  store<u32>(place, <u32>flow);
  store<u32>(flow, place, PLACE);
  const tail = next(queue, place);
  store<u32>(queue, <u32>tail, TAIL);
  if (tail == load<u32>(queue, HEAD)) makeRoom(queue);
}

/** Takes a flow out of the queue that it is in. */
// @ts-ignore: decorator
@inline
export function remove(flow: usize): void {
  store<u32>(load<u32>(flow, PLACE), 0);
}

/** Whether a flow begins at an address: what would be its place is in a ring of the first to the last queue, and has that flow. */
// @ts-ignore: decorator
@inline
export function holds(firstQueue: usize, lastQueue: usize, flow: usize): bool {
  const place = load<u32>(flow, PLACE);
  const begin = load<u32>(firstQueue, BEGIN);
  if (place - begin >= load<u32>(lastQueue, END) - begin || place & 3) return false;
  return load<u32>(place) == <u32>flow;
}

/** All places are in use: the gaps are closed, for there are more places than flows. */
function makeRoom(queue: usize): void {
  const head = <usize>load<u32>(queue, HEAD);
  let to = head;
  let from = head;
  do {
    const flow = load<u32>(from);
    if (flow) {
      store<u32>(from, 0);
      store<u32>(to, flow);
      store<u32>(flow, <u32>to, PLACE);
      to = next(queue, to);
    }
    from = next(queue, from);
  } while (from != head);
  store<u32>(queue, <u32>to, TAIL);
}
