// The network layers of the current packet: addresses and ports that the records within take as their context, and that
// flows are told apart by.
import { Layer } from "./gen/layer";
import * as packet from "./packet";
import { putIPv4, putIPv6 } from "./text";

// An entry: family (4 or 6, 0 for none), where the two addresses are, ports, transport layer and where its header is, length of
// its payload, where the network header is, lengths of the texts, texts.
const FAMILY = 0;
const SOURCE = 4;
const DESTINATION = 8;
const PORTS = 12;
const TRANSPORT = 16;
const TRANSPORT_START = 20;
const TRANSPORT_PAYLOAD = 24;
const START = 28;
const SOURCE_TEXT = 32;
const DESTINATION_TEXT = 36;
const TEXTS = 48;
const TEXT_ROOM = 64;
const ENTRY = TEXTS + 2 * TEXT_ROOM;
const MAX_DEPTH = 64;

const entries: usize = memory.data((MAX_DEPTH + 1) * ENTRY, 16);

/** The innermost network layer around the current layer. */
export let network: usize = entries;
/** VLANs of the packet: the outermost one in the low, the next in the high 16 bits; VLAN 0 is none. */
export let vlans: u32 = 0;
/** The innermost tunnel of the packet, None where there is none, and what tells it from others of its kind. */
export let tunnelLayer: Layer = Layer.None;
export let tunnelId: u32 = 0;
/** Whether records carry their context. */
export let wanted: bool = true;

export function want(on: bool): void {
  wanted = on;
}

/** Forgets the packet before. */
export function reset(): void {
  network = entries;
  vlans = 0;
  tunnelLayer = Layer.None;
}

/** Declares what the current layer carries to be of a VLAN. */
export function vlan(id: u32): void {
  if (!vlans) vlans = id;
  else if (vlans <= 0xffff) vlans |= id << 16;
}

/** Declares the current layer to be a tunnel. `id` tells it from others between the same ends: VNI, key, label, tunnel end point. */
export function tunnel(id: u32): void {
  tunnelLayer = packet.layer;
  tunnelId = id;
}

/** Makes a network layer, got from `network`, current again. */
// @ts-ignore: decorator
@inline
export function enter(at: usize): void {
  network = at;
}

/** Declares the current layer to be a network layer with addresses at two offsets of it. */
// @ts-ignore: decorator
@inline
export function addresses(family: u32, source: u32, destination: u32): void {
  if (network < entries + MAX_DEPTH * ENTRY) network += ENTRY;
  store<u32>(network, family, FAMILY);
  store<u32>(network, <u32>packet.start, START);
  store<u32>(network, <u32>(packet.start + source), SOURCE);
  store<u32>(network, <u32>(packet.start + destination), DESTINATION);
  store<u64>(network, 0, PORTS);
  store<u64>(network, 0, SOURCE_TEXT);
}

/** Declares the current layer to be a transport layer with these ports. */
// @ts-ignore: decorator
@inline
export function transport(sourcePort: u32, destinationPort: u32): void {
  if (network == entries) return;
  store<u32>(network, sourcePort | (destinationPort << 16), PORTS);
  store<u32>(network, packet.layer, TRANSPORT);
  store<u32>(network, <u32>packet.start, TRANSPORT_START);
  store<u32>(network, packet.payloadLength(), TRANSPORT_PAYLOAD);
}

// The entry that stands for no network layer stays all zero, so what follows needs no case for it.

/** The network layer around this one; where there is none, an entry that stands for none. */
export function around(): usize {
  return network > entries ? network - ENTRY : entries;
}

/** 4 or 6; 0 outside of any network layer. */
// @ts-ignore: decorator
@inline
export function family(): u32 {
  return load<u32>(network, FAMILY);
}

/** Where the network layer starts. */
// @ts-ignore: decorator
@inline
export function start(): usize {
  return load<u32>(network, START);
}

/** Where the address bytes are, 4 or 16 of them. */
// @ts-ignore: decorator
@inline
export function sourceAddress(): usize {
  return load<u32>(network, SOURCE);
}

// @ts-ignore: decorator
@inline
export function destinationAddress(): usize {
  return load<u32>(network, DESTINATION);
}

/** Source port in the low, destination port in the high 16 bits. */
// @ts-ignore: decorator
@inline
export function ports(): u32 {
  return load<u32>(network, PORTS);
}

/** The transport layer within the network layer; None where none was decoded. */
// @ts-ignore: decorator
@inline
export function transportLayer(): Layer {
  return load<u32>(network, TRANSPORT);
}

/** Where the transport layer starts, and how many bytes of payload it has. */
// @ts-ignore: decorator
@inline
export function transportStart(): usize {
  return load<u32>(network, TRANSPORT_START);
}

// @ts-ignore: decorator
@inline
export function transportPayload(): u32 {
  return load<u32>(network, TRANSPORT_PAYLOAD);
}

/** The context that a record takes: nothing where it is not wanted. */
// @ts-ignore: decorator
@inline
export function source(): u64 {
  return wanted ? sourceText() : 0;
}

// @ts-ignore: decorator
@inline
export function destination(): u64 {
  return wanted ? destinationText() : 0;
}

// @ts-ignore: decorator
@inline
export function sourcePort(): u32 {
  return wanted ? load<u32>(network, PORTS) & 0xffff : 0;
}

// @ts-ignore: decorator
@inline
export function destinationPort(): u32 {
  return wanted ? load<u32>(network, PORTS) >> 16 : 0;
}

/** Makes the texts of all addresses of the packet, well before they are copied into records. */
export function format(): void {
  for (let at = entries + ENTRY; at <= network; at += ENTRY) formatEntry(at);
}

/** Text of the network layer's own addresses. */
// @ts-ignore: decorator
@inline
export function sourceText(): u64 {
  if (network == entries) return 0;
  return (<u64>(network + TEXTS)) | ((<u64>load<u32>(network, SOURCE_TEXT)) << 32);
}

// @ts-ignore: decorator
@inline
export function destinationText(): u64 {
  if (network == entries) return 0;
  return (<u64>(network + TEXTS + TEXT_ROOM)) | ((<u64>load<u32>(network, DESTINATION_TEXT)) << 32);
}

function formatEntry(at: usize): void {
  const first = at + TEXTS;
  const second = first + TEXT_ROOM;
  const source = <usize>load<u32>(at, SOURCE);
  const destination = <usize>load<u32>(at, DESTINATION);
  const six = load<u32>(at, FAMILY) == 6;
  const firstEnd = six ? putIPv6(first, source) : putIPv4(first, source);
  const secondEnd = six ? putIPv6(second, destination) : putIPv4(second, destination);
  store<u32>(at, <u32>(firstEnd - first), SOURCE_TEXT);
  store<u32>(at, <u32>(secondEnd - second), DESTINATION_TEXT);
}
