// Connections: the packets between two hosts, in both directions, summed up. They are told apart by link addresses, network
// addresses, transport protocol and ports; the sender of the first packet is the client.
import { allocate } from "../memory";
import { Layer, layerName } from "../gen/layer";
import { Connection } from "../gen/records";
import * as context from "../context";
import * as packet from "../packet";
import * as walk from "../walk";
import * as writer from "../writer";
import { decimal, macOf, putIPv4, putIPv6, build, built } from "../text";
import { EndPoint, pair, uid } from "./uid";

// A connection, in the order in which connections began.
const HASH = 0;
const NEXT = 4;
const SRC_MAC = 8;
const DST_MAC = 16;
const SRC_IP = 24;
const DST_IP = 40;
const PORTS = 56;
const LINK = 60;
const NETWORK = 61;
const TRANSPORT = 62;
const APPLICATION = 63;
const FIRST: usize = 64;
const LAST = 72;
const FROM_CLIENT = 80;
const FROM_SERVER = 88;
const PAYLOAD = 96;
const WINDOWS = 104;
const PACKETS = 112;
const SEGMENTS = 116;
const FLAGS = 120;
const SIZE: usize = 192;
/** A connection begins where a cache line does: what it is known by fills the first, what most packets change the second. */
const CACHE_LINE: usize = 64;

/** Whoever sends packets that all fall into one bucket splits connections, but costs no more time than this. */
const MAX_CHAIN: u32 = 64;

/** What is known of the current packet, in the layout of a connection. */
const current: usize = memory.data(<i32>SIZE, 16);

let table: usize = 0;
let capacity: u32 = 0;
let count: u32 = 0;
let buckets: usize = 0;
let mask: u32 = 0;
/** Connections already written by `flush`. */
let flushed: u32 = 0;
/** Connections that had to be written before their time, because the table was full. */
export let evicted: u32 = 0;
let ceiling: usize = 64 << 20;

/** Bytes that the table may take. To be set before the first packet. */
export function limit(size: usize): void {
  ceiling = max(size, 1 << 20);
}

function prepare(): void {
  capacity = <u32>(ceiling / (SIZE + 8));
  let n: u32 = 1024;
  while (n < capacity) n <<= 1;
  mask = n - 1;
  buckets = allocate(n * 4);
  table = (allocate(<usize>capacity * SIZE + CACHE_LINE) + CACHE_LINE - 1) & ~(CACHE_LINE - 1);
}

/** Adds the packet that was walked to its connection. */
export function update(): void {
  if (!walk.depth) return;
  context.enter(walk.innermostNetwork());
  const link = linkAddresses();
  if (!link && !context.family()) return;
  if (!table) prepare();
  identify(link);

  const entry = find();
  if (entry) add(entry, fromClient);
  else add(insert(), true);
}

/** FDDI frames begin with a byte of another kind. */
const FDDI_ADDRESSES: usize = 1;

/** Where the destination address of the frame is, and the source address behind it; 0 where the frame has none. */
// @ts-ignore: decorator
@inline
function linkAddresses(): usize {
  const outermost = walk.outermost();
  return outermost == Layer.Ethernet ? packet.frame : outermost == Layer.FDDI ? packet.frame + FDDI_ADDRESSES : 0;
}

/** Whether the packet for which `find` found a connection was sent by the client. */
let fromClient: bool = false;

/** The connection that `current` belongs to; 0 where there is none yet. */
function find(): usize {
  const hash = load<u32>(current, HASH);
  let entry = <usize>load<u32>(bucketOf(current));
  for (let steps: u32 = 0; entry && steps < MAX_CHAIN; steps++) {
    if (load<u32>(entry, HASH) == hash && belongs(entry)) return entry;
    entry = load<u32>(entry, NEXT);
  }
  return 0;
}

/** Makes a connection of `current`. */
function insert(): usize {
  if (count == capacity) evict();
  const entry = table + <usize>count * SIZE;
  count++;
  for (let i: usize = 0; i < FIRST; i += 16) v128.store(entry + i, v128.load(current + i));
  for (let i: usize = FIRST; i < SIZE; i += 16) v128.store(entry + i, i64x2.splat(0));
  store<u64>(entry, packet.timestamp, FIRST);
  store<u64>(entry, packet.timestamp, LAST);
  chain(entry);
  return entry;
}

// @ts-ignore: decorator
@inline
function bucketOf(entry: usize): usize {
  return buckets + ((load<u32>(entry, HASH) & mask) << 2);
}

function chain(entry: usize): void {
  const bucket = bucketOf(entry);
  store<u32>(entry, load<u32>(bucket), NEXT);
  store<u32>(bucket, <u32>entry);
}

/** Fills the part of `current` that a connection is known by. */
function identify(addresses: usize): void {
  let hash: u64 = 0;
  if (addresses) {
    const destination = load<u64>(addresses) & 0xffff_ffff_ffff;
    const source = load<u64>(addresses, 6) & 0xffff_ffff_ffff;
    store<u64>(current, source, SRC_MAC);
    store<u64>(current, destination, DST_MAC);
    hash = source + destination;
  } else {
    store<u64>(current, 0, SRC_MAC);
    store<u64>(current, 0, DST_MAC);
  }
  const family = context.family();
  const transport = context.transportLayer();
  const ports = context.ports();
  store<u32>(current, ports, PORTS);
  const network: u32 = family == 4 ? Layer.IPv4 : family == 6 ? Layer.IPv6 : Layer.None;
  const link: u32 = walk.outermost() == network ? Layer.None : walk.outermost();
  store<u32>(current, link | (network << 8) | (transport << 16), LINK);
  if (family == 6) {
    v128.store(current + SRC_IP, v128.load(context.sourceAddress()));
    v128.store(current + DST_IP, v128.load(context.destinationAddress()));
  } else {
    const empty = i64x2.splat(0);
    v128.store(current + SRC_IP, empty);
    v128.store(current + DST_IP, empty);
    if (family) {
      store<u32>(current, load<u32>(context.sourceAddress()), SRC_IP);
      store<u32>(current, load<u32>(context.destinationAddress()), DST_IP);
    }
  }
  // The ends are hashed one by one and added, so that both directions fall into the same bucket.
  hash += end(SRC_IP, ports & 0xffff) + end(DST_IP, ports >> 16) + transport;
  hash *= 0x9e37_79b9_7f4a_7c15;
  store<u32>(current, <u32>(hash >> 32), HASH);
}

// @ts-ignore: decorator
@inline
function end(address: usize, port: u32): u64 {
  let h = load<u64>(current + address) ^ (load<u64>(current + address, 8) * 0xff51_afd7_ed55_8ccd) ^ ((<u64>port) << 40);
  h *= 0xc4ce_b9fe_1a85_ec53;
  return h ^ (h >> 29);
}

/** Whether two fields of `current` equal two of a connection. */
// @ts-ignore: decorator
@inline
function equal(entry: usize, first: usize, second: usize, source: usize, destination: usize): bool {
  return load<u64>(entry + first) == load<u64>(current + source) && load<u64>(entry + second) == load<u64>(current + destination);
}

/**
 * Whether `current` belongs to a connection, and then, in `fromClient`, which way it goes. Link addresses only count as a pair:
 * where a capture sees both sides of a router they need not change places when the hosts do.
 */
function belongs(entry: usize): bool {
  if (load<u16>(entry, NETWORK) != load<u16>(current, NETWORK)) return false;
  const ahead = equal(entry, SRC_MAC, DST_MAC, SRC_MAC, DST_MAC);
  if (!ahead && !equal(entry, DST_MAC, SRC_MAC, SRC_MAC, DST_MAC)) return false;
  if (!load<u8>(current, NETWORK)) {
    fromClient = ahead;
    return true;
  }
  const ports = load<u32>(current, PORTS);
  fromClient =
    load<u32>(entry, PORTS) == ports &&
    equal(entry, SRC_IP, DST_IP, SRC_IP, DST_IP) &&
    equal(entry, SRC_IP + 8, DST_IP + 8, SRC_IP + 8, DST_IP + 8);
  return (
    fromClient ||
    (load<u32>(entry, PORTS) == rotl<u32>(ports, 16) &&
      equal(entry, DST_IP, SRC_IP, SRC_IP, DST_IP) &&
      equal(entry, DST_IP + 8, SRC_IP + 8, SRC_IP + 8, DST_IP + 8))
  );
}

// @ts-ignore: decorator
@inline
function increase(entry: usize, by: u64, field: usize): void {
  store<u64>(entry + field, load<u64>(entry + field) + by);
}

function add(entry: usize, client: bool): void {
  const now = packet.timestamp;
  if (now > load<u64>(entry, LAST)) store<u64>(entry, now, LAST);
  if (now < load<u64>(entry, FIRST)) store<u64>(entry, now, FIRST);
  increase(entry, packet.wireLength, client ? FROM_CLIENT : FROM_SERVER);
  store<u32>(entry, load<u32>(entry, PACKETS) + 1, PACKETS);
  const transport = load<u8>(current, TRANSPORT);
  if (!transport) return;
  increase(entry, context.transportPayload(), PAYLOAD);
  if (transport == Layer.TCP) segment(entry);
  if (!load<u8>(entry, APPLICATION) && walk.innermostStart() > context.transportStart()) {
    store<u8>(entry, <u8>walk.innermost(), APPLICATION);
  }
}

/** As much of a TCP header as `segment` looks at; a decoded one has it. */
const SEGMENT_FIELDS: u32 = 20;

function segment(entry: usize): void {
  packet.enter(Layer.TCP, context.transportStart(), SEGMENT_FIELDS, 0);
  const flags = packet.be16(12) & 0x1ff;
  increase(entry, packet.be16(14), WINDOWS);
  store<u32>(entry, load<u32>(entry, SEGMENTS) + 1, SEGMENTS);
  for (let bits = flags; bits; bits &= bits - 1) {
    const counter = flagCounter(entry, ctz(bits));
    store<u32>(counter, load<u32>(counter) + 1);
  }
}

/** Writes connections in the order in which they began until all are written or the lane is full; false in the latter case. */
export function flush(): bool {
  while (flushed < count) {
    if (writer.full) return false;
    record(table + <usize>flushed * SIZE);
    flushed++;
  }
  memory.fill(buckets, 0, count ? (<usize>mask + 1) * 4 : 0);
  count = 0;
  flushed = 0;
  return true;
}

/** Makes room: the sixteenth of the connections that has been idle longest is written, in order; the others close ranks. */
function evict(): void {
  const oldest = idleLongest();
  let kept: u32 = 0;
  memory.fill(buckets, 0, (<usize>mask + 1) * 4);
  for (let i: u32 = 0; i < count; i++) {
    const entry = table + <usize>i * SIZE;
    if (load<u64>(entry, LAST) <= oldest) {
      record(entry);
      evicted++;
      continue;
    }
    const place = table + <usize>kept * SIZE;
    kept++;
    if (place != entry) memory.copy(place, entry, SIZE);
    chain(place);
  }
  count = kept;
}

/** The time of the last packet up to which about a sixteenth of the connections, and at least one, are idle. */
function idleLongest(): u64 {
  let low: u64 = u64.MAX_VALUE;
  let high: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const last = load<u64>(table + <usize>i * SIZE, LAST);
    low = min(low, last);
    high = max(high, last);
  }
  // Halving the interval finds the time in at most 64 passes, most often in a few.
  while (low < high) {
    const middle = low + (high - low) / 2;
    let idle: u32 = 0;
    for (let i: u32 = 0; i < count; i++) idle += <u32>(load<u64>(table + <usize>i * SIZE, LAST) <= middle);
    if (idle >= count / 16) {
      high = middle;
      if (idle <= count / 8) break;
    } else {
      low = middle + 1;
    }
  }
  return high;
}

function address(network: u32, at: usize): u64 {
  if (!network) return 0;
  const to = build();
  return built(to, network == Layer.IPv4 ? putIPv4(to, at) : putIPv6(to, at));
}

function record(entry: usize): void {
  const link: Layer = load<u8>(entry, LINK);
  const network: Layer = load<u8>(entry, NETWORK);
  const transport: Layer = load<u8>(entry, TRANSPORT);
  const addressed = link == Layer.Ethernet || link == Layer.FDDI;
  const ports = load<u32>(entry, PORTS);
  const first = load<u64>(entry, FIRST);
  const last = load<u64>(entry, LAST);
  const fromClient = load<u64>(entry, FROM_CLIENT);
  const fromServer = load<u64>(entry, FROM_SERVER);
  const segments = <u64>load<u32>(entry, SEGMENTS);
  let p = Connection.begin();
  p = Connection.TimestampFirst(p, first);
  p = Connection.LinkProto(p, layerName(link));
  p = Connection.NetworkProto(p, layerName(network));
  p = Connection.TransportProto(p, layerName(transport));
  p = Connection.ApplicationProto(p, layerName(load<u8>(entry, APPLICATION)));
  if (addressed) {
    p = Connection.SrcMAC(p, macOf(entry + SRC_MAC));
    p = Connection.DstMAC(p, macOf(entry + DST_MAC));
  }
  p = Connection.SrcIP(p, address(network, entry + SRC_IP));
  if (transport) p = Connection.SrcPort(p, decimal(ports & 0xffff));
  p = Connection.DstIP(p, address(network, entry + DST_IP));
  if (transport) p = Connection.DstPort(p, decimal(ports >> 16));
  p = Connection.TotalSize(p, fromClient + fromServer);
  p = Connection.AppPayloadSize(p, load<u64>(entry, PAYLOAD));
  p = Connection.NumPackets(p, load<u32>(entry, PACKETS));
  p = Connection.UID(p, identifier(entry, link, addressed, network, transport));
  p = Connection.TimestampLast(p, last);
  p = Connection.Duration(p, last - first);
  p = Connection.BytesServerToClient(p, fromServer);
  p = Connection.BytesClientToServer(p, fromClient);
  p = Connection.NumFINFlags(p, flag(entry, 0));
  p = Connection.NumRSTFlags(p, flag(entry, 2));
  p = Connection.NumACKFlags(p, flag(entry, 4));
  p = Connection.NumSYNFlags(p, flag(entry, 1));
  p = Connection.NumURGFlags(p, flag(entry, 5));
  p = Connection.NumECEFlags(p, flag(entry, 6));
  p = Connection.NumPSHFlags(p, flag(entry, 3));
  p = Connection.NumCWRFlags(p, flag(entry, 7));
  p = Connection.NumNSFlags(p, flag(entry, 8));
  p = Connection.MeanWindowSize(p, segments ? <i32>(load<u64>(entry, WINDOWS) / segments) : 0);
  Connection.end(p);
}

/** Where segments with a flag are counted: PSH and ACK, bits 3 and 4, come first, for they alone are frequent. */
// @ts-ignore: decorator
@inline
function flagCounter(entry: usize, bit: u32): usize {
  return entry + FLAGS + ((bit < 3 ? bit + 6 : bit - 3) << 2);
}

/** How many segments had a flag, by its bit in the header. */
function flag(entry: usize, bit: u32): i32 {
  return load<u32>(flagCounter(entry, bit));
}

function identifier(entry: usize, link: Layer, addressed: bool, network: Layer, transport: Layer): u64 {
  // The hash is over bytes in network order.
  const ports = load<u32>(entry, PORTS);
  store<u16>(current, bswap<u16>(<u16>ports), PORTS);
  store<u16>(current, bswap<u16>(<u16>(ports >> 16)), PORTS + 2);
  const six = network == Layer.IPv6;
  // The ends of a PPP link have no addresses, but count.
  const linkKind = addressed ? EndPoint.MAC : link == Layer.PPP ? EndPoint.PPP : EndPoint.None;
  return uid(
    pair(linkKind, entry + SRC_MAC, entry + DST_MAC, addressed ? 6 : 0),
    pair(!network ? EndPoint.None : six ? EndPoint.IPv6 : EndPoint.IPv4, entry + SRC_IP, entry + DST_IP, six ? 16 : 4),
    pair(portKind(transport), current + PORTS, current + PORTS + 2, 2),
  );
}

function portKind(transport: u32): EndPoint {
  if (transport == Layer.TCP) return EndPoint.TCPPort;
  if (transport == Layer.UDP) return EndPoint.UDPPort;
  return transport == Layer.SCTP ? EndPoint.SCTPPort : EndPoint.None;
}
