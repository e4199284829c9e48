// Profiles of hosts: what is seen of each network address and of each device, kept for the whole run, and only where their records are
// wanted. When there is no room for more, the host that has been idle longest is recorded early.
import { Layer } from "../gen/layer";
import * as context from "../context";
import { hasAddresses, linkAddresses } from "../flow/digest";
import * as packet from "../packet";
import * as walk from "../walk";
import * as writer from "../writer";
import * as items from "./items";
import {
  BYTES,
  FIRST,
  FORWARDS,
  ITEM_BYTES,
  ITEM_PACKETS,
  KNOWN,
  Kind,
  LAST,
  List,
  NUMBER,
  PACKETS,
  SEEN,
  SHOWN,
  UNLISTED,
} from "./layout";
import * as own from "./own";
import { record } from "./profile";
import * as table from "./table";

/** Items that a list of a host holds at most. */
const MOST_ITEMS: u32 = 1024;
/** Who sends packets with more source addresses than this forwards those of others. */
const MOST_OWN: u8 = 8;

// What is known of an address of a device: packets had it as their source; the device itself said that it is its own.
const SOURCE: u64 = 1;
const SURE: u64 = 2;

/** Whether any profiles are kept. */
export let wanted: bool = false;
let wantsDevices: bool = false;
let wantsAddresses: bool = false;
let ceiling: usize = 64 << 20;
/** Profiles that were recorded before the end, because there was no room. */
export let evicted: u32 = 0;

/** The hosts of the packet at hand, which have to stay: its device, source and destination. */
let device: usize = 0;
let source: usize = 0;
let destination: usize = 0;

/** Bytes that all state may take, of which profiles take their share. To be set before the first packet. */
export function limit(size: usize): void {
  ceiling = max(size, 1 << 20);
}

/** Bytes that profiles take. */
export function share(): usize {
  return (ceiling / 8) * (<usize>wantsDevices + <usize>wantsAddresses);
}

/** Finds out what records are wanted. */
export function prepareFor(): void {
  wantsDevices = writer.enabled(Layer.DeviceProfile);
  wantsAddresses = writer.enabled(Layer.IPProfile);
  wanted = wantsDevices || wantsAddresses;
}

/** Adds the packet that was walked to the profiles of its hosts. */
export function update(): void {
  if (!walk.depth) return;
  if (!table.ready()) {
    table.prepare(share() / 2);
    items.prepare(share() / 2);
  }
  device = 0;
  source = 0;
  destination = 0;
  const link = wantsDevices ? linkAddresses(walk.outermost()) : 0;
  const address = link ? own.macAt(link + 6) : 0;
  if (link) device = join(Kind.MAC, address, 0);
  // What lies in a tunnel tells nothing of the device.
  let outer = link != 0;
  let networks: u32 = 0;
  let above = false;
  for (let i: u32 = 0; i < walk.depth; i++) {
    const layer = walk.layerAt(i);
    context.enter(walk.networkAt(i));
    if (layer == Layer.IPv4 || layer == Layer.IPv6) {
      if (networks++) outer = false;
      if (outer) addDevice();
      if (wantsAddresses) addAddresses();
      above = context.transportLayer() != Layer.None;
      continue;
    }
    if (hasAddresses(layer) || layer == Layer.PPP) {
      above = false;
      if (i) outer = false;
    }
    if (outer) {
      own.find(i, layer, address);
      if (own.kind) claim();
    }
    if (above && wantsAddresses && walk.startAt(i) > context.transportStart()) addProtocol(layer);
  }
}

/** Adds the packet to a host, once. */
function join(kind: Kind, low: u64, high: u64): usize {
  let host = table.find(kind, low, high);
  const time = packet.timestamp;
  if (!host) {
    if (table.surplus) evict(table.surplus);
    else if (table.full()) evict(table.oldest);
    host = table.insert(kind, low, high);
    store<u64>(host, time, FIRST);
  }
  if (load<u64>(host, NUMBER) == packet.number) return host;
  table.touch(host);
  store<u64>(host, packet.number, NUMBER);
  store<u64>(host, min(time, load<u64>(host, FIRST)), FIRST);
  store<u64>(host, max(time, load<u64>(host, LAST)), LAST);
  store<u64>(host, load<u64>(host, PACKETS) + 1, PACKETS);
  store<u64>(host, load<u64>(host, BYTES) + packet.captured, BYTES);
  return host;
}

/** Records a host early, unless the packet at hand needs it. */
function evict(host: usize): void {
  if (host == device || host == source || host == destination) return;
  evicted++;
  end(host);
}

function end(host: usize): void {
  record(host);
  items.clear(host);
  table.remove(host);
}

/** An item of a host; 0 where there is no place for it, which is counted. */
function item(host: usize, list: List, kind: u32, low: u64, high: u64): usize {
  const sort = list | (kind << 8);
  let found = items.find(host, sort, low, high);
  if (found) return found;
  if (items.count(host, list) < MOST_ITEMS) {
    if (items.full()) evict(table.oldest);
    found = items.add(host, sort, low, high);
    if (found) return found;
  }
  const unlisted = host + UNLISTED + ((<usize>list) << 3);
  store<u64>(unlisted, load<u64>(unlisted) + 1);
  return 0;
}

/** The kind of address that the current network layer has. */
// @ts-ignore: decorator
@inline
function family(): Kind {
  return context.family() == 4 ? Kind.IPv4 : Kind.IPv6;
}

// @ts-ignore: decorator
@inline
function lowAt(address: usize): u64 {
  return context.family() == 4 ? load<u32>(address) : load<u64>(address);
}

// @ts-ignore: decorator
@inline
function highAt(address: usize): u64 {
  return context.family() == 4 ? 0 : load<u64>(address, 8);
}

/** Adds source and destination of the current network layer, with their ports and each other. */
function addAddresses(): void {
  const from = context.sourceAddress();
  const to = context.destinationAddress();
  source = 0;
  destination = 0;
  source = join(family(), lowAt(from), highAt(from));
  destination = join(family(), lowAt(to), highAt(to));
  item(source, List.Peers, family(), lowAt(to), highAt(to));
  item(destination, List.Peers, family(), lowAt(from), highAt(from));
  const transport = context.transportLayer();
  if (!transport) return;
  const sourcePort = context.ports() & 0xffff;
  const destinationPort = context.ports() >> 16;
  addPort(source, List.SrcPorts, transport, sourcePort);
  addPort(source, List.ContactedPorts, transport, destinationPort);
  addPort(destination, List.DstPorts, transport, destinationPort);
  addPort(destination, List.ContactedPorts, transport, sourcePort);
}

function addPort(host: usize, list: List, transport: Layer, port: u32): void {
  const entry = item(host, list, transport, port, 0);
  if (!entry) return;
  store<u64>(entry, load<u64>(entry, ITEM_PACKETS) + 1, ITEM_PACKETS);
  store<u64>(entry, load<u64>(entry, ITEM_BYTES) + packet.captured, ITEM_BYTES);
}

/** Adds a layer above the transport layer to both hosts. */
function addProtocol(layer: Layer): void {
  countProtocol(source, layer);
  if (destination != source) countProtocol(destination, layer);
}

function countProtocol(host: usize, layer: Layer): void {
  const entry = item(host, List.Protocols, 0, layer, 0);
  if (!entry || load<u64>(entry, SEEN) == packet.number) return;
  store<u64>(entry, packet.number, SEEN);
  store<u64>(entry, load<u64>(entry, ITEM_PACKETS) + 1, ITEM_PACKETS);
}

/** Adds source and destination of the current network layer to the device. */
function addDevice(): void {
  const from = context.sourceAddress();
  const to = context.destinationAddress();
  item(device, List.Contacts, family(), lowAt(to), highAt(to));
  if (load<u8>(device, FORWARDS) || !(lowAt(from) | highAt(from))) return;
  const address = item(device, List.DeviceIPs, family(), lowAt(from), highAt(from));
  if (!address || load<u64>(address, KNOWN) & SOURCE) return;
  store<u64>(address, load<u64>(address, KNOWN) | SOURCE, KNOWN);
  const shown = load<u8>(device, SHOWN) + 1;
  store<u8>(device, shown, SHOWN);
  if (shown <= MOST_OWN) return;
  store<u8>(device, 1, FORWARDS);
  items.keep(device, List.DeviceIPs, SURE);
}

/** Makes an address that the device said to have its own. */
function claim(): void {
  if (!(own.low | own.high)) return;
  const address = item(device, List.DeviceIPs, own.kind, own.low, own.high);
  if (address) store<u64>(address, load<u64>(address, KNOWN) | SURE, KNOWN);
}

/** Records all profiles, those first that have been idle longest; false where a lane is full and it is to be called again. */
export function part(): bool {
  while (table.oldest) {
    if (writer.full) return false;
    end(table.oldest);
  }
  return true;
}
