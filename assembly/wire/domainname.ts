// Domain names in DNS messages: labels, and pointers to where a name goes on (RFC 1035 sections 3.1 and 4.1.4).
import { Status } from "../gen/status";
import { be16, bytes, flaw, left, hotByte as byte } from "../packet";
import { build, built, putPlainLabel, sequenceAt } from "../text";
import { putEncodedName } from "./netbios";

/** Names stand behind the header of the message. */
const FIRST: u32 = 12;
/** Length octets and the root label included (RFC 1035 section 2.3.4). */
const LONGEST_NAME: u32 = 255;
const LONGEST_LABEL: u32 = 63;
const POINTER: u32 = 0xc0;
const POINTER_TARGET: u32 = 0x3fff;
/** Labels and pointers of a name: 127 labels fit into the longest, and more pointers than labels lead nowhere. */
const MAX_STEPS: u32 = 254;
/**
 * Bytes read for all names of a message: a message of 4 KiB cannot need as many. Pointers let a message of 64 KiB stand for
 * megabytes of names; as text a byte takes up to four, and a record has 1 MiB.
 */
const MAX_READ: u32 = 1 << 17;

const DOT: u32 = 0x2e;
const BACKSLASH: u32 = 0x5c;
const DELETE: u32 = 0x7f;

/** Where the name read last ends; 0 where it could not be read, and the packet is marked. */
export let end: u32 = 0;

let spent: u32 = 0;
let netbios: bool = false;

/** Begins a message; in those of the NetBIOS name service, the first label of a name is encoded. */
export function reset(ofNetBIOS: bool): void {
  spent = 0;
  netbios = ofNetBIOS;
}

/**
 * Text of the name at an offset of the message: labels joined by dots, the root name empty. What is not compressed of it
 * must end in front of `stop`. A dot or backslash in a label gets a backslash in front of it; control characters and bytes
 * that are no UTF-8 become \DDD (RFC 4343 section 2.1).
 */
export function read(at: u32, stop: u32): u64 {
  end = 0;
  const text = build();
  let to = text;
  let first = at;
  let behind: u32 = 0;
  let size: u32 = 1;
  for (let step: u32 = 0; step < MAX_STEPS; step++) {
    if (spent > MAX_READ) return broken(Status.TOO_LARGE, spent);
    if (at >= stop) return short(at, 1, stop);
    const length = byte(at);
    if (!length) {
      end = behind ? behind : at + 1;
      return built(text, to);
    }
    if (length >= POINTER) {
      if (stop - at < 2) return short(at, 2, stop);
      const target = be16(at) & POINTER_TARGET;
      // Only to a name in front of this one, so no name leads back to itself.
      if (target < FIRST || target >= first) return broken(Status.BAD_ENCODING, at);
      if (!behind) behind = at + 2;
      spent += 2;
      stop = first;
      first = target;
      at = target;
      continue;
    }
    if (length > LONGEST_LABEL) return broken(Status.BAD_ENCODING, at);
    if (length >= stop - at) return short(at, 1 + length, stop);
    size += length + 1;
    spent += length + 1;
    if (size > LONGEST_NAME) return broken(Status.BAD_ENCODING, at);
    const encoded = netbios && to == text ? putEncodedName(to, at + 1, length) : to;
    if (to > text) store<u8>(to++, <u8>DOT);
    to = encoded > to ? encoded : putLabel(to, at + 1, length);
    at += length + 1;
  }
  return broken(Status.TOO_MANY, MAX_STEPS);
}

/** Where the name at an offset ends, pointers not followed; 0 where the message ends first. Marks nothing. */
export function skip(at: u32): u32 {
  for (let step: u32 = 0; step < MAX_STEPS && at < left(); step++) {
    const length = byte(at);
    const next = at + 1 + (length < POINTER ? length : 1);
    if (!length || length >= POINTER) return next <= left() ? next : 0;
    at = next;
  }
  return 0;
}

function broken(status: Status, need: u32): u64 {
  flaw(status, need);
  return 0;
}

/** The name goes past the message, or past the record data around it. */
function short(at: u32, size: u32, stop: u32): u64 {
  return stop == left() ? broken(Status.TRUNCATED, at + size) : broken(Status.BAD_PART, at);
}

/** Writes the text of a label: at most four bytes for each of its own. */
function putLabel(to: usize, at: u32, length: u32): usize {
  const plain = putPlainLabel(to, bytes(at, length));
  if (plain > to) return plain;
  const stop = at + length;
  while (at < stop) {
    const b = byte(at);
    const size = sequenceAt(at, stop);
    if (b < 0x20 || b == DELETE || !size) {
      store<u8>(to, <u8>BACKSLASH);
      store<u8>(to, <u8>(48 + b / 100), 1);
      store<u8>(to, <u8>(48 + ((b / 10) % 10)), 2);
      store<u8>(to, <u8>(48 + (b % 10)), 3);
      to += 4;
      at++;
      continue;
    }
    if (b == DOT || b == BACKSLASH) store<u8>(to++, <u8>BACKSLASH);
    for (const next = at + size; at < next; at++) store<u8>(to++, <u8>byte(at));
  }
  return to;
}
