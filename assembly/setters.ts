// The setters of records that few packets have: calls, where those of hot records are inlined. A tag comes as the varint that
// it is in the record, whose first byte says whether there is a second.
import { destination, destinationPort, source, sourcePort } from "./context";
import * as writer from "./writer";

// @ts-ignore: decorator
@inline
function sizeOf(tag: u32): u32 {
  return 1 + ((tag >> 7) & 1);
}

/** A field of the kind that the name says, as in writer.ts; likewise those below. */
export function uint32(p: usize, tag: u32, v: u32): usize {
  return writer.hotUint32(p, sizeOf(tag), tag, v);
}

export function int32(p: usize, tag: u32, v: i32): usize {
  return writer.hotInt32(p, sizeOf(tag), tag, v);
}

export function bool_(p: usize, tag: u32, v: bool): usize {
  return writer.bool_(p, sizeOf(tag), tag, v);
}

export function uint64(p: usize, tag: u32, v: u64): usize {
  return writer.uint64(p, sizeOf(tag), tag, v);
}

export function double(p: usize, tag: u32, v: f64): usize {
  return writer.hotDouble(p, sizeOf(tag), tag, v);
}

export function slice(p: usize, tag: u32, v: u64): usize {
  return writer.hotSlice(p, sizeOf(tag), tag, v);
}

export function element(p: usize, tag: u32, v: u64): usize {
  return writer.element(p, sizeOf(tag), tag, v);
}

export function number(p: usize, tag: u32, v: u64): usize {
  return writer.number(p, sizeOf(tag), tag, v);
}

export function open(p: usize, tag: u32): usize {
  return writer.open(p, sizeOf(tag), tag);
}

export function close(p: usize, from: usize): usize {
  return writer.close(p, from);
}

/** The context that a record takes of the network layer around it: the fields with these tags. */
export function addresses(p: usize, src: u32, dst: u32): usize {
  return slice(slice(p, src, source()), dst, destination());
}

/** The same of the transport layer. */
export function ports(p: usize, src: u32, dst: u32): usize {
  return uint32(uint32(p, src, sourcePort()), dst, destinationPort());
}
