// Lanes and the protobuf records in them. Only this file stores bytes of records: append-only, canonical varints, zero
// values skipped, lengths back-filled. A lane is the body of a record file: every record behind its length.
import { allocate } from "./memory";
import { Layer, LAYERS } from "./gen/layer";
import { Status } from "./gen/status";
import { flaw } from "./packet";

/** A lane that holds this many bytes wants to be drained. */
export const LANE_FULL: u32 = 1 << 20;
/** No record takes more bytes than this. */
const MAX_RECORD: u32 = 1 << 20;
/** Copies go in steps of 16 bytes and may store up to 15 bytes more than they should. */
const SLACK: u32 = 64;
const MAX_NESTING: u32 = 16;

// A lane's entry in the table.
const CURSOR = 0;
const BASE = 4;
const LIMIT = 8;
const COUNT = 12;
const PREFIX = 16;
const ENABLED = 20;
const ENTRY = 24;

/** The table of lanes: LAYERS entries of six u32: cursor, base, limit, records, length of the last length prefix, enabled. */
export const lanes: usize = memory.data(LAYERS * ENTRY, 8);
const nesting: usize = memory.data(MAX_NESTING * 4, 4);
const encodedTime: usize = memory.data(16, 16);

/** Set when some lane wants to be drained. */
export let full: bool = false;

let lane: usize = 0;
let first: usize = 0;
let cursor: usize = 0;
let bound: usize = 0;
let depth: u32 = 0;
let overflow: bool = false;
let knownTime: u64 = 0;
let knownTimeLength: u32 = 0;

/** Whether records of a lane are wanted. */
// @ts-ignore: decorator
@inline
export function enabled(id: u32): bool {
  return load<u32>(lanes + id * ENTRY, ENABLED) != 0;
}

export function enable(id: u32, on: bool): void {
  store<u32>(lanes + id * ENTRY, <u32>on, ENABLED);
}

/** Empties a lane. */
export function drained(id: u32): void {
  const entry = lanes + id * ENTRY;
  store<u32>(entry, load<u32>(entry, BASE), CURSOR);
  store<u32>(entry, 0, COUNT);
  full = false;
}

/** Starts a record at the end of its lane. */
export function begin(id: Layer): void {
  lane = lanes + <usize>id * ENTRY;
  let at: usize = load<u32>(lane, CURSOR);
  if (at + MAX_RECORD + SLACK > load<u32>(lane, LIMIT)) at = widen();
  first = at + load<u32>(lane, PREFIX);
  cursor = first;
  bound = at + MAX_RECORD;
  depth = 0;
  overflow = false;
}

/** Finishes the record: its length goes in front of it. A record that outgrew its bounds is dropped and its packet marked. */
export function end(): void {
  const length = <u32>(cursor - first);
  if (overflow) {
    flaw(Status.TOO_LARGE, length);
    return;
  }
  let prefix: u32 = load<u32>(lane, PREFIX);
  const at = first - prefix;
  const size = varintSize(length);
  if (size != prefix) {
    memory.copy(at + size, first, length);
    store<u32>(lane, size, PREFIX);
  }
  putVarint(at, length);
  const next = at + size + length;
  store<u32>(lane, <u32>next, CURSOR);
  store<u32>(lane, load<u32>(lane, COUNT) + 1, COUNT);
  if (<u32>next - load<u32>(lane, BASE) >= LANE_FULL) full = true;
}

/** A lane without room for the largest record moves to a place of its own, twice as large as what it holds. */
function widen(): usize {
  const base = load<u32>(lane, BASE);
  const used = load<u32>(lane, CURSOR) - base;
  const size = max(used * 2, LANE_FULL) + MAX_RECORD + SLACK;
  const place = allocate(size);
  memory.copy(place, base, used);
  store<u32>(lane, <u32>place, BASE);
  store<u32>(lane, <u32>place + used, CURSOR);
  store<u32>(lane, <u32>place + size, LIMIT);
  if (!base) store<u32>(lane, 1, PREFIX);
  return place + used;
}

/** Opens a nested message or a packed list; `close` ends it. False, and nothing opened, where the record has outgrown its bounds. */
export function open(tagSize: u32, tag: u32): bool {
  if (cursor + SLACK > bound || depth == MAX_NESTING) {
    overflow = true;
    return false;
  }
  store<u16>(cursor, <u16>tag);
  cursor += tagSize + 1;
  store<u32>(nesting + (depth << 2), <u32>cursor);
  depth++;
  return true;
}

/** Ends the innermost nested message: its length goes into the byte left for it, or moves it to where it fits. */
export function close(): void {
  depth--;
  const from: usize = load<u32>(nesting + (depth << 2));
  const length = <u32>(cursor - from);
  const size = varintSize(length);
  if (size > 1) {
    memory.copy(from - 1 + size, from, length);
    cursor += size - 1;
  }
  putVarint(from - 1, length);
}

/** An element of a packed list. */
export function packed(v: u32): void {
  if (cursor + SLACK > bound) {
    overflow = true;
    return;
  }
  cursor = putVarint(cursor, v);
}

// The setters below are inlined with constant tags: a field costs a compare, a store and an add.

// @ts-ignore: decorator
@inline
export function uint32(tagSize: u32, tag: u32, v: u32): void {
  if (!v) return;
  if (v < 0x80) {
    store<u32>(cursor, tag | (v << (tagSize << 3)));
    cursor += tagSize + 1;
  } else {
    store<u16>(cursor, <u16>tag);
    cursor = putVarint(cursor + tagSize, v);
  }
}

// @ts-ignore: decorator
@inline
export function int32(tagSize: u32, tag: u32, v: i32): void {
  if (v >= 0) uint32(tagSize, tag, v);
  else uint64(tagSize, tag, <u64>(<i64>v));
}

// @ts-ignore: decorator
@inline
export function bool_(tagSize: u32, tag: u32, v: bool): void {
  if (v) {
    store<u32>(cursor, tag | (1 << (tagSize << 3)));
    cursor += tagSize + 1;
  }
}

export function uint64(tagSize: u32, tag: u32, v: u64): void {
  if (!v) return;
  store<u16>(cursor, <u16>tag);
  // The records of a packet all carry its time: it is encoded once.
  if (v != knownTime) {
    knownTime = v;
    knownTimeLength = <u32>(putVarint64(encodedTime, v) - encodedTime);
  }
  v128.store(cursor + tagSize, v128.load(encodedTime));
  cursor += tagSize + knownTimeLength;
}

export function double(tagSize: u32, tag: u32, v: f64): void {
  if (v == 0) return;
  store<u16>(cursor, <u16>tag);
  store<f64>(cursor + tagSize, v);
  cursor += tagSize + 8;
}

/** A string or bytes field; nothing where the slice is empty. */
// @ts-ignore: decorator
@inline
export function slice(tagSize: u32, tag: u32, v: u64): void {
  if (v >> 32) element(tagSize, tag, v);
}

/** An element of a list of strings or bytes: written even when empty. */
export function element(tagSize: u32, tag: u32, v: u64): void {
  const length = <u32>(v >> 32);
  if (<u64>cursor + length + SLACK > <u64>bound) {
    overflow = true;
    return;
  }
  store<u16>(cursor, <u16>tag);
  let to = cursor + tagSize;
  let from = <usize>(<u32>v);
  if (length < 0x80) {
    store<u8>(to++, <u8>length);
    const stop = to + length;
    do {
      v128.store(to, v128.load(from));
      to += 16;
      from += 16;
    } while (to < stop);
    cursor = stop;
  } else {
    to = putVarint(to, length);
    memory.copy(to, from, length);
    cursor = to + length;
  }
}

// @ts-ignore: decorator
@inline
function varintSize(v: u32): u32 {
  return v < 0x80 ? 1 : v < 0x4000 ? 2 : v < 0x20_0000 ? 3 : v < 0x1000_0000 ? 4 : 5;
}

/** Stores a varint, and up to seven bytes of rubbish behind it; gives the address behind the varint. */
function putVarint(at: usize, v: u32): usize {
  if (v < 0x4000) {
    if (v < 0x80) {
      store<u8>(at, <u8>v);
      return at + 1;
    }
    store<u16>(at, <u16>((v & 0x7f) | 0x80 | ((v >> 7) << 8)));
    return at + 2;
  }
  if (v < 0x20_0000) {
    store<u16>(at, <u16>((v & 0x7f) | 0x8080 | ((v << 1) & 0x7f00)));
    store<u8>(at + 2, <u8>(v >> 14));
    return at + 3;
  }
  return putVarint64(at, v);
}

function putVarint64(at: usize, v: u64): usize {
  while (v >= 0x80) {
    store<u8>(at++, <u8>v | 0x80);
    v >>= 7;
  }
  store<u8>(at++, <u8>v);
  return at;
}
