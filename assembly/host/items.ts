// What is listed of hosts: their ports, protocols, addresses and contacts. All lists share one table, where an item is found by its host,
// its list and what it is.
import { allocate } from "../memory";
import { COUNTS, ENDS, ITEM_CHAIN, ITEM_PACKETS, ITEM_SIZE, KNOWN, LISTS, List, NEXT, OWNER, SORT, WHICH } from "./layout";
import { spread } from "./table";

/** More items in one bucket are not looked at: what has no place there is not listed. */
const MAX_CHAIN: u32 = 64;

let base: usize = 0;
let capacity: u32 = 0;
let touched: u32 = 0;
let buckets: usize = 0;
let mask: u32 = 0;
let free: usize = 0;
/** The bucket that `find` looked into, and whether it has no place for another item. */
let bucket: usize = 0;
let crowded: bool = false;

/** Makes the table in so much memory. */
export function prepare(room: usize): void {
  capacity = <u32>max(room / (ITEM_SIZE + 8), 16);
  let size: u32 = 16;
  while (size < capacity) size <<= 1;
  base = allocate(<usize>capacity * ITEM_SIZE);
  buckets = allocate(<usize>size * 4);
  mask = size - 1;
}

/** Whether there is no room for another item. */
export function full(): bool {
  return !free && touched == capacity;
}

/** Items in a list of a host. */
export function count(host: usize, list: List): u32 {
  return load<u16>(host + COUNTS + ((<usize>list) << 1));
}

/** The first item of a list of a host; 0 where it is empty. The field NEXT leads on. */
export function first(host: usize, list: List): usize {
  return load<u32>(host + ENDS + ((<usize>list) << 3));
}

function bucketOf(host: usize, sort: u32, low: u64, high: u64): usize {
  return buckets + ((spread((<u64>host) ^ ((<u64>sort) << 20), low, high) & mask) << 2);
}

/** An item of a host; 0 where it is not listed. `sort` is its list in the low, the kind of thing in the next eight bits. */
export function find(host: usize, sort: u32, low: u64, high: u64): usize {
  bucket = bucketOf(host, sort, low, high);
  crowded = false;
  let item = <usize>load<u32>(bucket);
  for (let steps: u32 = 0; item; steps++) {
    if (
      load<u32>(item, OWNER) == <u32>host &&
      load<u32>(item, SORT) == sort &&
      load<u64>(item, WHICH) == low &&
      load<u64>(item, WHICH + 8) == high
    ) {
      return item;
    }
    if (steps == MAX_CHAIN) {
      crowded = true;
      break;
    }
    item = load<u32>(item, ITEM_CHAIN);
  }
  return 0;
}

/** Lists an item of a host that `find` looked for in vain; 0 where there is no place for it. */
export function add(host: usize, sort: u32, low: u64, high: u64): usize {
  if (crowded || full()) return 0;
  let item = free;
  if (item) {
    free = load<u32>(item, NEXT);
  } else {
    item = base + <usize>touched * ITEM_SIZE;
    touched++;
  }
  store<u32>(item, load<u32>(bucket), ITEM_CHAIN);
  store<u32>(bucket, <u32>item);
  store<u32>(item, <u32>host, OWNER);
  store<u32>(item, sort, SORT);
  store<u64>(item, low, WHICH);
  store<u64>(item, high, WHICH + 8);
  v128.store(item, i64x2.splat(0), ITEM_PACKETS);
  append(host, sort & 0xff, item);
  return item;
}

function append(host: usize, list: List, item: usize): void {
  const ends = host + ENDS + ((<usize>list) << 3);
  const counter = host + COUNTS + ((<usize>list) << 1);
  const last = <usize>load<u32>(ends, 4);
  store<u32>(item, 0, NEXT);
  store<u32>(last ? last + NEXT : ends, <u32>item);
  store<u32>(ends, <u32>item, 4);
  store<u16>(counter, load<u16>(counter) + 1);
}

/** Gives an item back; its list has to be mended. */
function release(item: usize): void {
  let at = bucketOf(load<u32>(item, OWNER), load<u32>(item, SORT), load<u64>(item, WHICH), load<u64>(item, WHICH + 8));
  for (let next = load<u32>(at); next != <u32>item; next = load<u32>(at)) at = <usize>next + ITEM_CHAIN;
  store<u32>(at, load<u32>(item, ITEM_CHAIN));
  store<u32>(item, <u32>free, NEXT);
  free = item;
}

/** Takes all items of a list of which none of some flags is known out of it. */
export function keep(host: usize, list: List, flags: u64): void {
  let item = first(host, list);
  store<u64>(host + ENDS + ((<usize>list) << 3), 0);
  store<u16>(host + COUNTS + ((<usize>list) << 1), 0);
  while (item) {
    const next = <usize>load<u32>(item, NEXT);
    if (load<u64>(item, KNOWN) & flags) append(host, list, item);
    else release(item);
    item = next;
  }
}

/** Gives all items of a host back. */
export function clear(host: usize): void {
  for (let list: u32 = 0; list < LISTS; list++) keep(host, list, 0);
}
