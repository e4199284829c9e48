// Lengths, gaps and directions of the first packets of a connection, as many as were asked for.
import { Connection } from "../gen/records";
import * as writer from "../writer";
import { LAST, PACKETS, Side, TIME, WIRE } from "./layout";

// A sample: nanoseconds since the packet before, length on the wire with the direction in the highest bit.
const LENGTH: usize = 8;
const SAMPLE: usize = 16;
const FROM_SERVER: u32 = 1 << 31;

/** Packets of a connection that samples are taken of. */
let most: u32 = 0;
/** Where they lie in a connection, and the bytes that they take. */
let at: usize = 0;
export let size: usize = 0;
export let wanted: bool = false;

/** Says of how many packets samples are wanted. To be set before the first packet. */
export function want(count: u32): void {
  most = min<u32>(count, 255);
  wanted = most != 0;
}

/** Says where samples lie in a connection. */
export function place(offset: usize): void {
  at = offset;
  size = <usize>most * SAMPLE;
}

// @ts-ignore: decorator
@inline
function taken(entry: usize): u32 {
  return min<u32>(load<u32>(entry, PACKETS) + load<u32>(entry, PACKETS + 4), most);
}

/** Takes a sample of a packet that is not added to its connection yet. */
export function add(entry: usize, packet: usize, side: Side): void {
  const i = load<u32>(entry, PACKETS) + load<u32>(entry, PACKETS + 4);
  if (i >= most) return;
  const sample = entry + at + <usize>i * SAMPLE;
  const time = load<u64>(packet, TIME);
  const last = load<u64>(entry, LAST);
  store<u64>(sample, time > last ? time - last : 0);
  store<u32>(sample, min<u32>(load<u32>(packet, WIRE), FROM_SERVER - 1) | (side ? FROM_SERVER : 0), LENGTH);
}

/** Client and server change places. */
export function turn(entry: usize): void {
  const count = taken(entry);
  for (let i: u32 = 0; i < count; i++) {
    const length = entry + at + <usize>i * SAMPLE + LENGTH;
    store<u32>(length, load<u32>(length) ^ FROM_SERVER);
  }
}

/** Appends the samples to the record of the connection. */
export function record(p: usize, entry: usize): usize {
  const count = taken(entry);
  const from = entry + at;
  let list = Connection.PacketLengths(p);
  p = list;
  for (let i: u32 = 0; i < count; i++) p = writer.packed(p, load<u32>(from + <usize>i * SAMPLE, LENGTH) & (FROM_SERVER - 1));
  p = writer.close(p, list);
  list = Connection.PacketGaps(p);
  p = list;
  for (let i: u32 = 0; i < count; i++) p = writer.packed64(p, load<u64>(from + <usize>i * SAMPLE));
  p = writer.close(p, list);
  list = Connection.PacketDirections(p);
  p = list;
  for (let i: u32 = 0; i < count; i++) p = writer.packed(p, load<u32>(from + <usize>i * SAMPLE, LENGTH) >> 31);
  return writer.close(p, list);
}
