// What flows need of a packet, taken down before its bytes are gone.
import { Layer } from "../gen/layer";
import * as context from "../context";
import { swap16 } from "../endian";
import * as packet from "../packet";
import * as walk from "../walk";
import {
  ABOVE,
  CONTENT,
  DST_IP,
  DST_MAC,
  FLAGS,
  HASH,
  HEADER,
  LINK,
  MESSAGE,
  PORTS,
  SEQUENCE,
  SRC_IP,
  SRC_MAC,
  TIME,
  WIRE,
  WITHIN,
  WITHIN_ID,
} from "./layout";

/** IP protocols that flows tell apart by more than their number. */
export const ICMPV4: u32 = 1;
export const ICMPV6: u32 = 58;
const TCP: u32 = 6;
const UDP: u32 = 17;
const SCTP: u32 = 132;
const UDP_HEADER: u32 = 8;

/** What is an address of 16 loaded bytes, by family, each of which takes eight bytes: nothing, 4 bytes for IPv4, all for IPv6. */
const MASKS: usize = memory.data<u64>([0, 0, 0, 0, 0xffff_ffff, 0, u64.MAX_VALUE, u64.MAX_VALUE]);

/** Takes down the packet that was walked; false where it belongs to no flow, for it has neither link addresses nor a network layer. */
// @ts-ignore: decorator
@inline
export function fill(to: usize): bool {
  if (!walk.depth) return false;
  context.enter(walk.innermostNetwork());
  const outermost = walk.outermost();
  const addresses = linkAddresses(outermost);
  const family = context.family();
  if (!addresses && !family) return false;
  let hash: u64 = 0;
  if (addresses) {
    const destination = load<u64>(addresses) & 0xffff_ffff_ffff;
    const source = load<u64>(addresses, 6) & 0xffff_ffff_ffff;
    store<u64>(to, source, SRC_MAC);
    store<u64>(to, destination, DST_MAC);
    if (!family) hash = source + destination;
  } else {
    v128.store(to, i64x2.splat(0), SRC_MAC);
  }
  const transport = context.transportLayer();
  store<u64>(to, packet.timestamp, TIME);
  store<u32>(to, packet.wireLength, WIRE);
  if (transport) {
    takeTransport(to, transport);
    if (packet.captured < packet.wireLength) restoreContent(to, family);
  } else {
    v128.store(to, i64x2.splat(0), CONTENT);
    store<u32>(to, 0, HEADER);
  }
  // Where nothing but a link layer is around the network layer, there is neither a VLAN nor a tunnel.
  const plain = walk.depth > 1 && walk.startAt(1) == context.start();
  store<u8>(to, plain ? 0 : tunnelOf(), WITHIN);
  store<u64>(to, plain ? 0 : (<u64>context.tunnelId) | ((<u64>context.vlans) << 32), WITHIN_ID);

  const ports = context.ports();
  const network: u32 = family == 4 ? Layer.IPv4 : family == 6 ? Layer.IPv6 : Layer.None;
  const link: u32 = outermost == network ? Layer.None : outermost;
  const protocol =
    transport == Layer.TCP ? TCP : transport == Layer.UDP ? UDP : transport == Layer.SCTP ? SCTP : upper(to, family);
  store<u32>(to, ports, PORTS);
  store<u32>(to, link | (network << 8) | (transport << 16) | (protocol << 24), LINK);
  // Without a branch for each family, which no processor can guess.
  const mask = v128.load(MASKS + (family << 3));
  v128.store(to, v128.and(v128.load(context.sourceAddress()), mask), SRC_IP);
  v128.store(to, v128.and(v128.load(context.destinationAddress()), mask), DST_IP);
  // The ends are hashed one by one and added, so that both directions fall into the same bucket.
  hash += end(to + SRC_IP, ports & 0xffff) + end(to + DST_IP, ports >> 16) + (transport << 8) + protocol;
  hash *= 0x9e37_79b9_7f4a_7c15;
  store<u32>(to, <u32>(hash >> 32), HASH);
  return true;
}

/** FDDI frames begin with a byte of another kind. */
const FDDI_ADDRESSES: usize = 1;

/** Whether frames of a link layer have addresses that flows are known by. */
export function hasAddresses(link: Layer): bool {
  return link == Layer.Ethernet || link == Layer.FDDI;
}

/** Where the destination address of the frame is, and the source address behind it; 0 where the frame has none. */
// @ts-ignore: decorator
@inline
export function linkAddresses(link: Layer): usize {
  return link == Layer.Ethernet ? packet.frame : link == Layer.FDDI ? packet.frame + FDDI_ADDRESSES : 0;
}

// @ts-ignore: decorator
@inline
function end(address: usize, port: u32): u64 {
  const h = (load<u64>(address) ^ rotl<u64>(load<u64>(address, 8), 29) ^ ((<u64>port) << 40)) * 0xc4ce_b9fe_1a85_ec53;
  return h ^ (h >> 29);
}

// @ts-ignore: decorator
@inline
function takeTransport(to: usize, transport: Layer): void {
  const start = context.transportStart();
  store<u32>(to, context.transportPayload(), CONTENT);
  if (transport == Layer.TCP) {
    // Sequence and acknowledgement number, offset and flags, window: each turned into the order that the host has.
    const header = v128.load(start, 4);
    v128.store(to, v128.shuffle<u8>(header, header, 3, 2, 1, 0, 7, 6, 5, 4, 9, 8, 11, 10, 12, 13, 14, 15), SEQUENCE);
    store<u16>(to, <u16>((load<u8>(start, 12) >> 4) << 2), HEADER);
  } else {
    store<u16>(to, 0, FLAGS);
    store<u16>(to, transport == Layer.UDP ? UDP_HEADER : 0, HEADER);
  }
  store<u8>(to, walk.innermostStart() > start ? <u8>walk.innermost() : 0, ABOVE);
}

/** The capture has less of the packet than there was on the wire: how much content it had, the IP header tells. */
function restoreContent(to: usize, family: u32): void {
  const start = context.start();
  const length = family == 4 ? swap16(load<u16>(start, 2)) : swap16(load<u16>(start, 4)) + 40;
  const around = <u32>(context.transportStart() - start) + load<u16>(to, HEADER);
  store<u32>(to, max(load<u32>(to, CONTENT), length > around ? length - around : 0), CONTENT);
}

/** The IP protocol of a packet whose transport layer was not decoded; of ICMP, type and code are taken down. */
function upper(to: usize, family: u32): u32 {
  store<u16>(to, 0, MESSAGE);
  if (!family) return 0;
  const start = context.start();
  let i: u32 = 0;
  while (walk.startAt(i) != start || walk.layerAt(i) == Layer.RawIP) i++;
  if (family == 4) {
    if (i + 1 < walk.depth && walk.layerAt(i + 1) == Layer.ICMPv4) store<u16>(to, load<u16>(walk.startAt(i + 1)), MESSAGE);
    return load<u8>(start, 9);
  }
  // Extension headers each begin with the number of what follows.
  let protocol: u32 = load<u8>(start, 6);
  for (i++; i < walk.depth; i++) {
    const layer = walk.layerAt(i);
    if (layer == Layer.ICMPv6) store<u16>(to, load<u16>(walk.startAt(i)), MESSAGE);
    if (layer != Layer.IPv6HopByHop && layer != Layer.IPv6Fragment && layer != Layer.IPv6Extension) break;
    protocol = load<u8>(walk.startAt(i));
  }
  return protocol;
}

/** The layer of the innermost tunnel: one that says that it is one, or the IP header around that of the flow. */
function tunnelOf(): u8 {
  if (context.tunnelLayer) return <u8>context.tunnelLayer;
  const own = context.network;
  context.enter(context.around());
  const family = context.family();
  context.enter(own);
  return family == 4 ? <u8>Layer.IPv4 : family == 6 ? <u8>Layer.IPv6 : 0;
}
