// Community ID version 1 (corelight.github.io/community-id-spec), by which records of different programs about the same flow are
// joined: "1:" and the SHA-1 of addresses, IP protocol and ports in base64. The lesser end comes first, so that it is the same
// for both directions.
import { swap16, swap64 } from "../endian";
import { Layer } from "../gen/layer";
import { build, built } from "../text";
import { ICMPV4, ICMPV6 } from "./digest";
import { DST_IP, ICMP, NETWORK, PORTS, PROTOCOL, SRC_IP, TRANSPORT } from "./layout";
import * as sha1 from "./sha1";

const sum: usize = memory.data(32, 16);

/** Types of ICMPv4 and ICMPv6 in pairs of a question and its answer. */
const PAIRS_V4: usize = memory.data<u8>([8, 0, 13, 14, 15, 16, 10, 9, 17, 18]);
const PAIRS_V6: usize = memory.data<u8>([128, 129, 133, 134, 135, 136, 130, 131, 139, 140, 144, 145]);

/** Takes down what the Community ID of a connection is the sum of, as one of those that are computed at once. */
export function prepare(place: usize, entry: usize): void {
  const network: Layer = load<u8>(entry, NETWORK);
  if (!network) return;
  const size: usize = network == Layer.IPv6 ? 16 : 4;
  const protocol = <u32>load<u8>(entry, PROTOCOL);
  let source = <u32>load<u16>(entry, PORTS);
  let destination = <u32>load<u16>(entry, PORTS + 2);
  let hasPorts = load<u8>(entry, TRANSPORT) != 0;
  let oneWay = false;
  if (!hasPorts && (protocol == ICMPV4 || protocol == ICMPV6)) {
    hasPorts = true;
    source = load<u8>(entry, ICMP);
    const answer = counterpart(protocol, source);
    oneWay = answer < 0;
    destination = oneWay ? <u32>load<u8>(entry, ICMP + 1) : <u32>answer;
  }
  const order = compare(entry + SRC_IP, entry + DST_IP);
  const turned = !oneWay && (order > 0 || (!order && source > destination));
  // A seed of two bytes, which is 0, comes first. The second address covers what the first one leaves behind itself.
  const message = sha1.begin(place);
  store<u16>(message, 0);
  v128.store(message + 2, v128.load(entry + (turned ? DST_IP : SRC_IP)));
  v128.store(message + 2 + size, v128.load(entry + (turned ? SRC_IP : DST_IP)));
  const at = message + 2 + 2 * size;
  store<u16>(at, <u16>protocol);
  store<u16>(at, <u16>swap16(<u16>(turned ? destination : source)), 2);
  store<u16>(at, <u16>swap16(<u16>(turned ? source : destination)), 4);
  sha1.end(place, at + (hasPorts ? 6 : 2));
}

/** The Community ID of a connection; empty for one without an IP layer. */
export function communityId(place: usize, entry: usize): u64 {
  if (!load<u8>(entry, NETWORK)) return 0;
  sha1.sum(place, sum);
  const to = build();
  store<u16>(to, 0x3a31); // 1:
  return built(to, putBase64(to + 2));
}

/** The type that answers one of ICMP, or that it answers; -1 for one that goes one way. */
function counterpart(protocol: u32, type: u32): i32 {
  const pairs = protocol == ICMPV4 ? PAIRS_V4 : PAIRS_V6;
  const count: usize = protocol == ICMPV4 ? 10 : 12;
  for (let i: usize = 0; i < count; i++) if (load<u8>(pairs + i) == <u8>type) return load<u8>(pairs + (i ^ 1));
  return -1;
}

/** Which of two addresses is the greater one, as numbers; those of IPv4 are followed by zeros. */
function compare(a: usize, b: usize): i32 {
  const high = swap64(load<u64>(a));
  const otherHigh = swap64(load<u64>(b));
  if (high != otherHigh) return high > otherHigh ? 1 : -1;
  const low = swap64(load<u64>(a, 8));
  const otherLow = swap64(load<u64>(b, 8));
  return low == otherLow ? 0 : low > otherLow ? 1 : -1;
}

/** What is added to six bits for their character of base64 (RFC 4648 section 4): a to z, ten digits, + and /, A to Z. */
const DISTANCES: usize = memory.data<i8>([71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 65, 0, 0], 16);

/** Writes the sum in base64; gives the address behind it. */
function putBase64(to: usize): usize {
  putSixteen(sum, to);
  putSixteen(sum + 12, to + 16);
  // 20 bytes are 27 characters, and one that fills up.
  store<u8>(to + 27, 61);
  return to + 28;
}

/** Writes the sixteen characters of twelve bytes. */
function putSixteen(from: usize, to: usize): void {
  const bytes = v128.load(from);
  const threes = v128.shuffle<u8>(bytes, i32x4.splat(0), 2, 1, 0, 16, 5, 4, 3, 16, 8, 7, 6, 16, 11, 10, 9, 16);
  const first = i32x4.shr_u(threes, 18);
  const second = v128.and(i32x4.shr_u(threes, 4), i32x4.splat(0x3f00));
  const third = v128.and(i32x4.shl(threes, 10), i32x4.splat(0x3f_0000));
  const fourth = v128.and(i32x4.shl(threes, 24), i32x4.splat(0x3f00_0000));
  const sixes = v128.or(v128.or(first, second), v128.or(third, fourth));
  const capital = v128.and(i8x16.lt_u(sixes, i8x16.splat(26)), i8x16.splat(13));
  const kind = v128.or(i8x16.sub_sat_u(sixes, i8x16.splat(51)), capital);
  v128.store(to, i8x16.add(sixes, v128.swizzle(v128.load(DISTANCES), kind)));
}
