// What every container format hands out: the next packet of the capture.
import { Status } from "../gen/status";

/** No packet of a capture is larger: beyond this a length is a sign of damage. */
export const MAX_PACKET: u32 = 1 << 19;

/** What `next` found. */
export const enum Found {
  /** A packet, told by the variables below. */
  Packet,
  /** Something that is no packet. */
  Other,
  /** The input ends before the block does. */
  Incomplete,
  /** The capture cannot be read on, for the reason in `problem`. */
  Damaged,
}

/** Bytes that the block takes up, packet or not. */
export let size: u32 = 0;
/** Address, captured length and original length of the packet, and its time in nanoseconds. */
export let data: usize = 0;
export let captured: u32 = 0;
export let wire: u32 = 0;
export let time: u64 = 0;
export let linkType: u32 = 0;

/** Why the capture cannot be read on. */
export let problem: Status = Status.OK;
/** What the block says it needs, where it cannot be. */
export let claimed: u32 = 0;

// @ts-ignore: decorator
@inline
export function packet(blockSize: u32, at: usize, length: u32, original: u32, timestamp: u64, link: u32): Found {
  size = blockSize;
  data = at;
  captured = length;
  wire = original;
  time = timestamp;
  linkType = link;
  return Found.Packet;
}

export function other(blockSize: u32): Found {
  size = blockSize;
  return Found.Other;
}

/** The block has `needed` bytes, as far as can be told by now. */
export function incomplete(needed: u32): Found {
  size = needed;
  return Found.Incomplete;
}

export function damaged(why: Status, length: u32): Found {
  problem = why;
  claimed = length;
  return Found.Damaged;
}

export function reset(): void {
  problem = Status.OK;
}
