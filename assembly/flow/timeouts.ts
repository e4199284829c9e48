// How long flows wait before they end. Those that wait for the same time to pass lie in a queue of the table.
import { Layer } from "../gen/layer";
import { ICMPV4, ICMPV6 } from "./digest";
import { PROTOCOL, TRANSPORT } from "./layout";

/** Queues of flows, by what they wait for. */
export const enum Queue {
  TCP,
  UDP,
  ICMP,
  Other,
  /** TCP connections that are over; what is still on its way belongs to them. */
  Over,
}

/** How many queues there are. */
export const QUEUES: u32 = 5;

const times: usize = memory.data(<i32>QUEUES * 8, 8);
/** How long a flow may last before it is cut, in nanoseconds; 0 for ever. */
export let longest: u64 = 0;

/** Sets for how many nanoseconds flows may be idle, by what they carry, and how long one may last; 0 for ever. */
export function endAfter(tcpIdle: u64, udpIdle: u64, icmpIdle: u64, otherIdle: u64, over: u64, active: u64): void {
  wait(Queue.TCP, tcpIdle);
  wait(Queue.UDP, udpIdle);
  wait(Queue.ICMP, icmpIdle);
  wait(Queue.Other, otherIdle);
  wait(Queue.Over, over);
  longest = active;
}

function wait(queue: Queue, time: u64): void {
  store<u64>(times + ((<usize>queue) << 3), time ? time : u64.MAX_VALUE);
}

/** How long a flow of a queue may be idle, in nanoseconds; the largest number for ever. */
// @ts-ignore: decorator
@inline
export function patience(queue: Queue): u64 {
  return load<u64>(times + ((<usize>queue) << 3));
}

/** The queue that a new flow waits in. */
export function queueOf(packet: usize): Queue {
  const transport: Layer = load<u8>(packet, TRANSPORT);
  if (transport == Layer.TCP) return Queue.TCP;
  if (transport == Layer.UDP) return Queue.UDP;
  const protocol = load<u8>(packet, PROTOCOL);
  return protocol == ICMPV4 || protocol == ICMPV6 ? Queue.ICMP : Queue.Other;
}
