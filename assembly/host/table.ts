// The table of hosts: found by address, in the order of how long they have been idle.
import { allocate } from "../memory";
import { ADDRESS, CHAIN, HASH, HOST_SIZE, KIND, Kind, NEWER, OLDER } from "./layout";

/** Whoever sends packets whose addresses all fall into one bucket has profiles recorded early, but costs no more time than this. */
const MAX_CHAIN: u32 = 64;

let base: usize = 0;
let capacity: u32 = 0;
let touched: u32 = 0;
let buckets: usize = 0;
let mask: u32 = 0;
let free: usize = 0;
let newest: usize = 0;
/** The host that has been idle longest; 0 where there is none. */
export let oldest: usize = 0;
/** The host that has to go before another may come into the bucket where `find` looked in vain; 0 while there is room. */
export let surplus: usize = 0;
/** Hash of the address that `find` looked for. */
let sought: u32 = 0;

/** Makes a table in so much memory. */
export function prepare(room: usize): void {
  capacity = <u32>max(room / (HOST_SIZE + 8), 16);
  let size: u32 = 16;
  while (size < capacity) size <<= 1;
  base = allocate(<usize>capacity * HOST_SIZE);
  buckets = allocate(<usize>size * 4);
  mask = size - 1;
}

/** Whether the table was made. */
export function ready(): bool {
  return base != 0;
}

/** Whether there is no room for another host. */
export function full(): bool {
  return !free && touched == capacity;
}

/** A number that is spread over 32 bits. */
export function spread(n: u64, low: u64, high: u64): u32 {
  let h = (low ^ (high * 0xff51_afd7_ed55_8ccd) ^ (n << 40)) * 0xc4ce_b9fe_1a85_ec53;
  h = (h ^ (h >> 29)) * 0x9e37_79b9_7f4a_7c15;
  return <u32>(h >> 32);
}

/** The host with an address; 0 where there is none. */
export function find(kind: Kind, low: u64, high: u64): usize {
  sought = spread(kind, low, high);
  surplus = 0;
  let host = <usize>load<u32>(buckets + ((sought & mask) << 2));
  for (let steps: u32 = 0; host; steps++) {
    if (load<u64>(host, ADDRESS) == low && load<u64>(host, ADDRESS + 8) == high && load<u8>(host, KIND) == <u8>kind) return host;
    if (steps == MAX_CHAIN) {
      surplus = host;
      break;
    }
    host = load<u32>(host, CHAIN);
  }
  return 0;
}

/** A host with the address that `find` looked for in vain. The table must not be full. */
export function insert(kind: Kind, low: u64, high: u64): usize {
  let host = free;
  if (host) {
    free = load<u32>(host, CHAIN);
  } else {
    host = base + <usize>touched * HOST_SIZE;
    touched++;
  }
  memory.fill(host, 0, HOST_SIZE);
  store<u64>(host, low, ADDRESS);
  store<u64>(host, high, ADDRESS + 8);
  store<u8>(host, <u8>kind, KIND);
  store<u32>(host, sought, HASH);
  const bucket = buckets + ((sought & mask) << 2);
  store<u32>(host, load<u32>(bucket), CHAIN);
  store<u32>(bucket, <u32>host);
  append(host);
  return host;
}

/** Gives a host back. */
export function remove(host: usize): void {
  let at = buckets + ((load<u32>(host, HASH) & mask) << 2);
  for (let next = load<u32>(at); next != <u32>host; next = load<u32>(at)) at = <usize>next + CHAIN;
  store<u32>(at, load<u32>(host, CHAIN));
  unlink(host);
  store<u32>(host, <u32>free, CHAIN);
  free = host;
}

/** A host has a packet: of all it has been idle for the shortest time. */
export function touch(host: usize): void {
  if (host == newest) return;
  unlink(host);
  append(host);
}

function append(host: usize): void {
  store<u32>(host, <u32>newest, OLDER);
  store<u32>(host, 0, NEWER);
  if (newest) store<u32>(newest, <u32>host, NEWER);
  else oldest = host;
  newest = host;
}

function unlink(host: usize): void {
  const older = <usize>load<u32>(host, OLDER);
  const newer = <usize>load<u32>(host, NEWER);
  if (older) store<u32>(older, <u32>newer, NEWER);
  else oldest = newer;
  if (newer) store<u32>(newer, <u32>older, OLDER);
  else newest = older;
}
