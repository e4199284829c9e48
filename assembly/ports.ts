// What the payload of a transport layer may be: first what its ports are a hint of, then the layers whose bytes alone tell.
import { Layer } from "./gen/layer";
import { hints, udpContent } from "./gen/dispatch";
import * as context from "./context";
import * as packet from "./packet";

export const enum Transport {
  UDP,
  TCP,
}

// A layer a port.
const PORTS: u32 = 65536;
const tables: usize = memory.data(2 * <i32>PORTS);

/** How many packets there were of each port whose payload no layer fits: a u32 a port, UDP first. */
export const unfit: usize = memory.data(2 * 4 * <i32>PORTS, 4);

/** Whether a rule has put a layer over TCP, which may lead anywhere. */
export let nested: bool = false;
/** Where the payload is that the candidates are for. */
export let payload: usize = 0;
let transport: Transport = Transport.UDP;
let second: Layer = Layer.None;
/** The first byte of the payload, and how many of the layers that may begin with it have been tried. */
let first: u32 = 0;
let tried: u32 = 0;

/** Fills the tables with what the schema says. */
export function reset(): void {
  memory.fill(tables, 0, 2 * PORTS);
  hints(tables, tables + PORTS);
  nested = false;
}

/** Makes a port a hint of another layer than the schema says; None takes the hint away. */
export function decodeAs(over: Transport, port: u32, layer: Layer): void {
  if (port < PORTS) store<u8>(tables + over * PORTS + port, layer);
  if (over == Transport.TCP && layer != Layer.None) nested = true;
}

/**
 * The first candidate for what the current layer, a transport layer, carries; None where there is none. The lower port comes
 * first: services have low ports, clients high ones.
 */
export function candidate(over: Transport, source: u32, destination: u32): Layer {
  const table = tables + over * PORTS;
  payload = packet.start + packet.header;
  first = packet.hotByte(packet.header);
  transport = over;
  tried = 0;
  const low: Layer = load<u8>(table + min(source, destination));
  const high: Layer = load<u8>(table + max(source, destination));
  second = low == high ? Layer.None : high;
  return low == Layer.None ? another() : low;
}

/** The next candidate, after one that declined. */
export function another(): Layer {
  if (second != Layer.None) {
    const layer = second;
    second = Layer.None;
    return layer;
  }
  return transport == Transport.UDP ? udpContent(tried++, first) : Layer.None;
}

/** Counts the current packet where it ends in a transport layer whose payload no layer fits, by the lower one of its ports. */
export function countUnfit(innermost: Layer): void {
  if (innermost != context.transportLayer() || !context.transportPayload()) return;
  const over = innermost == Layer.UDP ? Transport.UDP : Transport.TCP;
  if (over == Transport.TCP && innermost != Layer.TCP) return;
  const both = context.ports();
  const count = unfit + ((over * PORTS + min(both & 0xffff, both >> 16)) << 2);
  store<u32>(count, load<u32>(count) + 1);
}

/** The place in `unfit` of the next number that is not 0, from a place on; behind the last one when all of them are. */
export function nextUnfit(from: u32): u32 {
  while (from < 2 * PORTS && !load<u32>(unfit + (from << 2))) from++;
  return from;
}
