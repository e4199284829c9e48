// Datagrams that came in fragments (RFC 791 section 3.2, RFC 8200 section 4.5) and wait for the rest. Each is put together in a
// buffer of its own, wherever its fragments begin; the walk goes on in there when the last one has come. Where fragments of
// IPv4 overlap, the bytes that came first stay; a datagram of IPv6 is dropped then (RFC 5722).
import { allocate } from "../memory";
import * as context from "../context";
import * as packet from "../packet";
import { MAP, cover, covered } from "./coverage";

/** Datagrams that may wait at once. */
const SLOTS: u32 = 256;
/** The longest datagram, and room for those who read 16 bytes at a time. */
const BUFFER: u32 = 65536 + 64;

/** How long a datagram waits, in nanoseconds of the capture (RFC 791 section 3.2, RFC 8200 section 4.5). */
const PATIENCE_4: u64 = 30_000_000_000;
const PATIENCE_6: u64 = 60_000_000_000;

const enum State {
  Free,
  Open,
  /** Fragments of it are ignored until its time is over. */
  Dropped,
  /** Whole: the packet that made it so is walked through in it. */
  Joined,
}

// What a datagram is known by comes first.
const SOURCE = 0;
const DESTINATION = 16;
const ID = 32;
/** Family in the low byte, then the protocol of IPv4. */
const KIND = 36;
const STATE = 40;
const CONTESTED = 44;
/** Time of the first fragment that came, and number of its packet. */
const TIME: usize = 48;
const BEGUN: usize = 56;
/** Number of the packet that made it whole. */
const ENDED: usize = 64;
/** Length, 0 until it is known, and how far the fragments reach. */
const LENGTH = 72;
const REACHED = 76;
/** Units of eight bytes that have come. */
const UNITS = 80;
/** What the first fragment says that the datagram begins with. */
const NEXT = 84;
const COVERAGE: usize = 96;
const SLOT: u32 = <u32>COVERAGE + MAP;

// Datagrams: joined, not complete in time, given up to make room, with overlapping fragments; those that wait still.
const JOINED = 0;
const INCOMPLETE = 8;
const GIVEN_UP = 16;
const OVERLAPPING = 24;
const WAITING = 32;

const counts: usize = memory.data(40, 8);

let slots: usize = 0;
let buffers: usize = 0;
/** Slots that were ever used: the first ones. */
let used: u32 = 0;
/** The key of the fragment at hand, in the layout of a slot. */
const key: usize = memory.data(40, 16);

/** Whether fragments are joined. */
export let wanted: bool = true;

export function want(on: bool): void {
  wanted = on;
}

/** What the datagram that was joined last begins with, as its first fragment says. */
export let next: u32 = 0;

/** Address of five u64: datagrams joined, incomplete, given up, overlapping, waiting. */
export function counters(): usize {
  let waiting: u64 = 0;
  for (let i: u32 = 0; i < used; i++) waiting += u64(load<u32>(slots + i * SLOT, STATE) == State.Open);
  store<u64>(counts, waiting, WAITING);
  return counts;
}

/** Where an address of a buffer is in its datagram. */
export function offsetOf(address: usize): u32 {
  return <u32>(address - buffers) % BUFFER;
}

/**
 * Adds the payload of the current layer to the datagram of the network layer around it that has this protocol and id. True where
 * the datagram is whole by that: the walk then goes on in it. The fragment must not be empty, its end not lie behind 65535, and
 * its length be a multiple of eight where it is not the last.
 */
export function join(protocol: u32, id: u32, begins: u32, offset: u32, more: bool): bool {
  identify(protocol, id);
  let slot = find();
  if (slot && expired(slot)) {
    giveUp(slot, INCOMPLETE);
    slot = 0;
  }
  if (!slot) slot = begin();
  if (load<u32>(slot, STATE) == State.Dropped) return false;
  if (!add(slot, begins, offset, packet.payloadLength(), more)) return false;

  const length = load<u32>(slot, LENGTH);
  if (!length || load<u32>(slot, UNITS) != (length + 7) >> 3) return false;
  store<u32>(slot, State.Joined, STATE);
  store<u64>(slot, packet.number, ENDED);
  count(JOINED);
  next = load<u32>(slot, NEXT);
  packet.continueAt(bufferOf(slot), length);
  return true;
}

/** Puts the bytes of a fragment in their place; false where there is nothing new in it, or nothing to be believed. */
function add(slot: usize, begins: u32, offset: u32, size: u32, more: bool): bool {
  const from = packet.start + packet.header;
  const to = bufferOf(slot) + offset;
  const end = offset + size;
  const first = offset >> 3;
  const last = (end + 7) >> 3;
  const known = load<u32>(slot, LENGTH);
  const misfits = known ? end > known || (!more && end != known) : !more && end < load<u32>(slot, REACHED);
  const there = covered(slot + COVERAGE, first, last);
  if (!misfits && there == last - first && memory.compare(to, from, size) == 0) return false;
  if (misfits || there) {
    contest(slot);
    if (misfits || load<u32>(slot, STATE) == State.Dropped) return false;
  }

  if (!there) memory.copy(to, from, size);
  else fill(slot, from, to, first, last, end);
  if (!offset && !covered(slot + COVERAGE, 0, 1)) store<u32>(slot, begins, NEXT);
  cover(slot + COVERAGE, first, last);
  store<u32>(slot, load<u32>(slot, UNITS) + last - first - there, UNITS);
  if (end > load<u32>(slot, REACHED)) store<u32>(slot, end, REACHED);
  if (!more) store<u32>(slot, end, LENGTH);
  return true;
}

/** Copies the units that have not come before. */
function fill(slot: usize, from: usize, to: usize, first: u32, last: u32, end: u32): void {
  for (let unit = first; unit < last; unit++) {
    if (covered(slot + COVERAGE, unit, unit + 1)) continue;
    const at = (unit - first) << 3;
    memory.copy(to + at, from + at, min<u32>(8, end - (unit << 3)));
  }
}

/** Fragments contradict each other. */
function contest(slot: usize): void {
  if (!load<u32>(slot, CONTESTED)) count(OVERLAPPING);
  store<u32>(slot, 1, CONTESTED);
  if (load<u8>(slot, KIND) == 6) store<u32>(slot, State.Dropped, STATE);
}

/** Fills the key. */
function identify(protocol: u32, id: u32): void {
  const family = context.family();
  const empty = i64x2.splat(0);
  v128.store(key, empty, SOURCE);
  v128.store(key, empty, DESTINATION);
  const size: usize = family == 6 ? 16 : 4;
  memory.copy(key + SOURCE, context.sourceAddress(), size);
  memory.copy(key + DESTINATION, context.destinationAddress(), size);
  store<u32>(key, id, ID);
  store<u32>(key, family | (protocol << 8), KIND);
}

/** The slot of the datagram that the key is of; 0 where there is none. */
function find(): usize {
  const rest = load<u64>(key, ID);
  for (let i: u32 = 0; i < used; i++) {
    const slot = slots + i * SLOT;
    if (load<u64>(slot, ID) == rest && waits(slot) && memory.compare(slot, key, ID) == 0) return slot;
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function waits(slot: usize): bool {
  const state = load<u32>(slot, STATE);
  return state == State.Open || state == State.Dropped;
}

/** Takes a slot for the datagram that the key is of. */
function begin(): usize {
  if (!slots) {
    slots = allocate(SLOTS * SLOT);
    buffers = allocate(SLOTS * BUFFER);
  }
  const slot = vacant();
  memory.fill(slot, 0, SLOT);
  memory.copy(slot, key, STATE);
  store<u32>(slot, State.Open, STATE);
  store<u64>(slot, packet.timestamp, TIME);
  store<u64>(slot, packet.number, BEGUN);
  return slot;
}

/** A slot that nothing is in, or else that of the datagram that has waited longest. */
function vacant(): usize {
  let oldest: usize = 0;
  for (let i: u32 = 0; i < used; i++) {
    const slot = slots + i * SLOT;
    const state = load<u32>(slot, STATE);
    if (state == State.Free) return slot;
    if (state == State.Joined) {
      // Layers of the packet at hand may lie in it.
      if (load<u64>(slot, ENDED) != packet.number) return slot;
    } else if (!oldest || load<u64>(slot, BEGUN) < load<u64>(oldest, BEGUN)) {
      oldest = slot;
    }
  }
  if (used < SLOTS) return slots + used++ * SLOT;
  giveUp(oldest, expired(oldest) ? INCOMPLETE : GIVEN_UP);
  return oldest;
}

/** The clock of a capture may go back: then nothing is over. */
function expired(slot: usize): bool {
  const since = load<u64>(slot, TIME);
  const patience = load<u8>(slot, KIND) == 6 ? PATIENCE_6 : PATIENCE_4;
  return packet.timestamp > since && packet.timestamp - since > patience;
}

function giveUp(slot: usize, why: usize): void {
  if (load<u32>(slot, STATE) == State.Open) count(why);
  store<u32>(slot, State.Free, STATE);
}

function bufferOf(slot: usize): usize {
  return buffers + (<u32>(slot - slots) / SLOT) * BUFFER;
}

function count(what: usize): void {
  store<u64>(counts + what, load<u64>(counts + what) + 1);
}
