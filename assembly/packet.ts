// The current packet and the current layer in it. Only this file loads bytes of a packet (besides text.ts, entropy.ts and
// deflate/crc32.ts, which are handed ranges by it, and flow/digest.ts and host/own.ts, of headers that were decoded): a read
// past the end of the layer gives 0 and marks the packet, so that a wrong decoder can give a wrong record but never another
// packet's bytes.
import { Layer } from "./gen/layer";
import { Status } from "./gen/status";
import { swap16, swap32, swap64 } from "./endian";
import * as failure from "./failure";
import { offsetOf } from "./fragment/datagrams";

/** Number of the packet, from 1, over all captures. */
export let number: u64 = 0;
/** Capture time in nanoseconds since 1970. */
export let timestamp: u64 = 0;
/** Bytes that the packet had on the wire. */
export let wireLength: u32 = 0;
/** Address of the first captured byte, and how many there are. */
export let frame: usize = 0;
export let captured: u32 = 0;
/** Address of the current layer. */
export let start: usize = 0;
/** Bytes of the current layer, payload included. */
export let length: u32 = 0;
/** Bytes of the current layer that are its header. */
export let header: u32 = 0;
/** The current layer. */
export let layer: Layer = Layer.None;
/** The layer whose length field set `length`; None where the capture did. */
export let limiter: Layer = Layer.None;
/** Whether the packet ends before the layer that told its length last says. */
export let overlong: bool = false;
/** Where what follows the current layer is, if not behind its header, and how long it is. */
export let elsewhere: usize = 0;
export let elsewhereLength: u32 = 0;

/** Set in the offset of a layer that lies in a datagram joined of fragments. */
const IN_DATAGRAM: u32 = 1 << 31;

/** Makes a packet current. */
export function open(which: u64, at: usize, size: u32, wire: u32, time: u64): void {
  number = which;
  frame = at;
  captured = size;
  start = at;
  length = size;
  wireLength = wire;
  timestamp = time;
  limiter = Layer.None;
  overlong = false;
  elsewhere = 0;
  failure.reset();
}

/** Makes a layer of the packet current. */
// @ts-ignore: decorator
@inline
export function enter(id: Layer, from: usize, size: u32, headerLength: u32): void {
  layer = id;
  start = from;
  length = size;
  header = headerLength;
}

/** Bytes from the start of the layer to its end. */
// @ts-ignore: decorator
@inline
export function left(): u32 {
  return length;
}

/** Whether the capture cut the layer: it had more bytes on the wire than its packet has here. */
export function cut(): bool {
  return limiter == Layer.None && <u32>(start - frame) + length < wireLength;
}

/** Bytes behind the header of the layer. */
// @ts-ignore: decorator
@inline
export function payloadLength(): u32 {
  return length - header;
}

// @ts-ignore: decorator
@inline
function has(at: u32, size: u32): bool {
  return <u64>at + size <= <u64>length;
}

/** The byte at an offset of the layer; likewise the big- and little-endian numbers below. */
export function byte(at: u32): u32 {
  return hotByte(at);
}

export function be16(at: u32): u32 {
  return hotBe16(at);
}

export function be24(at: u32): u32 {
  return (be16(at) << 8) | byte(at + 2);
}

export function be32(at: u32): u32 {
  return hotBe32(at);
}

// The same, expanded in place: for the layers that nearly every packet has.

// @ts-ignore: decorator
@inline
export function hotByte(at: u32): u32 {
  return has(at, 1) ? load<u8>(start + at) : short(at + 1);
}

// @ts-ignore: decorator
@inline
export function hotBe16(at: u32): u32 {
  return has(at, 2) ? swap16(load<u16>(start + at)) : short(at + 2);
}

// @ts-ignore: decorator
@inline
export function hotBe32(at: u32): u32 {
  return has(at, 4) ? swap32(load<u32>(start + at)) : short(at + 4);
}

// The same within a header that was claimed, or as much of a layer as `decode` has found to be there: nothing is left to check.

// @ts-ignore: decorator
@inline
export function claimedByte(at: u32): u32 {
  return load<u8>(start + at);
}

// @ts-ignore: decorator
@inline
export function claimedBe16(at: u32): u32 {
  return swap16(load<u16>(start + at));
}

// @ts-ignore: decorator
@inline
export function claimedBe32(at: u32): u32 {
  return swap32(load<u32>(start + at));
}

export function be64(at: u32): u64 {
  return has(at, 8) ? swap64(load<u64>(start + at)) : <u64>short(at + 8);
}

export function le16(at: u32): u32 {
  return has(at, 2) ? load<u16>(start + at) : short(at + 2);
}

export function le32(at: u32): u32 {
  return has(at, 4) ? load<u32>(start + at) : short(at + 4);
}

export function le64(at: u32): u64 {
  return has(at, 8) ? load<u64>(start + at) : <u64>short(at + 8);
}

/** A range of bytes of the layer: address in the low, length in the high 32 bits. Cut at the end of the layer. */
export function bytes(at: u32, count: u32): u64 {
  if (!has(at, count)) {
    short(at + count);
    if (at > length) return 0;
    count = length - at;
  }
  return (<u64>(start + at)) | ((<u64>count) << 32);
}

/** The range behind the header. */
export function payload(): u64 {
  return bytes(header, payloadLength());
}

function short(need: u32): u32 {
  flaw(Status.TRUNCATED, need);
  return 0;
}

/** Declares the first `n` bytes of the layer to be its header; false where the layer has fewer. */
// @ts-ignore: decorator
@inline
export function claim(n: u32): bool {
  header = n;
  return n <= length;
}

/** The verdict on a layer that has fewer bytes than the header that it claimed. */
export function truncated(): Layer {
  flaw(Status.TRUNCATED, header);
  return Layer.Malformed;
}

/** The verdict on a layer that contradicts itself; `need` is the number in question, in bytes where it is a length. */
export function malformed(status: Status, need: u32): Layer {
  flaw(status, need);
  return Layer.Malformed;
}

/** Marks the packet as malformed, but keeps the layer and goes on. The first flaw of a packet is the one reported. */
export function flaw(status: Status, need: u32): void {
  if (status == Status.TRUNCATED && cut()) status = Status.CUT;
  failure.note(status, layer, offset(), need, length, limiter);
}

/** Where the current layer starts: in the packet, or with the highest bit set in a datagram joined of fragments. */
export function offset(): u32 {
  const at = <u32>(start - frame);
  return at <= captured ? at : IN_DATAGRAM | offsetOf(start);
}

/** Says again which layer has set the end. */
export function limitBy(which: Layer): void {
  limiter = which;
}

/** The layer ends `n` bytes after its start, as one of its fields says, unless the capture ends earlier. */
// @ts-ignore: decorator
@inline
export function limit(n: u32): void {
  overlong = n > length;
  if (n <= length) {
    length = n;
    limiter = layer;
  }
}

/** The last `n` bytes of the layer stand behind its payload. */
export function trim(n: u32): void {
  length -= min(n, length);
}

/** What follows the current layer, a fragment, is the datagram that it made whole. */
export function continueAt(datagram: usize, size: u32): void {
  elsewhere = datagram;
  elsewhereLength = size;
  limiter = layer;
}

/** Goes where `continueAt` said, once. */
export function arrive(): void {
  elsewhere = 0;
}
