// The UID of a connection: the MD5 sum, in hexadecimal, of the decimal hashes of its link, network and transport end
// points. The hash is FNV-1a of each end, added so that the direction does not matter.
import { putDecimal } from "../text";
import { md5 } from "./md5";

const OFFSET: u64 = 14695981039346656037;
const PRIME: u64 = 1099511628211;

const input: usize = memory.data(192, 8);
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

function fnv(at: usize, length: usize): u64 {
  let hash = OFFSET;
  for (let i: usize = 0; i < length; i++) hash = (hash ^ (<u64>load<u8>(at + i))) * PRIME;
  return hash;
}

/** Hash of two end points of a kind, the same in both directions; 0 for none. */
export function pair(kind: EndPoint, a: usize, b: usize, length: usize): u64 {
  if (kind == EndPoint.None) return 0;
  return ((fnv(a, length) + fnv(b, length)) ^ (<u64>kind)) * PRIME;
}

/** The UID as a text of 32 characters, good until the next. */
export function uid(link: u64, network: u64, transport: u64): u64 {
  const end = putDecimal(putDecimal(putDecimal(input, link), network), transport);
  md5(input, end - input, output);
  return (<u64>output) | ((<u64>32) << 32);
}
