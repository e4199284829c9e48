// A table of flows: entries are found by what flows are known by, stand in queues by how long they have been idle, and are used
// again when their flow has ended, the last one first, so that a table with few flows stays small.
import { CACHE_LINE, allocate } from "../memory";
import * as queue from "./queue";
import {
  CHAIN,
  DST_IP,
  DETAILS,
  DST_MAC,
  FIRST,
  HASH,
  LAST,
  LAYERS_KNOWN,
  PORTS,
  QUEUE,
  QUEUED,
  SRC_IP,
  SRC_MAC,
} from "./layout";

/** Buckets at first, and how many times as many there are when they are too few: seldom, for every flow is put in its place anew. */
const FIRST_BUCKETS: u32 = 1 << 10;
const WIDENING: u32 = 4;
/** Whoever sends packets that all fall into one bucket has connections recorded early, but costs no more time than this. */
const MAX_CHAIN: u32 = 64;

// A table: its cells, their size and number, those used so far, how many of them are free and where the addresses of those are, flows
// and their cells, the buckets in use and at most, how many cells were cleared, how many queues there are, and the queues.
const BASE = 0;
const STRIDE = 4;
const CAPACITY = 8;
const TOUCHED = 12;
const FREE = 16;
const FREE_CELLS = 20;
const COUNT = 24;
const BUCKETS = 28;
const MASK = 32;
const MAX_MASK = 36;
const CELLS = 40;
const CLEARED = 44;
const QUEUES = 48;
const QUEUES_BEGIN: usize = 56;

/** Bytes of the memory that describes a table, and those that come to it for each of its queues. */
export const TABLE: i32 = <i32>QUEUES_BEGIN;
export const PER_QUEUE: i32 = queue.QUEUE;
/** Bytes that a flow takes besides its cell: the address of the cell while it is free, and no more than four buckets. */
const BESIDES: usize = 4 + 4 * 4;

/**
 * Makes a table of cells of so many bytes, which are whole cache lines, in so much memory, and of some more for flows that were
 * removed, but not given back. Flows that wait for the same time to pass stand in one of its queues.
 */
export function prepare(table: usize, stride: usize, room: usize, spare: usize, queues: u32): void {
  const capacity = <u32>max(room / (stride + BESIDES + <usize>queues * queue.BYTES_PER_FLOW), 16);
  let buckets: u32 = 32;
  while (buckets < 2 * capacity) buckets <<= 1;
  const cells = <usize>capacity + spare;
  store<u32>(table, <u32>allocate(cells * stride), BASE);
  store<u32>(table, <u32>allocate(cells << 2), FREE_CELLS);
  store<u32>(table, <u32>stride, STRIDE);
  store<u32>(table, capacity, CAPACITY);
  store<u32>(table, <u32>allocate(<usize>buckets * 4), BUCKETS);
  store<u32>(table, min<u32>(buckets, FIRST_BUCKETS) - 1, MASK);
  store<u32>(table, buckets - 1, MAX_MASK);
  store<u32>(table, queues, QUEUES);
  for (let i: u32 = 0; i < queues; i++) queue.prepare(queueAt(table, i), capacity);
}

// @ts-ignore: decorator
@inline
function queueAt(table: usize, number: u32): usize {
  return table + QUEUES_BEGIN + <usize>number * <usize>queue.QUEUE;
}

/** Whether the table was made. */
export function ready(table: usize): bool {
  return load<u32>(table, BASE) != 0;
}

/** Flows in the table; some take several cells. */
export function count(table: usize): u32 {
  return load<u32>(table, COUNT);
}

/** Whether so many cells are more than there is room for. */
export function full(table: usize, cells: u32): bool {
  return load<u32>(table, CELLS) + cells > load<u32>(table, CAPACITY);
}

/** A cell, of which nothing is said what it holds. The table must not be full. */
export function take(table: usize): usize {
  store<u32>(table, load<u32>(table, CELLS) + 1, CELLS);
  const free: u32 = load<u32>(table, FREE);
  if (free) {
    store<u32>(table, free - 1, FREE);
    return load<u32>(load<u32>(table, FREE_CELLS) + ((free - 1) << 2));
  }
  const touched = load<u32>(table, TOUCHED);
  store<u32>(table, touched + 1, TOUCHED);
  return <usize>load<u32>(table, BASE) + <usize>touched * load<u32>(table, STRIDE);
}

/** Gives a cell back. */
export function give(table: usize, cell: usize): void {
  const free: u32 = load<u32>(table, FREE);
  store<u32>(load<u32>(table, FREE_CELLS) + (free << 2), <u32>cell);
  store<u32>(table, free + 1, FREE);
}

// @ts-ignore: decorator
@inline
function bucketOf(table: usize, hash: u32): usize {
  return load<u32>(table, BUCKETS) + ((hash & load<u32>(table, MASK)) << 2);
}

/** Whether the key that `find` looked for has the source and destination of the flow; else they have changed places. */
export let ahead: bool = false;
/** The flow that has to go before another may come into the bucket where `find` looked in vain; 0 while there is room. */
export let surplus: usize = 0;

/** The flow that a key belongs to, in either direction; 0 where there is none. */
// @ts-ignore: decorator
@inline
export function find(table: usize, key: usize): usize {
  const hash = load<u32>(key, HASH);
  let entry = <usize>load<u32>(bucketOf(table, hash));
  let last: usize = 0;
  surplus = 0;
  for (let steps: u32 = 0; entry; steps++) {
    if (load<u32>(entry, HASH) == hash && belongs(entry, key)) return entry;
    last = entry;
    if (steps == MAX_CHAIN) {
      surplus = last;
      break;
    }
    entry = load<u32>(entry, CHAIN);
  }
  return 0;
}

/** Stands for a flow where there is none. */
const NOTHING: usize = memory.data(256, 64);

// Flows lie all over the memory. A processor that finds out one by one where each lies waits every time; one that is told about
// many at once fetches them at the same time.

/** Keys that `fetchFlows` takes at once. */
export const GROUP: u32 = 32;
const targets: usize = memory.data(<i32>GROUP * 4, 4);
/** A sum of all that was loaded, so that no compiler leaves the loads out. */
let fetched: u32 = 0;

/** Has the processor fetch what keys will be looked up in, and what is found there. */
export function fetchFlows(table: usize, keys: usize, count: u32): void {
  const buckets = load<u32>(table, BUCKETS);
  const mask = load<u32>(table, MASK);
  const end = targets + (count << 2);
  let sum: u32 = 0;
  for (let at = targets; at < end; at += 4, keys += 4) {
    const bucket = buckets + ((load<u32>(load<u32>(keys), HASH) & mask) << 2);
    store<u32>(at, bucket);
    sum += load<u32>(bucket);
  }
  for (let at = targets; at < end; at += 4) {
    const entry = load<u32>(load<u32>(at));
    store<u32>(at, entry);
    sum += lines(entry);
  }
  for (let at = targets; at < end; at += 4) sum += moreLines(load<u32>(at));
  fetched += sum;
}

/** Has the processor fetch flows, and where they are looked up. */
export function fetchEntries(table: usize, entries: usize, count: u32): void {
  const end = entries + (count << 2);
  let sum: u32 = 0;
  for (let at = entries; at < end; at += 4) sum += lines(load<u32>(at)) + load<u32>(load<u32>(at), FIRST);
  for (let at = entries; at < end; at += 4) {
    sum += load<u32>(bucketOf(table, load<u32>(load<u32>(at), HASH))) + moreLines(load<u32>(at));
  }
  fetched += sum;
}

/** Loads something of each cache line of a flow that most packets need. */
// @ts-ignore: decorator
@inline
function lines(entry: usize): u32 {
  const at = entry ? entry : NOTHING;
  return load<u32>(at, HASH) + load<u32>(at, LAST);
}

/** Loads something of each cache line of its details, which may be nothing at the beginning of the memory. */
// @ts-ignore: decorator
@inline
function moreLines(entry: usize): u32 {
  const at = <usize>load<u32>(entry ? entry : NOTHING, DETAILS);
  return load<u32>(at) + load<u32>(at, CACHE_LINE) + load<u32>(at, 2 * CACHE_LINE);
}

/** Whether two link addresses of a key equal two of a flow. */
// @ts-ignore: decorator
@inline
function equal(entry: usize, key: usize, first: usize, second: usize): bool {
  return load<u64>(entry + first) == load<u64>(key, SRC_MAC) && load<u64>(entry + second) == load<u64>(key, DST_MAC);
}

/** Whether two network addresses and two ports of a key equal those of a flow. */
// @ts-ignore: decorator
@inline
function equalEnds(entry: usize, key: usize, first: usize, second: usize, ports: u32): bool {
  const source = v128.xor(v128.load(entry + first), v128.load(key, SRC_IP));
  const others = v128.or(source, v128.xor(v128.load(entry + second), v128.load(key, DST_IP)));
  return !v128.any_true(v128.or(others, i32x4.splat(load<u32>(entry, PORTS) ^ ports)));
}

/**
 * Whether a key is that of a flow. Link addresses only count where there is no network layer: there may be several ways between
 * two hosts, and another one back.
 */
// @ts-ignore: decorator
@inline
function belongs(entry: usize, key: usize): bool {
  const layers = load<u32>(key, LAYERS_KNOWN);
  if ((load<u32>(entry, LAYERS_KNOWN) ^ layers) >> 8) return false;
  if (!(layers & 0xff00)) {
    ahead = equal(entry, key, SRC_MAC, DST_MAC);
    return ahead || equal(entry, key, DST_MAC, SRC_MAC);
  }
  // Both directions are looked at: which one it is, no processor can guess.
  const ports = load<u32>(key, PORTS);
  const back = equalEnds(entry, key, DST_IP, SRC_IP, rotl<u32>(ports, 16));
  ahead = equalEnds(entry, key, SRC_IP, DST_IP, ports);
  return <bool>((<u32>ahead) | (<u32>back));
}

/** An entry for a flow with this key, at the end of a queue. The table must not be full. */
export function insert(table: usize, key: usize, number: u32, tick: u32): usize {
  const entry = take(table);
  const used: u32 = load<u32>(table, COUNT) + 1;
  store<u32>(table, used, COUNT);
  if (used * 2 > load<u32>(table, MASK) && load<u32>(table, MASK) < load<u32>(table, MAX_MASK)) widen(table);
  for (let i: usize = 0; i < 64; i += 16) v128.store(entry + i, v128.load(key + i));
  chain(table, entry);
  append(table, entry, number, tick);
  return entry;
}

// @ts-ignore: decorator
@inline
function chain(table: usize, entry: usize): void {
  const bucket = bucketOf(table, load<u32>(entry, HASH));
  store<u32>(entry, load<u32>(bucket), CHAIN);
  store<u32>(bucket, <u32>entry);
}

/** More buckets. */
function widen(table: usize): void {
  const mask = min<u32>((load<u32>(table, MASK) + 1) * WIDENING - 1, load<u32>(table, MAX_MASK));
  store<u32>(table, mask, MASK);
  memory.fill(load<u32>(table, BUCKETS), 0, (<usize>mask + 1) * 4);
  for (let i: u32 = 0; i < load<u32>(table, QUEUES); i++) {
    const line = queueAt(table, i);
    for (let place = queue.first(line); place; place = queue.behind(line, place)) chain(table, load<u32>(place));
  }
}

/** Takes a flow of so many cells out of the table; they are still to be given back. */
export function remove(table: usize, entry: usize, cells: u32): void {
  store<u32>(table, load<u32>(table, CELLS) - cells, CELLS);
  let at = bucketOf(table, load<u32>(entry, HASH));
  for (let next = load<u32>(at); next != <u32>entry; next = load<u32>(at)) at = <usize>next + CHAIN;
  store<u32>(at, load<u32>(entry, CHAIN));
  queue.remove(entry);
  store<u32>(table, load<u32>(table, COUNT) - 1, COUNT);
}

/** The place of the flow of a queue that has been idle longest; 0 where the queue is empty. */
export function first(table: usize, number: u32): usize {
  return queue.first(queueAt(table, number));
}

/** The place of the flow behind another one in its queue; 0 behind the last one. */
// @ts-ignore: decorator
@inline
export function behind(table: usize, number: u32, place: usize): usize {
  return queue.behind(queueAt(table, number), place);
}

/** The flow of a queue that has been idle longest; 0 where the queue is empty. */
export function oldest(table: usize, number: u32): usize {
  const place = first(table, number);
  return place ? <usize>load<u32>(place) : 0;
}

function append(table: usize, entry: usize, number: u32, tick: u32): void {
  store<u32>(entry, tick, QUEUED);
  store<u8>(entry, <u8>number, QUEUE);
  queue.append(queueAt(table, number), entry);
}

/** A flow has a packet: it moves to the end of a queue, though not more than once a tick; the order within does not matter much. */
// @ts-ignore: decorator
@inline
export function touch(table: usize, entry: usize, number: u32, tick: u32): void {
  const moves = (load<u32>(entry, QUEUED) ^ tick) | ((<u32>load<u8>(entry, QUEUE)) ^ number);
  if (moves) requeue(table, entry, number, tick);
}

function requeue(table: usize, entry: usize, number: u32, tick: u32): void {
  queue.remove(entry);
  append(table, entry, number, tick);
}

/** The flow that has been idle longest; 0 where there is none. */
export function idleLongest(table: usize): usize {
  let found: usize = 0;
  for (let i: u32 = 0; i < load<u32>(table, QUEUES); i++) {
    const entry = oldest(table, i);
    if (entry && (!found || load<u64>(entry, LAST) < load<u64>(found, LAST))) found = entry;
  }
  return found;
}

/**
 * Clears a table: writes down its flows one cell after the other, at most `most`, and gives how many; where they are fewer, the
 * table is empty. Until then, nothing else may be done with it.
 */
export function clear(table: usize, to: usize, most: u32): u32 {
  const stride = load<u32>(table, STRIDE);
  const base = load<u32>(table, BASE);
  let i = load<u32>(table, CLEARED);
  let n: u32 = 0;
  for (; i < load<u32>(table, TOUCHED) && n < most; i++) {
    const cell = base + i * stride;
    if (!isFlow(table, cell)) continue;
    queue.remove(cell);
    store<u32>(to + (n << 2), cell);
    n++;
  }
  store<u32>(table, i, CLEARED);
  return n;
}

/** Whether a cell holds a flow: then the place that it has in a queue is its own. */
// @ts-ignore: decorator
@inline
function isFlow(table: usize, cell: usize): bool {
  const last = queueAt(table, load<u32>(table, QUEUES) - 1);
  return queue.holds(queueAt(table, 0), last, cell);
}

/** Forgets all flows and gives all cells back. */
export function reset(table: usize): void {
  if (!load<u32>(table, TOUCHED)) return;
  memory.fill(load<u32>(table, BUCKETS), 0, (<usize>load<u32>(table, MASK) + 1) * 4);
  for (let i: u32 = 0; i < load<u32>(table, QUEUES); i++) queue.reset(queueAt(table, i));
  store<u32>(table, 0, TOUCHED);
  store<u32>(table, 0, FREE);
  store<u32>(table, 0, COUNT);
  store<u32>(table, 0, CELLS);
  store<u32>(table, 0, CLEARED);
}
