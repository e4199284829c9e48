// The UID of a connection: the MD5 sum, in hexadecimal, of the decimal hashes of its link, network and transport end
// points. The hash is FNV-1a of each end, added so that the direction does not matter.
import { putLongDecimal } from "../decimal";
import { swap16 } from "../endian";
import { Layer } from "../gen/layer";
import { putHexadecimal } from "../text";
import { hasAddresses } from "./digest";
import { DST_IP, DST_MAC, LINK, NETWORK, PORTS, SRC_IP, SRC_MAC, TRANSPORT } from "./layout";
import * as md5 from "./md5";

const OFFSET: u64 = 14695981039346656037;
const PRIME: u64 = 1099511628211;

const ports: usize = memory.data(8, 8);
const output: usize = memory.data(32, 8);

/** Kinds of end points, as numbers that go into the hash. */
export const enum EndPoint {
  None = 0,
  IPv4 = 1,
  IPv6 = 2,
  MAC = 3,
  TCPPort = 4,
  UDPPort = 5,
  /** Of another protocol, such as SCTP. */
  OtherPort = 6,
  PPP = 9,
}

/** Hash of two end points of a kind, the same in both directions; 0 for none. */
export function pair(kind: EndPoint, a: usize, b: usize, length: usize): u64 {
  if (kind == EndPoint.None) return 0;
  let first = OFFSET;
  let second = OFFSET;
  for (let i: usize = 0; i < length; i++) {
    first = (first ^ (<u64>load<u8>(a + i))) * PRIME;
    second = (second ^ (<u64>load<u8>(b + i))) * PRIME;
  }
  return ((first + second) ^ (<u64>kind)) * PRIME;
}

/** Takes down what the UID of a connection is the sum of, as one of those that are computed at once. */
export function prepare(place: usize, entry: usize): void {
  const network: Layer = load<u8>(entry, NETWORK);
  // The hashes are over bytes in network order.
  store<u16>(ports, <u16>swap16(load<u16>(entry, PORTS)));
  store<u16>(ports, <u16>swap16(load<u16>(entry, PORTS + 2)), 2);
  const six = network == Layer.IPv6;
  const link: Layer = load<u8>(entry, LINK);
  const addressed = hasAddresses(link);
  // The ends of a PPP link have no addresses, but count.
  const linkKind = addressed ? EndPoint.MAC : link == Layer.PPP ? EndPoint.PPP : EndPoint.None;
  const networkKind = !network ? EndPoint.None : six ? EndPoint.IPv6 : EndPoint.IPv4;
  // All three before the first is written: a processor computes them at the same time.
  const links = pair(linkKind, entry + SRC_MAC, entry + DST_MAC, addressed ? 6 : 0);
  const networks = pair(networkKind, entry + SRC_IP, entry + DST_IP, six ? 16 : 4);
  const transports = pair(portKind(load<u8>(entry, TRANSPORT)), ports, ports + 2, 2);
  const at = putLongDecimal(putLongDecimal(md5.begin(place), links), networks);
  md5.end(place, putLongDecimal(at, transports));
}

function portKind(transport: u32): EndPoint {
  if (transport == Layer.TCP) return EndPoint.TCPPort;
  if (transport == Layer.UDP) return EndPoint.UDPPort;
  return transport == Layer.SCTP ? EndPoint.OtherPort : EndPoint.None;
}

/** The UID as a text of 32 characters, good until the next. */
export function uid(place: usize): u64 {
  putHexadecimal(output, md5.sum(place));
  return (<u64>output) | ((<u64>32) << 32);
}
