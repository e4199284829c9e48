// What records of flows and their features need beyond a connection: times of each direction, and statistics over its packets. It is
// kept only where these records are wanted, in a part of the connection of its own.
import { Layer } from "../gen/layer";
import * as writer from "../writer";
import { CONTENT, FIRST, FLAGS, HEADER, LAST, PACKETS, Side, TIME, TRANSPORT, WINDOW, WIRE } from "./layout";
import * as statistic from "./statistic";

// First and last time of each direction, then a part a direction, then a common one.
const TIMES_SIZE: usize = 32;
const LENGTHS: usize = 0;
const CONTENTS: usize = 32;
const GAPS: usize = 64;
/** Bytes of transport headers. */
const HEADERS: usize = 96;
/** Segments with each of eight flags. */
const FLAGGED: usize = 104;
const BULKS: usize = 136;
const BULK_PACKETS: usize = 140;
const BULK_BYTES: usize = 144;
const BULK_TIME: usize = 152;
/** The run of packets with content at hand, which may become a bulk. */
const RUN_FIRST: usize = 160;
const RUN_LAST: usize = 168;
const RUN_BYTES: usize = 176;
const RUN_PACKETS: usize = 184;
const DATA_PACKETS: usize = 188;
const INIT_WINDOW: usize = 192;
const HEADER_MIN: usize = 196;
const DIRECTION_SIZE: usize = 208;
const COMMON: usize = TIMES_SIZE + 2 * DIRECTION_SIZE;
const ALL_GAPS: usize = 0;
const ACTIVE: usize = 32;
const IDLE: usize = 64;
const IDLE_COUNT: usize = 96;
const PAUSES: usize = 100;
const ACTIVE_SINCE: usize = 104;
const COMMON_SIZE: usize = 112;

/** A longer gap ends an active period, in nanoseconds. */
const ACTIVE_GAP: u64 = 5_000_000_000;
/** A longer gap begins a subflow, and ends a bulk. */
const SUBFLOW_GAP: u64 = 1_000_000_000;
const BULK: u32 = 4;

/** Where all this lies in a connection, and the bytes that it takes. */
let at: usize = 0;
export let size: usize = 0;
/** Whether anything of it is kept; and whether statistics are. */
export let wanted: bool = false;
let wantsStatistics: bool = false;
/** Whether the records of connections tell of them, too. */
export let asked: bool = false;

/** Says whether records of connections are to have the statistics. To be said before the first packet. */
export function ask(on: bool): void {
  asked = on;
}

/** Says where it lies in a connection. */
export function place(offset: usize): void {
  at = offset;
  wantsStatistics = asked || writer.enabled(Layer.FlowFeatures);
  wanted = wantsStatistics || writer.enabled(Layer.Flow);
  size = wantsStatistics ? COMMON + COMMON_SIZE : wanted ? TIMES_SIZE : 0;
}

/** Empties what a new connection, which has the times of its first packet, keeps. */
export function begin(entry: usize): void {
  if (!wanted) return;
  memory.fill(entry + at, 0, size);
  if (wantsStatistics) store<u64>(entry + at + COMMON, load<u64>(entry, FIRST), ACTIVE_SINCE);
}

/** Times of the first and last packet of a direction; 0 where it has none. */
export function firstOf(entry: usize, side: Side): u64 {
  return load<u64>(entry + at + (side << 4));
}

export function lastOf(entry: usize, side: Side): u64 {
  return load<u64>(entry + at + (side << 4), 8);
}

/** Adds a packet that its connection does not count yet. */
export function add(entry: usize, packet: usize, side: Side): void {
  const times = entry + at + (side << 4);
  const before = load<u32>(entry + PACKETS + (side << 2));
  const time = load<u64>(packet, TIME);
  const last = load<u64>(times, 8);
  if (wantsStatistics) {
    addToDirection(entry, packet, side, before + 1, time > last ? time - last : 0);
    addToAll(entry, time);
  }
  if (!before || time < load<u64>(times)) store<u64>(times, time);
  store<u64>(times, max(time, last), 8);
}

function addToDirection(entry: usize, packet: usize, side: Side, n: u32, gap: u64): void {
  const own = part(entry, side);
  const content = load<u32>(packet, CONTENT);
  statistic.add(own + LENGTHS, <f64>load<u32>(packet, WIRE), n);
  statistic.add(own + CONTENTS, <f64>content, n);
  if (n > 1) statistic.add(own + GAPS, <f64>gap, n - 1);
  const header = <u32>load<u16>(packet, HEADER);
  store<u64>(own, load<u64>(own, HEADERS) + header, HEADERS);
  if (n == 1 || header < load<u32>(own, HEADER_MIN)) store<u32>(own, header, HEADER_MIN);
  if (load<u8>(packet, TRANSPORT) == Layer.TCP) {
    if (n == 1) store<u32>(own, load<u16>(packet, WINDOW), INIT_WINDOW);
    for (let bits: u32 = load<u8>(packet, FLAGS); bits; bits &= bits - 1) {
      const counter = own + FLAGGED + ((<usize>ctz(bits)) << 2);
      store<u32>(counter, load<u32>(counter) + 1);
    }
  }
  if (!content) return;
  store<u32>(own, load<u32>(own, DATA_PACKETS) + 1, DATA_PACKETS);
  addToBulk(own, content, load<u64>(packet, TIME));
  store<u32>(part(entry, side ^ 1), 0, RUN_PACKETS);
}

function addToBulk(own: usize, content: u32, time: u64): void {
  const before = load<u32>(own, RUN_PACKETS);
  const last = load<u64>(own, RUN_LAST);
  const gap = time > last ? time - last : 0;
  if (!before || gap > SUBFLOW_GAP) {
    store<u64>(own, time, RUN_FIRST);
    store<u64>(own, time, RUN_LAST);
    store<u64>(own, content, RUN_BYTES);
    store<u32>(own, 1, RUN_PACKETS);
    return;
  }
  const bytes = load<u64>(own, RUN_BYTES) + content;
  store<u64>(own, max(time, last), RUN_LAST);
  store<u64>(own, bytes, RUN_BYTES);
  store<u32>(own, before + 1, RUN_PACKETS);
  if (before + 1 < BULK) return;
  const isNew = before + 1 == BULK;
  store<u32>(own, load<u32>(own, BULKS) + <u32>isNew, BULKS);
  store<u32>(own, load<u32>(own, BULK_PACKETS) + (isNew ? BULK : 1), BULK_PACKETS);
  store<u64>(own, load<u64>(own, BULK_BYTES) + (isNew ? bytes : <u64>content), BULK_BYTES);
  store<u64>(own, load<u64>(own, BULK_TIME) + (isNew ? load<u64>(own, RUN_LAST) - load<u64>(own, RUN_FIRST) : gap), BULK_TIME);
}

function addToAll(entry: usize, time: u64): void {
  const before = load<u32>(entry, PACKETS) + load<u32>(entry, PACKETS + 4);
  if (!before) return;
  const common = entry + at + COMMON;
  const last = load<u64>(entry, LAST);
  const gap = time > last ? time - last : 0;
  statistic.add(common + ALL_GAPS, <f64>gap, before);
  if (gap <= SUBFLOW_GAP) return;
  store<u32>(common, load<u32>(common, PAUSES) + 1, PAUSES);
  if (gap <= ACTIVE_GAP) return;
  const idle = load<u32>(common, IDLE_COUNT) + 1;
  store<u32>(common, idle, IDLE_COUNT);
  statistic.add(common + IDLE, <f64>gap, idle);
  statistic.add(common + ACTIVE, <f64>(last - min(last, load<u64>(common, ACTIVE_SINCE))), idle);
  store<u64>(common, time, ACTIVE_SINCE);
}

/** Ends the last active period; called once, before what is kept is recorded. */
export function finish(entry: usize): void {
  if (!wantsStatistics) return;
  const common = entry + at + COMMON;
  const last = load<u64>(entry, LAST);
  statistic.add(common + ACTIVE, <f64>(last - min(last, load<u64>(common, ACTIVE_SINCE))), idleCount(entry) + 1);
}

/** Client and server change places. */
export function turn(entry: usize): void {
  if (!wanted) return;
  exchange(entry + at, 16);
  if (wantsStatistics) exchange(entry + at + TIMES_SIZE, DIRECTION_SIZE);
}

/** Exchanges two neighbouring parts of so many bytes. */
function exchange(first: usize, length: usize): void {
  for (let a = first; a < first + length; a += 16) {
    const kept = v128.load(a);
    v128.store(a, v128.load(a + length));
    v128.store(a + length, kept);
  }
}

function part(entry: usize, side: Side): usize {
  return entry + at + TIMES_SIZE + side * DIRECTION_SIZE;
}

// What the record is made of. Statistics are given as the place where they are.

/** Statistics of a direction: lengths on the wire, content, gaps. */
export function lengths(entry: usize, side: Side): usize {
  return part(entry, side) + LENGTHS;
}

export function contents(entry: usize, side: Side): usize {
  return part(entry, side) + CONTENTS;
}

export function gaps(entry: usize, side: Side): usize {
  return part(entry, side) + GAPS;
}

/** Statistics of both directions together: gaps, active and idle periods. */
export function allGaps(entry: usize): usize {
  return entry + at + COMMON + ALL_GAPS;
}

export function active(entry: usize): usize {
  return entry + at + COMMON + ACTIVE;
}

export function idle(entry: usize): usize {
  return entry + at + COMMON + IDLE;
}

/** How many idle periods there are; active ones are one more. */
export function idleCount(entry: usize): u32 {
  return load<u32>(entry + at + COMMON, IDLE_COUNT);
}

/** How many subflows there are. */
export function subflows(entry: usize): u32 {
  return load<u32>(entry + at + COMMON, PAUSES) + 1;
}

/** Counters of a direction. */
export function headers(entry: usize, side: Side): u64 {
  return load<u64>(part(entry, side), HEADERS);
}

export function headerMin(entry: usize, side: Side): u32 {
  return load<u32>(part(entry, side), HEADER_MIN);
}

export function dataPackets(entry: usize, side: Side): u32 {
  return load<u32>(part(entry, side), DATA_PACKETS);
}

export function initWindow(entry: usize, side: Side): u32 {
  return load<u32>(part(entry, side), INIT_WINDOW);
}

/** Segments with a flag, by its bit in the header. */
export function flagged(entry: usize, side: Side, bit: u32): u32 {
  return load<u32>(part(entry, side) + FLAGGED + (bit << 2));
}

export function bulks(entry: usize, side: Side): u32 {
  return load<u32>(part(entry, side), BULKS);
}

export function bulkPackets(entry: usize, side: Side): u32 {
  return load<u32>(part(entry, side), BULK_PACKETS);
}

export function bulkBytes(entry: usize, side: Side): u64 {
  return load<u64>(part(entry, side), BULK_BYTES);
}

export function bulkTime(entry: usize, side: Side): u64 {
  return load<u64>(part(entry, side), BULK_TIME);
}
