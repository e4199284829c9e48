// The addresses that a packet shows to be those of the device that sent its frame, for its sender says so of itself: in ARP, in
// neighbor discovery, and in DHCP as a client.
import { Layer } from "../gen/layer";
import * as context from "../context";
import * as walk from "../walk";
import { Kind } from "./layout";

// ARP (RFC 826).
const ARP_HARDWARE_SIZE = 4;
const ARP_PROTOCOL_SIZE = 5;
const ARP_SENDER = 8;
const ARP_SENDER_PROTOCOL = 14;
const ETHERNET_SIZE: u8 = 6;
const IPV4_SIZE: u8 = 4;

// IPv6 (RFC 8200 section 3), and the body of a neighbor advertisement (RFC 4861 section 4.4).
const HOP_LIMIT = 7;
const TARGET = 4;
/** The hop limit of neighbor discovery: no router has forwarded it (RFC 4861 section 7.1). */
const UNFORWARDED: u8 = 255;

// DHCP (RFC 2131 section 2), and the port of clients of DHCPv6 (RFC 8415 section 7.2).
const OP = 0;
const HLEN = 2;
const CIADDR = 12;
const CHADDR = 28;
const BOOTREQUEST: u8 = 1;
const DHCPV6_CLIENT: u32 = 546;

/** The kind of address that the layer shows, 0 for none, and its bytes. */
export let kind: u32 = 0;
export let low: u64 = 0;
export let high: u64 = 0;

function show(family: Kind, at: usize): void {
  kind = family;
  low = family == Kind.IPv4 ? load<u32>(at) : load<u64>(at);
  high = family == Kind.IPv4 ? 0 : load<u64>(at, 8);
}

/** Finds the address that a layer, by its place in the packet, shows of the device with a link address. */
export function find(i: u32, layer: Layer, device: u64): void {
  kind = 0;
  const start = walk.startAt(i);
  if (layer == Layer.ARP) {
    if (load<u8>(start, ARP_HARDWARE_SIZE) != ETHERNET_SIZE || load<u8>(start, ARP_PROTOCOL_SIZE) != IPV4_SIZE) return;
    if (macAt(start + ARP_SENDER) == device) show(Kind.IPv4, start + ARP_SENDER_PROTOCOL);
  } else if (layer == Layer.DHCPv4 && context.family() == 4) {
    if (load<u8>(start, OP) != BOOTREQUEST || load<u8>(start, HLEN) != ETHERNET_SIZE || macAt(start + CHADDR) != device) return;
    show(Kind.IPv4, load<u32>(start, CIADDR) ? start + CIADDR : context.sourceAddress());
  } else if (context.family() == 6) {
    if (layer == Layer.DHCPv6) {
      if ((context.ports() & 0xffff) == DHCPV6_CLIENT) show(Kind.IPv6, context.sourceAddress());
    } else if (load<u8>(context.start(), HOP_LIMIT) == UNFORWARDED) {
      if (layer == Layer.ICMPv6NeighborAdvertisement) show(Kind.IPv6, start + TARGET);
      else if (layer == Layer.ICMPv6NeighborSolicitation || layer == Layer.ICMPv6RouterSolicitation)
        show(Kind.IPv6, context.sourceAddress());
      else if (layer == Layer.ICMPv6RouterAdvertisement) show(Kind.IPv6, context.sourceAddress());
    }
  }
}

/** The six bytes of a link address as a number. */
// @ts-ignore: decorator
@inline
export function macAt(at: usize): u64 {
  return (<u64>load<u32>(at)) | ((<u64>load<u16>(at, 4)) << 32);
}
