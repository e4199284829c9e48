// Counters that the final summary is made of.
import * as failure from "./failure";
import { number } from "./packet";

const PACKETS = 0;
const UNKNOWN = 8;
const MALFORMED = 16;
const CAPTURED = 24;
const WIRE = 32;
const CAUSES = 48;

/** Different causes that are told apart. What comes later counts as another unknown, or another malformed packet. */
const MAX_CAUSES: u32 = 256;
const OTHERS: u32 = 2;

// A cause: kind (layer and status, or numbering and number), packets, and the figures of its first packet.
const KEY = 0;
const COUNT = 8;
const FIRST_PACKET = 16;
const FIGURES = 24;
const CAUSE = 40;

/** Set in the keys of unknown packets. */
const UNKNOWN_KEY: u64 = 1 << 63;

/**
 * Five u64 (packets, unknown, malformed, bytes captured, bytes on the wire), one u32 (number of causes), then the causes:
 * u64 key (bit 63 set: numbering << 32 | number, else layer << 32 | status; no numbering, and no status, stand for others),
 * u64 packets, u64 number of the first packet, u32 offset, need, have, limiter.
 */
export const counters: usize = memory.data(CAUSES + (MAX_CAUSES + OTHERS) * CAUSE, 8);
const CAUSE_COUNT = 40;

export function packet(captured: u32, wire: u32): void {
  add(PACKETS, 1);
  add(CAPTURED, captured);
  add(WIRE, wire);
}

export function unknown(): void {
  add(UNKNOWN, 1);
  cause(UNKNOWN_KEY | ((<u64>failure.numbering) << 32) | (<u64>failure.number));
}

export function malformed(): void {
  add(MALFORMED, 1);
  cause(((<u64>failure.layer) << 32) | (<u64>failure.status));
}

// @ts-ignore: decorator
@inline
function add(field: usize, n: u64): void {
  store<u64>(counters + field, load<u64>(counters + field) + n);
}

function cause(key: u64): void {
  const known = load<u32>(counters, CAUSE_COUNT);
  let i = find(key, known);
  if (i == known && known >= MAX_CAUSES) {
    key &= UNKNOWN_KEY;
    i = find(key, known);
  }
  const entry = counters + CAUSES + i * CAUSE;
  if (i == known) {
    store<u32>(counters, known + 1, CAUSE_COUNT);
    store<u64>(entry, key, KEY);
    store<u64>(entry, number, FIRST_PACKET);
    failure.putFigures(entry + FIGURES);
  }
  store<u64>(entry, load<u64>(entry, COUNT) + 1, COUNT);
}

/** Place of the cause with a key; behind the last one where there is none. */
function find(key: u64, known: u32): u32 {
  let i: u32 = 0;
  while (i < known && load<u64>(counters + CAUSES + i * CAUSE, KEY) != key) i++;
  return i;
}
