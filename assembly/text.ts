// Text of addresses and names. A text is a slice: address in the low, length in the high 32 bits; it is good until the
// ring that it lies in comes round, so a setter must take it at once.
import { putDecimal } from "./decimal";
import { swap16 } from "./endian";
import * as packet from "./packet";

const BAR: u16 = 0x7c;
const RING: usize = 1 << 18;
/** The longest text that is made at once. */
const LONGEST: usize = 1 << 16;

const ring: usize = memory.data(<i32>RING + 64, 16);
/** The decimal text of a byte and a dot behind it, in four bytes, and the length of both in the next four. */
const decimals: usize = memory.data(256 * 8, 8);
/** The two hexadecimal digits of a byte. */
const hexadecimals: usize = memory.data(256 * 2, 2);

/** "0123456789abcdef". */
// @ts-ignore: decorator
@lazy const DIGITS: v128 = i64x2(0x3736353433323130, 0x6665646362613938);

// The texts of IPv6 addresses that were asked for before: the address, its text, the length of the text.
const IPV6_TEXTS_BITS = 9;
const TEXT = 16;
const LENGTH = 63;
const IPV6_TEXT: usize = 64;
/** The hexadecimal digits of the address at hand. */
const groups: usize = memory.data(32, 16);
const ipv6Texts: usize = memory.data((1 << IPV6_TEXTS_BITS) * 64, 16);

let next: usize = ring;

prepare();

function prepare(): void {
  for (let i: u32 = 0; i < 256; i++) {
    const at = decimals + i * 8;
    let p = at;
    if (i > 99) store<u8>(p++, <u8>(48 + i / 100));
    if (i > 9) store<u8>(p++, <u8>(48 + ((i / 10) % 10)));
    store<u8>(p++, <u8>(48 + (i % 10)));
    store<u8>(p, 46);
    store<u32>(at, <u32>(p + 1 - at), 4);
    store<u8>(hexadecimals + i * 2, digit(i >> 4));
    store<u8>(hexadecimals + i * 2, digit(i & 15), 1);
  }
}

function digit(n: u32): u8 {
  return <u8>(n < 10 ? 48 + n : 87 + n);
}

/** Room in the ring for a text of at most `size` bytes (up to LONGEST * 3). */
function room(size: usize): usize {
  if (next + size > ring + RING) next = ring;
  return next;
}

// @ts-ignore: decorator
@inline
function slice(from: usize, to: usize): u64 {
  return (<u64>from) | ((<u64>(to - from)) << 32);
}

function take(from: usize, to: usize): u64 {
  next = to;
  return slice(from, to);
}

/** In place of a length: the six bytes of a MAC address, to be written as text. */
export const MAC: u32 = 0xffff_ffff;
/** Length of the text of a MAC address. */
export const MAC_LENGTH: u32 = 17;

/** A MAC address of the layer, "aa:bb:cc:dd:ee:ff". */
export function mac(at: u32): u64 {
  const address = packet.bytes(at, 6);
  return address >> 32 == 6 ? macOf(<usize>(<u32>address)) : 0;
}

/** Six bytes anywhere in memory as a MAC address. */
// @ts-ignore: decorator
@inline
export function macOf(address: usize): u64 {
  return (<u64>address) | ((<u64>MAC) << 32);
}

/** Writes six bytes as a MAC address of 17 characters. */
// @ts-ignore: decorator
@inline
export function putMAC(to: usize, address: usize): void {
  const bytes = v128.load64_zero(address);
  const high = i8x16.swizzle(DIGITS, v128.shr<u8>(bytes, 4));
  const low = i8x16.swizzle(DIGITS, v128.and(bytes, i8x16.splat(15)));
  // The digits of the bytes alternate (h0 l0 h1 l1 …), then every third place is a colon.
  const digits = v128.shuffle<u8>(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  v128.store(to, v128.shuffle<u8>(digits, i8x16.splat(58), 0, 1, 16, 2, 3, 16, 4, 5, 16, 6, 7, 16, 8, 9, 16, 10));
  store<u8>(to + 16, v128.extract_lane<u8>(digits, 11));
}

/** A hardware address of any length in colon notation. */
export function hardware(address: u64): u64 {
  const from = <usize>(<u32>address);
  const length = <usize>(address >> 32);
  if (!length) return 0;
  const to = room(length * 3 + 16);
  for (let i: usize = 0; i < length; i++) {
    store<u32>(to + i * 3, (<u32>load<u16>(hexadecimals + ((<usize>load<u8>(from + i)) << 1))) | 0x3a0000);
  }
  return take(to, to + length * 3 - 1);
}

/** An IPv4 address of the layer in dotted quads. */
export function ipv4(at: u32): u64 {
  const address = packet.bytes(at, 4);
  if (address >> 32 != 4) return 0;
  const to = room(32);
  return take(to, putIPv4(to, <usize>(<u32>address)));
}

/** An IPv6 address of the layer after RFC 5952. */
export function ipv6(at: u32): u64 {
  const address = packet.bytes(at, 16);
  if (address >> 32 != 16) return 0;
  const to = room(64);
  return take(to, putIPv6(to, <usize>(<u32>address)));
}

/** Writes four address bytes as text; gives the address behind it. Stores up to four bytes more. */
// @ts-ignore: decorator
@inline
export function putIPv4(to: usize, from: usize): usize {
  to = putDecimalByte(to, load<u8>(from));
  to = putDecimalByte(to, load<u8>(from, 1));
  to = putDecimalByte(to, load<u8>(from, 2));
  return putDecimalByte(to, load<u8>(from, 3)) - 1;
}

// @ts-ignore: decorator
@inline
function putDecimalByte(to: usize, b: u32): usize {
  const text = load<u64>(decimals + (b << 3));
  store<u32>(to, <u32>text);
  return to + <usize>(text >> 32);
}

/** Writes sixteen address bytes as text (RFC 5952 sections 4 and 5); gives the address behind it. Stores up to 48 bytes. */
export function putIPv6(to: usize, from: usize): usize {
  const high = load<u64>(from);
  const low = load<u64>(from, 8);
  // Captures have few addresses compared to packets, and making such a text takes as long as making a record.
  const known = ipv6Texts + ((((high ^ low) * 0x9e37_79b9_7f4a_7c15) >> (64 - IPV6_TEXTS_BITS)) as usize) * IPV6_TEXT;
  if (load<u64>(known) != high || load<u64>(known, 8) != low || !load<u8>(known, LENGTH)) {
    store<u64>(known, high);
    store<u64>(known, low, 8);
    store<u8>(known, <u8>(makeIPv6(known + TEXT, from) - (known + TEXT)), LENGTH);
  }
  v128.store(to, v128.load(known, TEXT));
  v128.store(to, v128.load(known, TEXT + 16), 16);
  v128.store(to, v128.load(known, TEXT + 32), 32);
  return to + load<u8>(known, LENGTH);
}

function makeIPv6(to: usize, from: usize): usize {
  const high = load<u64>(from);
  if (!high && load<u32>(from, 8) == 0xffff0000) {
    store<u64>(to, 0x3a666666663a3a); // ::ffff:
    return putIPv4(to + 7, from + 12);
  }
  // The first longest run of two zero groups or more is left out.
  let best: i32 = 8;
  let bestLength: i32 = 1;
  let runStart: i32 = 0;
  let runLength: i32 = 0;
  for (let i = 0; i < 8; i++) {
    if (load<u16>(from + ((<usize>i) << 1))) {
      runLength = 0;
    } else {
      if (!runLength++) runStart = i;
      if (runLength > bestLength) {
        best = runStart;
        bestLength = runLength;
      }
    }
  }
  putHexadecimal(groups, from);
  for (let i = 0; i < 8; i++) {
    if (i == best) {
      // Behind the group in front of the run there is a colon already.
      store<u16>(to, 0x3a3a);
      to += best ? 1 : 2;
      i += bestLength - 1;
      continue;
    }
    const group = swap16(load<u16>(from + ((<usize>i) << 1)));
    const zeros = (clz(group | 1) - 16) >> 2;
    const digits = load<u32>(groups + ((<usize>i) << 2)) >> (zeros << 3);
    store<u64>(to, (<u64>digits) | ((<u64>0x3a) << ((4 - zeros) << 3)));
    to += 5 - zeros;
  }
  return best + bestLength == 8 ? to : to - 1;
}

/** A decimal number. */
export function decimal(n: u64): u64 {
  const to = room(32);
  return take(to, putDecimal(to, n));
}

/** A decimal number with its sign. */
export function signed(n: i64): u64 {
  if (n >= 0) return decimal(<u64>n);
  const to = room(32);
  store<u8>(to, 45);
  return take(to, putDecimal(to + 1, <u64>-n));
}

/** A text that stands in the program; ASCII only. Of texts with bars between them the one behind so many bars, if there is. */
export function literal(text: string, bars: u32 = 0): u64 {
  const from = room(text.length + 16);
  let to = from;
  for (let i = 0; i < text.length; i++) {
    const code = load<u16>(changetype<usize>(text) + (i << 1));
    if (code != BAR) {
      if (!bars) store<u8>(to++, <u8>code);
    } else if (!bars--) break;
  }
  return take(from, to);
}

/** Bytes of the layer as they are where they are printable UTF-8 (or tabs and line ends), else in colon notation. */
export function readable(at: u32, length: u32): u64 {
  const bytes = packet.bytes(at, length);
  const stop = <usize>(<u32>bytes) + <usize>(bytes >> 32);
  for (let from = <usize>(<u32>bytes); from < stop;) {
    const size = sequence(from, stop);
    const b = <u32>load<u8>(from);
    if (!size || b == 0x7f || (b < 0x20 && b != 9 && b != 10 && b != 13)) return hardware(bytes);
    from += size;
  }
  return bytes;
}

/** Bytes of the layer as valid UTF-8: bytes that are no part of it become the character of the same number (Latin-1). */
export function utf8(at: u32, length: u32): u64 {
  return valid(packet.bytes(at, length));
}

/** The same of a field that is filled up with zeros, without these. */
export function padded(at: u32, length: u32): u64 {
  while (length && !packet.byte(at + length - 1)) length--;
  return utf8(at, length);
}

/** A slice as valid UTF-8; the slice itself where it is. */
export function valid(bytes: u64): u64 {
  let from = <usize>(<u32>bytes);
  const length = min(<usize>(bytes >> 32), LONGEST);
  const stop = from + length;
  let good = from;
  while (good < stop) {
    const size = sequence(good, stop);
    if (!size) break;
    good += size;
  }
  if (good == stop) return slice(from, stop);
  const place = room(length * 2 + 16);
  memory.copy(place, from, good - from);
  let to = place + (good - from);
  from = good;
  while (from < stop) {
    const size = sequence(from, stop);
    if (size) {
      for (let i: usize = 0; i < size; i++) store<u8>(to++, load<u8>(from++));
    } else {
      const b = load<u8>(from++);
      store<u8>(to++, 0xc0 | (b >> 6));
      store<u8>(to++, 0x80 | (b & 0x3f));
    }
  }
  return take(place, to);
}

/** Length of the well-formed UTF-8 sequence at an offset of the layer, in front of another; 0 where there is none. */
export function sequenceAt(at: u32, stop: u32): u32 {
  const bytes = packet.bytes(at, stop - at);
  const from = <usize>(<u32>bytes);
  return <u32>sequence(from, from + <usize>(bytes >> 32));
}

/** Length of the well-formed UTF-8 sequence at an address (Unicode 15, table 3-7); 0 where there is none. */
function sequence(at: usize, stop: usize): usize {
  const a = <u32>load<u8>(at);
  if (a < 0x80) return 1;
  if (a < 0xc2 || a > 0xf4) return 0;
  const size: usize = a < 0xe0 ? 2 : a < 0xf0 ? 3 : 4;
  if (at + size > stop) return 0;
  const b = <u32>load<u8>(at, 1);
  const low: u32 = a == 0xe0 ? 0xa0 : a == 0xf0 ? 0x90 : 0x80;
  const high: u32 = a == 0xed ? 0x9f : a == 0xf4 ? 0x8f : 0xbf;
  if (b < low || b > high) return 0;
  if (size > 2 && (load<u8>(at, 2) & 0xc0) != 0x80) return 0;
  if (size > 3 && (load<u8>(at, 3) & 0xc0) != 0x80) return 0;
  return size;
}

/**
 * Copies a label of a domain name that needs no escapes (printable ASCII but no space, dot or backslash); gives the address
 * behind it, or the same address where the label is not of this kind. Stores up to 15 bytes more.
 */
export function putPlainLabel(to: usize, label: u64): usize {
  const from = <usize>(<u32>label);
  const length = <usize>(label >> 32);
  for (let i: usize = 0; i < length; i += 16) {
    const piece = v128.load(from + i);
    const control = i8x16.le_s(piece, i8x16.splat(0x20)); // or above 0x7f
    const special = v128.or(i8x16.eq(piece, i8x16.splat(0x2e)), i8x16.eq(piece, i8x16.splat(0x5c)));
    const odd = i8x16.bitmask(v128.or(v128.or(control, special), i8x16.eq(piece, i8x16.splat(0x7f))));
    const rest = length - i;
    if (rest < 16 ? odd & ((1 << (<i32>rest)) - 1) : odd) return to;
    v128.store(to + i, piece);
  }
  return to + length;
}

/** A text of one ASCII character. */
export function character(code: u32): u64 {
  const to = room(16);
  store<u8>(to, <u8>code);
  return take(to, to + 1);
}

/** A text built up piece by piece, such as a domain name: `build` gives the address to write to, `built` the text. */
export function build(): usize {
  return room(LONGEST);
}

export function built(from: usize, to: usize): u64 {
  return take(from, to);
}

/** Writes sixteen bytes as 32 hexadecimal digits. */
export function putHexadecimal(to: usize, from: usize): void {
  const bytes = v128.load(from);
  const high = i8x16.swizzle(DIGITS, v128.shr<u8>(bytes, 4));
  const low = i8x16.swizzle(DIGITS, v128.and(bytes, i8x16.splat(15)));
  v128.store(to, v128.shuffle<u8>(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
  v128.store(to, v128.shuffle<u8>(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16);
}

/** Writes a byte as two hexadecimal digits. */
export function putPair(to: usize, b: u32): void {
  store<u16>(to, load<u16>(hexadecimals + (b << 1)));
}
