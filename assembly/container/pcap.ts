// The classic capture format (draft-ietf-opsawg-pcap): a file header, then a header of 16 bytes before each packet.
import { swap32 } from "../endian";
import { Status } from "../gen/status";
import { damaged, Found, incomplete, MAX_PACKET, other, packet } from "./reader";

const MICROSECONDS: u32 = 0xa1b2c3d4;
const NANOSECONDS: u32 = 0xa1b23c4d;
/** Written by a libpcap with patches of its own: eight more bytes before each packet. */
const PATCHED: u32 = 0xa1b2cd34;

const FILE_HEADER: u32 = 24;
const LINK_TYPE = 20;

const SECONDS = 0;
const FRACTION = 4;
const CAPTURED = 8;
const ORIGINAL = 12;

let swapped: bool = false;
let nanoseconds: u64 = 1000;
let recordHeader: u32 = 16;
let linkType: u32 = 0;

// @ts-ignore: decorator
@inline
function word(at: usize): u32 {
  const v = load<u32>(at);
  return swapped ? swap32(v) : v;
}

/** Whether a file begins with the magic number of the format; its first four bytes must be there. */
export function detect(at: usize): bool {
  for (let i = 0; i < 2; i++) {
    swapped = i == 1;
    const magic = word(at);
    if (magic == MICROSECONDS || magic == NANOSECONDS || magic == PATCHED) {
      nanoseconds = magic == NANOSECONDS ? 1 : 1000;
      recordHeader = magic == PATCHED ? 24 : 16;
      return true;
    }
  }
  return false;
}

/** Reads the file header. */
export function head(at: usize, end: usize): Found {
  if (end - at < FILE_HEADER) return incomplete(FILE_HEADER);
  // The upper bits tell of a frame check sequence.
  linkType = word(at + LINK_TYPE) & 0xffff;
  return other(FILE_HEADER);
}

/** Reads the next packet. */
// @ts-ignore: decorator
@inline
export function next(at: usize, end: usize): Found {
  const have = <u32>(end - at);
  if (have < recordHeader) return incomplete(recordHeader);
  const captured = word(at + CAPTURED);
  if (captured > MAX_PACKET) return damaged(Status.BAD_CONTAINER, captured);
  const size = recordHeader + captured;
  if (have < size) return incomplete(size);
  const time = <u64>word(at + SECONDS) * 1_000_000_000 + <u64>word(at + FRACTION) * nanoseconds;
  return packet(size, at + recordHeader, captured, word(at + ORIGINAL), time, linkType);
}
