// Link, network and transport flows: all packets between two link addresses, two network addresses, or two ports, whatever else they
// hold. They are counted only where their records are wanted.
import { swap16 } from "../endian";
import { Layer, layerName } from "../gen/layer";
import { LinkFlow, NetworkFlow, TransportFlow } from "../gen/records";
import * as writer from "../writer";
import { macOf } from "../text";
import {
  BYTES,
  CHAIN,
  DST_IP,
  DST_MAC,
  HASH,
  KEY_SIZE,
  LAST,
  LINK,
  NETWORK,
  PACKETS,
  PORTS,
  SRC_IP,
  SRC_MAC,
  TIME,
  TOTAL_FIRST,
  TOTAL_SIZE,
  TRANSPORT,
  WIRE,
} from "./layout";
import { hasAddresses } from "./digest";
import * as table from "./table";
import { address } from "./text";
import { EndPoint, pair } from "./uid";

const links: usize = memory.data(table.TABLE + table.PER_QUEUE, 8);
const networks: usize = memory.data(table.TABLE + table.PER_QUEUE, 8);
const transports: usize = memory.data(table.TABLE + table.PER_QUEUE, 8);
/** The part of a packet's key that a total is known by. */
const key: usize = memory.data(64, 16);
const ports: usize = memory.data(8, 8);

/** Stands for a network layer in keys of transport flows, so that ports say in which direction a packet goes. */
const ANY: u8 = 0xff;

/** Totals that were recorded before their time, because there was no room. */
export let evicted: u32 = 0;

/** Whether any totals are. */
export function wanted(): bool {
  return writer.enabled(Layer.LinkFlow) || writer.enabled(Layer.NetworkFlow) || writer.enabled(Layer.TransportFlow);
}

/** Makes the tables that are wanted, each in so much memory; gives what they take. */
export function prepare(room: usize): usize {
  return (
    prepareOne(links, Layer.LinkFlow, room) +
    prepareOne(networks, Layer.NetworkFlow, room) +
    prepareOne(transports, Layer.TransportFlow, room)
  );
}

function prepareOne(totals: usize, layer: Layer, room: usize): usize {
  if (!writer.enabled(layer)) return 0;
  table.prepare(totals, TOTAL_SIZE, room, 0, 1);
  return room;
}

/** Adds a packet to its totals. */
export function add(packet: usize, tick: u32): void {
  if (table.ready(links) && hasAddresses(load<u8>(packet, LINK))) {
    clear();
    v128.store(key, v128.load(packet, SRC_MAC), SRC_MAC);
    store<u8>(key, load<u8>(packet, LINK), LINK);
    count(links, Layer.LinkFlow, packet, tick);
  }
  const network = load<u8>(packet, NETWORK);
  if (!network) return;
  if (table.ready(networks)) {
    clear();
    v128.store(key, v128.load(packet, SRC_IP), SRC_IP);
    v128.store(key, v128.load(packet, DST_IP), DST_IP);
    store<u8>(key, network, NETWORK);
    count(networks, Layer.NetworkFlow, packet, tick);
  }
  const transport = load<u8>(packet, TRANSPORT);
  if (transport && table.ready(transports)) {
    clear();
    store<u32>(key, load<u32>(packet, PORTS), PORTS);
    store<u8>(key, ANY, NETWORK);
    store<u8>(key, transport, TRANSPORT);
    count(transports, Layer.TransportFlow, packet, tick);
  }
}

function clear(): void {
  for (let i: usize = 0; i < KEY_SIZE; i += 16) v128.store(key + i, i64x2.splat(0));
}

function count(totals: usize, layer: Layer, packet: usize, tick: u32): void {
  let hash: u64 = load<u32>(key, LINK);
  hash += end(load<u64>(key, SRC_MAC) ^ load<u64>(key, SRC_IP) ^ load<u16>(key, PORTS), load<u64>(key, SRC_IP + 8));
  hash += end(load<u64>(key, DST_MAC) ^ load<u64>(key, DST_IP) ^ load<u16>(key, PORTS + 2), load<u64>(key, DST_IP + 8));
  store<u32>(key, <u32>((hash * 0x9e37_79b9_7f4a_7c15) >> 32), HASH);
  store<u32>(key, 0, CHAIN);
  let entry = table.find(totals, key);
  const time = load<u64>(packet, TIME);
  if (!entry) {
    if (table.surplus) evict(totals, layer, table.surplus);
    else if (table.full(totals, 1)) evict(totals, layer, table.oldest(totals, 0));
    entry = table.insert(totals, key, 0, tick);
    store<u64>(entry, 0, BYTES);
    store<u64>(entry, 0, PACKETS);
    store<u64>(entry, time, LAST);
    store<u64>(entry, time, TOTAL_FIRST);
  }
  store<u64>(entry, max(time, load<u64>(entry, LAST)), LAST);
  store<u64>(entry, min(time, load<u64>(entry, TOTAL_FIRST)), TOTAL_FIRST);
  store<u64>(entry, load<u64>(entry, BYTES) + load<u32>(packet, WIRE), BYTES);
  store<u64>(entry, load<u64>(entry, PACKETS) + 1, PACKETS);
  table.touch(totals, entry, 0, tick);
}

function end(low: u64, high: u64): u64 {
  const h = (low ^ (high * 0xff51_afd7_ed55_8ccd)) * 0xc4ce_b9fe_1a85_ec53;
  return h ^ (h >> 29);
}

function evict(totals: usize, layer: Layer, entry: usize): void {
  evicted++;
  record(totals, layer, entry);
}

/** Records totals that have been idle for so many nanoseconds; false where there are more than `most` of a kind. */
export function expire(now: u64, patience: u64, most: u32): bool {
  const a = expireOne(links, Layer.LinkFlow, now, patience, most);
  const b = expireOne(networks, Layer.NetworkFlow, now, patience, most);
  const c = expireOne(transports, Layer.TransportFlow, now, patience, most);
  return a && b && c;
}

function expireOne(totals: usize, layer: Layer, now: u64, patience: u64, most: u32): bool {
  for (let ended: u32 = 0; ended < most; ended++) {
    const entry = table.oldest(totals, 0);
    if (!entry || now - min(now, load<u64>(entry, LAST)) <= patience) return true;
    record(totals, layer, entry);
  }
  return false;
}

/** Records all totals; false where a lane is full and it is to be called again. */
export function part(): bool {
  return partOne(links, Layer.LinkFlow) && partOne(networks, Layer.NetworkFlow) && partOne(transports, Layer.TransportFlow);
}

function partOne(totals: usize, layer: Layer): bool {
  while (table.count(totals)) {
    if (writer.full) return false;
    record(totals, layer, table.oldest(totals, 0));
  }
  return true;
}

function record(totals: usize, layer: Layer, entry: usize): void {
  const first = load<u64>(entry, TOTAL_FIRST);
  const last = load<u64>(entry, LAST);
  if (layer == Layer.LinkFlow) {
    let p = LinkFlow.begin();
    p = LinkFlow.TimestampFirst(p, first);
    p = LinkFlow.TimestampLast(p, last);
    p = LinkFlow.Proto(p, layerName(load<u8>(entry, LINK)));
    p = LinkFlow.SrcMAC(p, macOf(entry + SRC_MAC));
    p = LinkFlow.DstMAC(p, macOf(entry + DST_MAC));
    p = LinkFlow.TotalSize(p, load<u64>(entry, BYTES));
    p = LinkFlow.NumPackets(p, load<u64>(entry, PACKETS));
    p = LinkFlow.UID(p, pair(EndPoint.MAC, entry + SRC_MAC, entry + DST_MAC, 6));
    p = LinkFlow.Duration(p, last - first);
    LinkFlow.end(p);
  } else if (layer == Layer.NetworkFlow) {
    const network = load<u8>(entry, NETWORK);
    const six = network == Layer.IPv6;
    let p = NetworkFlow.begin();
    p = NetworkFlow.TimestampFirst(p, first);
    p = NetworkFlow.TimestampLast(p, last);
    p = NetworkFlow.Proto(p, layerName(network));
    p = NetworkFlow.SrcIP(p, address(network, entry + SRC_IP));
    p = NetworkFlow.DstIP(p, address(network, entry + DST_IP));
    p = NetworkFlow.TotalSize(p, load<u64>(entry, BYTES));
    p = NetworkFlow.NumPackets(p, load<u64>(entry, PACKETS));
    p = NetworkFlow.UID(p, pair(six ? EndPoint.IPv6 : EndPoint.IPv4, entry + SRC_IP, entry + DST_IP, six ? 16 : 4));
    p = NetworkFlow.Duration(p, last - first);
    NetworkFlow.end(p);
  } else {
    const transport: Layer = load<u8>(entry, TRANSPORT);
    // The hash is over bytes in network order.
    store<u16>(ports, <u16>swap16(load<u16>(entry, PORTS)));
    store<u16>(ports, <u16>swap16(load<u16>(entry, PORTS + 2)), 2);
    const kind = transport == Layer.TCP ? EndPoint.TCPPort : transport == Layer.UDP ? EndPoint.UDPPort : EndPoint.OtherPort;
    let p = TransportFlow.begin();
    p = TransportFlow.TimestampFirst(p, first);
    p = TransportFlow.TimestampLast(p, last);
    p = TransportFlow.Proto(p, layerName(transport));
    p = TransportFlow.SrcPort(p, load<u16>(entry, PORTS));
    p = TransportFlow.DstPort(p, load<u16>(entry, PORTS + 2));
    p = TransportFlow.TotalSize(p, load<u64>(entry, BYTES));
    p = TransportFlow.NumPackets(p, load<u64>(entry, PACKETS));
    p = TransportFlow.UID(p, pair(kind, ports, ports + 2, 2));
    p = TransportFlow.Duration(p, last - first);
    TransportFlow.end(p);
  }
  table.remove(totals, entry, 1);
  table.give(totals, entry);
}
