// Lanes and the protobuf records in them. Only this file stores bytes of records: append-only, canonical varints, zero
// values skipped, lengths back-filled. A lane is the body of a record file: every record behind its length.
import { allocate } from "./memory";
import { Layer, LAYERS } from "./gen/layer";
import { Status } from "./gen/status";
import { flaw } from "./packet";
import { family } from "./context";
import { MAC, MAC_LENGTH, putMAC } from "./text";
import { any21, bits32, putVarint, varint, varintSize } from "./varint";
import { lengthOf } from "./word";

export { bits7, bits8, bits21, bits32 } from "./varint";

/** A lane that holds this many bytes wants to be drained. */
const LANE_FULL: u32 = 1 << 20;
/** No record takes more bytes than this. */
const MAX_RECORD: u32 = 1 << 20;
/**
 * Room behind the largest record. Only what may come any number of times (nested messages, elements, long slices) is checked
 * against MAX_RECORD; the single fields of a message are few and short enough for this.
 */
const SLACK: u32 = 1 << 14;

// A lane's entry in the table.
const CURSOR = 0;
const BASE = 4;
const LIMIT = 8;
const COUNT = 12;
const ENABLED = 20;
const ENTRY = 24;

/** Lanes behind those of the layers, which hold no records: see rejects.ts. */
export const UNKNOWN_PACKETS: u32 = LAYERS;
export const MALFORMED_PACKETS: u32 = LAYERS + 1;
export const VERDICTS: u32 = LAYERS + 2;
const LANES = LAYERS + 3;

/** The table of lanes, entries of six u32: cursor, base, limit, records, -, enabled. */
export const lanes: usize = memory.data(LANES * ENTRY, 8);
/**
 * How many bytes the length took in front of the last record of a lane, less one; of records within IPv6, whose addresses are
 * longer, apart from the others. The next one gets as much room, so that it seldom has to move.
 */
const prefixes: usize = memory.data(2 * LANES);

/** Set when some lane wants to be drained. */
export let full: bool = false;

let lane: usize = 0;
let prefix: usize = 0;
let first: usize = 0;
let bound: usize = 0;
let overflow: bool = false;
let encoded: u64 = 0;
let encodedLow: u64 = 0;
let encodedHigh: u16 = 0;
let encodedSize: u32 = 0;
/** The tag of the first field, which is the time of the packet in most records. */
const TIMESTAMP: u32 = 8;
/** The encoded number behind that tag. */
const stamp: usize = memory.data(16, 16);

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

/** Starts a record at the end of its lane. Gives the place to write to, which goes from setter to setter up to `end`. */
export function begin(id: Layer): usize {
  return hotBegin(id);
}

// @ts-ignore: decorator
@inline
export function hotBegin(id: Layer): usize {
  lane = lanes + <usize>id * ENTRY;
  prefix = prefixes + ((<usize>id) << 1) + ((family() >> 1) & 1);
  let at: usize = load<u32>(lane, CURSOR);
  if (at + MAX_RECORD + SLACK > load<u32>(lane, LIMIT)) at = widen();
  first = at + 1 + load<u8>(prefix);
  bound = at + MAX_RECORD;
  overflow = false;
  return first;
}

/** Finishes the record: its length goes in front of it. A record that outgrew its bounds is dropped and its packet marked. */
export function end(p: usize): void {
  if (overflow) {
    flaw(Status.TOO_LARGE, MAX_RECORD);
    return;
  }
  const length = <u32>(p - first);
  const room = 1 + <u32>load<u8>(prefix);
  const at = first - room;
  const size = varintSize(length);
  if (size != room) {
    move(at + size, first, length);
    store<u8>(prefix, <u8>(size - 1));
  }
  putVarint(at, length, size);
  book(lane, <u32>(at + size + length));
}

// @ts-ignore: decorator
@inline
export function hotEnd(id: Layer, p: usize): void {
  const length = <u32>(p - first);
  if (length > 0x7f || load<u8>(prefix) || overflow) {
    end(p);
    return;
  }
  store<u8>(first - 1, <u8>length);
  book(lanes + <usize>id * ENTRY, <u32>p);
}

/** Counts a record that ends at an address. */
// @ts-ignore: decorator
@inline
function book(to: usize, next: u32): void {
  store<u32>(to, next, CURSOR);
  store<u32>(to, load<u32>(to, COUNT) + 1, COUNT);
  if (next - load<u32>(to, BASE) >= LANE_FULL) full = true;
}

/** Where a lane begins, and how many bytes it holds. */
export function start(id: u32): usize {
  return load<u32>(lanes + id * ENTRY, BASE);
}

export function held(id: u32): u32 {
  return load<u32>(lanes + id * ENTRY, CURSOR) - load<u32>(lanes + id * ENTRY, BASE);
}

/** Appends an entry of `size` bytes, at most MAX_RECORD, to a lane without records; gives the place to store them. */
export function append(id: u32, size: u32): usize {
  lane = lanes + <usize>id * ENTRY;
  let at: usize = load<u32>(lane, CURSOR);
  if (at + size > load<u32>(lane, LIMIT)) at = widen();
  book(lane, <u32>at + size);
  return at;
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
  return place + used;
}

/** The record has outgrown its bounds: what is still written goes over its beginning, and `end` drops it. */
function outgrown(): usize {
  overflow = true;
  return first;
}

/** The most bytes that `again` appends. */
export const AGAIN: usize = 32;

/** Appends `size` bytes of a record that were written before and kept, the last eight of them new: a slice of eight. */
// @ts-ignore: decorator
@inline
export function again(p: usize, kept: usize, size: usize, ending: u64): usize {
  v128.store(p, v128.load(kept));
  v128.store(p, v128.load(kept, 16), 16);
  p += size;
  store<u64>(p - 8, load<u64>(<u32>ending));
  return p;
}

/** Opens a nested message or a packed list; gives the place where it begins, which `close` wants to know. */
// @ts-ignore: decorator
@inline
export function open(p: usize, tagSize: u32, tag: u32): usize {
  if (p > bound) p = outgrown();
  store<u16>(p, <u16>tag);
  return p + tagSize + 1;
}

/** Ends the message that begins at `from`: its length goes into the byte left for it, or moves it to where it fits. */
// @ts-ignore: decorator
@inline
export function close(p: usize, from: usize): usize {
  if (p - from > 0x7f) return closeLong(p, from);
  store<u8>(from - 1, <u8>(p - from));
  return p;
}

function closeLong(p: usize, from: usize): usize {
  // The message began before the record outgrew its bounds.
  if (p < from) return p;
  const length = <u32>(p - from);
  const size = varintSize(length);
  move(from - 1 + size, from, length);
  putVarint(from - 1, length, size);
  return p + size - 1;
}

/** Moves bytes up or down by a few; stores up to 15 bytes of rubbish behind them. */
function move(to: usize, from: usize, length: u32): void {
  if (to < from) {
    for (let i: usize = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
    return;
  }
  const head = v128.load(from);
  for (let i: isize = <isize>length - 16; i > 0; i -= 16) v128.store(to + i, v128.load(from + i));
  v128.store(to, head);
}

/** An element of a packed list. */
export function packed(p: usize, v: u32): usize {
  if (p > bound) p = outgrown();
  return varint(p, v);
}

/** A larger element of a packed list. */
export function packed64(p: usize, v: u64): usize {
  if (p > bound) p = outgrown();
  for (; v > 0x7f; v >>= 7) store<u8>(p++, (<u8>v) | 0x80);
  store<u8>(p, <u8>v);
  return p + 1;
}

/** A number as the value in a map: written even when it is 0. */
export function number(p: usize, tagSize: u32, tag: u32, v: u64): usize {
  store<u16>(p, <u16>tag);
  return packed64(p + tagSize, v);
}

// Setters. Those of hot records are inlined, with constant tags: a field costs a compare, a few operations and a store.

// @ts-ignore: decorator
@inline
export function hotUint32(p: usize, tagSize: u32, tag: u32, v: u32): usize {
  return v < 0x20_0000 ? any21(p, tagSize, tag, v) : longUint32(p, tagSize, tag, v);
}

function longUint32(p: usize, tagSize: u32, tag: u32, v: u32): usize {
  return bits32(p, tagSize, tag, v);
}

// @ts-ignore: decorator
@inline
export function hotInt32(p: usize, tagSize: u32, tag: u32, v: i32): usize {
  return v >= 0 ? hotUint32(p, tagSize, tag, v) : longUint64(p, tagSize, tag, <u64>(<i64>v));
}

// @ts-ignore: decorator
@inline
export function bool_(p: usize, tagSize: u32, tag: u32, v: bool): usize {
  store<u32>(p, tag | (1 << (tagSize << 3)));
  return v ? p + tagSize + 1 : p;
}

/** For numbers that are mostly small: those do not take the place of the time of the packet, which is encoded once. */
// @ts-ignore: decorator
@inline
export function uint64(p: usize, tagSize: u32, tag: u32, v: u64): usize {
  return v < 0x20_0000 ? any21(p, tagSize, tag, <u32>v) : longUint64(p, tagSize, tag, v);
}

function longUint64(p: usize, tagSize: u32, tag: u32, v: u64): usize {
  return hotUint64(p, tagSize, tag, v);
}

// @ts-ignore: decorator
@inline
export function hotUint64(p: usize, tagSize: u32, tag: u32, v: u64): usize {
  if (!v) return p;
  if (v != encoded) encode(v);
  if (tag == TIMESTAMP) {
    v128.store(p, v128.load(stamp));
    return p + 1 + encodedSize;
  }
  store<u16>(p, <u16>tag);
  p += tagSize;
  store<u64>(p, encodedLow);
  store<u16>(p, encodedHigh, 8);
  return p + encodedSize;
}

/** Makes the varint of a number in registers: eight groups of seven bits, spread over as many bytes, and what is left. */
function encode(v: u64): void {
  encoded = v;
  encodedSize = (<u32>(70 - clz(v)) * 37) >> 8;
  let low = v & 0xff_ffff_ffff_ffff;
  low = (low & 0xfff_ffff) | ((low & 0xff_ffff_f000_0000) << 4);
  low = (low & 0x3fff_0000_3fff) | ((low & 0xfff_c000_0fff_c000) << 2);
  low = (low & 0x7f_007f_007f_007f) | ((low & 0x3f80_3f80_3f80_3f80) << 1);
  const more = encodedSize > 8 ? 0x8080_8080_8080_8080 : 0x80_8080_8080_8080 >> ((8 - encodedSize) << 3);
  encodedLow = low | more;
  encodedHigh = (<u16>((v >> 56) & 0x7f)) | (encodedSize == 10 ? 0x180 : 0);
  const rest = (encodedLow >> 56) | ((<u64>encodedHigh) << 8);
  v128.store(stamp, i64x2.replace_lane(i64x2.splat((encodedLow << 8) | TIMESTAMP), 1, rest));
}

// @ts-ignore: decorator
@inline
export function hotDouble(p: usize, tagSize: u32, tag: u32, v: f64): usize {
  if (v == 0) return p;
  store<u16>(p, <u16>tag);
  store<f64>(p + tagSize, v);
  return p + tagSize + 8;
}

/** A string or bytes field; nothing where the slice is empty. */
// @ts-ignore: decorator
@inline
export function hotSlice(p: usize, tagSize: u32, tag: u32, v: u64): usize {
  // Nearly all are neither empty nor longer than two vectors.
  return <u32>(v >> 32) - 1 < SHORT ? shortSlice(p, tagSize, tag, v) : otherSlice(p, tagSize, tag, v);
}

function otherSlice(p: usize, tagSize: u32, tag: u32, v: u64): usize {
  return v >> 32 ? longSlice(p, tagSize, tag, v) : p;
}

/** An element of a list of strings or bytes: written even when empty. */
export function element(p: usize, tagSize: u32, tag: u32, v: u64): usize {
  if (p > bound) p = outgrown();
  return <u32>(v >> 32) > SHORT ? longSlice(p, tagSize, tag, v) : shortSlice(p, tagSize, tag, v);
}

/** Bytes that are copied at once; as many are read and stored, however short a slice is. */
const SHORT: u32 = 32;

// @ts-ignore: decorator
@inline
function shortSlice(p: usize, tagSize: u32, tag: u32, v: u64): usize {
  const length = <u32>(v >> 32);
  const from = <usize>(<u32>v);
  store<u32>(p, tag | (length << (tagSize << 3)));
  p += tagSize + 1;
  v128.store(p, v128.load(from));
  v128.store(p, v128.load(from, 16), 16);
  return p + length;
}

/** A text that is given as a word; nothing where it is empty. */
// @ts-ignore: decorator
@inline
export function word(p: usize, tagSize: u32, tag: u32, characters: u64): usize {
  const length = lengthOf(characters);
  store<u32>(p, tag | (length << (tagSize << 3)));
  store<u64>(p + tagSize + 1, characters);
  return characters ? p + tagSize + 1 + length : p;
}

function longSlice(p: usize, tagSize: u32, tag: u32, v: u64): usize {
  const length = <u32>(v >> 32);
  const from = <usize>(<u32>v);
  if (length == MAC) return macAddress(p, tagSize, tag, from);
  if (<u64>p + length > <u64>bound) return outgrown();
  store<u16>(p, <u16>tag);
  p = varint(p + tagSize, length);
  if (length > 0x7f) memory.copy(p, from, length);
  else for (let i: usize = 0; i < length; i += 16) v128.store(p + i, v128.load(from + i));
  return p + length;
}

/** The text of a MAC address, of which six bytes are given: made in the record, as what was stored in pieces is slow to load. */
// @ts-ignore: decorator
@inline
export function macAddress(p: usize, tagSize: u32, tag: u32, address: usize): usize {
  store<u32>(p, tag | (MAC_LENGTH << (tagSize << 3)));
  p += tagSize + 1;
  putMAC(p, address);
  return p + MAC_LENGTH;
}
