// The next-generation capture format (draft-ietf-opsawg-pcapng): sections of blocks, each section in its own byte order and
// with interfaces of its own.
import { swap16, swap32, swap64 } from "../endian";
import { allocate } from "../memory";
import { Status } from "../gen/status";
import { damaged, Found, incomplete, MAX_PACKET, other, packet } from "./reader";

const SECTION_HEADER: u32 = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION: u32 = 1;
const OBSOLETE_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const ENHANCED_PACKET: u32 = 6;

const BYTE_ORDER_MAGIC: u32 = 0x1a2b3c4d;

/** A block with a packet takes no more bytes than this; of other blocks only the head is looked at. */
const MAX_BLOCK: u32 = MAX_PACKET + (1 << 16);
const MIN_BLOCK: u32 = 12;

const OPTION_TSRESOL = 9;
const OPTION_TSOFFSET = 14;
const MAX_OPTIONS = 256;

// An interface: link type, snapshot length, time resolution (exponent, base), offset in seconds.
const MAX_INTERFACES: u32 = 1 << 16;
const LINK_TYPE = 0;
const SNAPLEN = 4;
const EXPONENT = 8;
const BINARY = 12;
const OFFSET = 16;
const INTERFACE = 24;

let interfaces: usize = 0;
let count: u32 = 0;
let swapped: bool = false;

// @ts-ignore: decorator
@inline
function word(at: usize): u32 {
  const v = load<u32>(at);
  return swapped ? swap32(v) : v;
}

// @ts-ignore: decorator
@inline
function half(at: usize): u32 {
  const v = load<u16>(at);
  return swapped ? <u16>swap16(v) : v;
}

/** Whether a file begins with a section header; its first four bytes must be there. */
export function detect(at: usize): bool {
  return load<u32>(at) == SECTION_HEADER;
}

/** Forgets the sections read before. */
export function reset(): void {
  count = 0;
}

/** Reads the next block. */
export function next(at: usize, end: usize): Found {
  const have = <u32>(end - at);
  if (have < MIN_BLOCK) return incomplete(MIN_BLOCK);
  const type = load<u32>(at);
  if (type == SECTION_HEADER) {
    const magic = load<u32>(at, 8);
    if (magic != BYTE_ORDER_MAGIC && magic != swap32(BYTE_ORDER_MAGIC)) return damaged(Status.BAD_CONTAINER, 0);
    swapped = magic != BYTE_ORDER_MAGIC;
    count = 0;
  }
  const length = word(at + 4);
  if (length < MIN_BLOCK) return damaged(Status.BAD_CONTAINER, length);
  // Some writers leave the padding out of the length.
  const size = (length + 3) & ~3;
  if (size < length) return damaged(Status.BAD_CONTAINER, length);
  const kind = word(at);
  const relevant = kind == INTERFACE_DESCRIPTION || kind == OBSOLETE_PACKET || kind == SIMPLE_PACKET || kind == ENHANCED_PACKET;
  // The reader in front of us skips the rest of a block that is not all there.
  if (!relevant) return other(size);
  if (size > MAX_BLOCK) return damaged(Status.BAD_CONTAINER, size);
  if (have < size) return incomplete(size);
  const body = at + 8;
  const bodyLength = length - MIN_BLOCK;
  if (kind == INTERFACE_DESCRIPTION) return describe(body, bodyLength, size);
  if (kind == SIMPLE_PACKET) return simple(body, bodyLength, size);
  return enhanced(body, bodyLength, size, kind == OBSOLETE_PACKET);
}

/** Interface description block (section 4.2). */
function describe(body: usize, length: u32, size: u32): Found {
  if (length < 8) return damaged(Status.BAD_CONTAINER, length);
  if (count == MAX_INTERFACES) return damaged(Status.TOO_MANY, count);
  if (!interfaces) interfaces = allocate(MAX_INTERFACES * INTERFACE);
  const entry = interfaces + count++ * INTERFACE;
  store<u32>(entry, half(body), LINK_TYPE);
  store<u32>(entry, word(body + 4), SNAPLEN);
  store<u32>(entry, 6, EXPONENT);
  store<u32>(entry, 0, BINARY);
  store<u64>(entry, 0, OFFSET);
  const end = body + length;
  let at = body + 8;
  for (let i = 0; i < MAX_OPTIONS && end - at >= 4; i++) {
    const code = half(at);
    const optionLength = half(at + 2);
    at += 4;
    if (!code || optionLength > <u32>(end - at)) break;
    if (code == OPTION_TSRESOL && optionLength >= 1) {
      store<u32>(entry, (<u32>load<u8>(at)) & 0x7f, EXPONENT);
      store<u32>(entry, (<u32>load<u8>(at)) >> 7, BINARY);
    } else if (code == OPTION_TSOFFSET && optionLength >= 8) {
      const v = load<u64>(at);
      store<u64>(entry, swapped ? swap64(v) : v, OFFSET);
    }
    at += (optionLength + 3) & ~3;
    if (at > end) break;
  }
  return other(size);
}

/** Enhanced packet block (section 4.3) and the obsolete packet block before it (appendix A). */
function enhanced(body: usize, length: u32, size: u32, obsolete: bool): Found {
  if (length < 20) return damaged(Status.BAD_CONTAINER, length);
  const captured = word(body + 12);
  if (captured > length - 20 || captured > MAX_PACKET) return damaged(Status.BAD_CONTAINER, captured);
  const id = obsolete ? half(body) : word(body);
  if (id >= count) return damaged(Status.BAD_INTERFACE, id);
  const ticks = ((<u64>word(body + 4)) << 32) | (<u64>word(body + 8));
  const entry = interfaces + id * INTERFACE;
  return packet(size, body + 20, captured, word(body + 16), time(entry, ticks), load<u32>(entry, LINK_TYPE));
}

/** Simple packet block (section 4.4): no time, and the first interface. */
function simple(body: usize, length: u32, size: u32): Found {
  if (length < 4) return damaged(Status.BAD_CONTAINER, length);
  if (!count) return damaged(Status.BAD_INTERFACE, 0);
  const original = word(body);
  const snaplen = load<u32>(interfaces, SNAPLEN);
  let captured = min(original, length - 4);
  if (snaplen) captured = min(captured, snaplen);
  if (captured > MAX_PACKET) return damaged(Status.BAD_CONTAINER, captured);
  return packet(size, body + 4, captured, original, 0, load<u32>(interfaces, LINK_TYPE));
}

/** Nanoseconds since 1970 of a number of ticks of an interface. */
function time(entry: usize, ticks: u64): u64 {
  const exponent = load<u32>(entry, EXPONENT);
  let nanoseconds: u64;
  if (load<u32>(entry, BINARY)) {
    if (exponent > 63) return load<u64>(entry, OFFSET) * 1_000_000_000;
    let fraction = ticks & (((<u64>1) << exponent) - 1);
    // A fraction of 34 bits times 10^9 is the most that 64 bits can hold.
    const drop: u32 = exponent > 34 ? exponent - 34 : 0;
    fraction >>= drop;
    nanoseconds = (ticks >> exponent) * 1_000_000_000 + ((fraction * 1_000_000_000) >> (exponent - drop));
  } else {
    nanoseconds = ticks;
    for (let i = exponent; i < 9; i++) nanoseconds *= 10;
    for (let i: u32 = 9; i < exponent && nanoseconds; i++) nanoseconds /= 10;
  }
  return nanoseconds + load<u64>(entry, OFFSET) * 1_000_000_000;
}
