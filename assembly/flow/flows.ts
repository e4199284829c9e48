// Flows: the packets between two ends, summed up. They are told apart by network addresses, IP protocol and ports, or by link
// addresses where there is no network layer. A flow ends when it has been idle for some time by the clock of the capture, when TCP
// has closed it, or when there is no room for it any more; it is recorded then.
import { swap16 } from "../endian";
import { Layer } from "../gen/layer";
import * as hosts from "../host/hosts";
import { CACHE_LINE } from "../memory";
import * as writer from "../writer";
import {
  ABOVE,
  APPLICATION,
  BYTES,
  CONNECTION_SIZE,
  CONTENT,
  DETAILS,
  DST_IP,
  DST_MAC,
  FIRST,
  ICMP,
  LAST,
  MESSAGE,
  PACKETS,
  PAYLOAD,
  PORTS,
  QUEUE,
  QUEUED,
  SRC_IP,
  SRC_MAC,
  STATES,
  Side,
  TAGS,
  TIME,
  TRANSPORT,
  TUNNEL,
  TUNNEL_ID,
  VLANS,
  WIRE,
  WITHIN,
  WITHIN_ID,
} from "./layout";
import { Reason } from "./connection";
import * as digest from "./digest";
import * as ended from "./ended";
import * as features from "./features";
import * as samples from "./samples";
import * as table from "./table";
import * as tcp from "./tcp";
import { details } from "./history";
import { QUEUES, Queue, longest, patience, queueOf } from "./timeouts";
import * as totals from "./totals";
import * as window from "./window";

/** Flows that end with one packet, so that no packet costs much time and no lane grows without bounds. */
const MOST_ENDS: u32 = 16;
const ending: usize = memory.data(<i32>MOST_ENDS * 4, 4);
/** A queue is ordered by ticks of 2^30 ns. */
const TICK_BITS: u64 = 30;
/** How often it is looked for flows that have ended, in nanoseconds. */
const ROUND: u64 = 1 << 28;
/** No more of the memory than this holds packets that wait. */
const MOST_WAITING: usize = 4 << 20;

/** Packets that have waited long enough are dealt with at every so many, one after the other, while the code for it is at hand. */
const BATCH: u32 = 128;
/** Packets since the last time that was done. */
let sinceTaken: u32 = 0;

const flows: usize = memory.data(table.TABLE + <i32>QUEUES * table.PER_QUEUE, 8);
let ceiling: usize = 64 << 20;

/** Whether any flows are kept; whether those are that connections are known by, and whether totals are. */
export let wanted: bool = false;
let wantsConnections: bool = false;
let wantsTotals: bool = false;

/** The latest time of a packet that flows have seen: the clock that they expire by. */
let now: u64 = 0;
let tick: u32 = 0;
/** When to look for ended flows again. */
let round: u64 = 0;
/** Whether the next packet is the first of a capture. */
let fresh: bool = false;
/** Whether all flows end before the next packet, for it is of another time. */
let parting: bool = false;
/** Flows that were recorded before their time, because there was no room. */
export let evicted: u32 = 0;

/** Bytes that the state of all flows may take. To be set before the first packet. */
export function limit(size: usize): void {
  ceiling = max(size, 1 << 20);
}

/** Finds out what records are wanted. */
export function prepareFor(): void {
  wantsConnections = writer.enabled(Layer.Connection) || writer.enabled(Layer.Flow) || writer.enabled(Layer.FlowFeatures);
  wantsTotals = totals.wanted();
  wanted = wantsConnections || wantsTotals;
}

/** Connections that have not ended yet. */
export function openNow(): u32 {
  return table.count(flows);
}

/** A capture begins. */
export function open(): void {
  fresh = true;
}

function prepare(): void {
  const rest = ceiling - window.prepare(min(ceiling / 16, MOST_WAITING)) - hosts.share() - totals.prepare(ceiling / 8);
  if (!wantsConnections) return;
  features.place(CONNECTION_SIZE);
  samples.place(CONNECTION_SIZE + features.size);
  const size = CONNECTION_SIZE + features.size + samples.size;
  table.prepare(flows, (size + CACHE_LINE - 1) & ~(CACHE_LINE - 1), rest, ended.CELLS, QUEUES);
}

/** Adds the packet that was walked to its flows. */
export function update(): void {
  if (!window.ready()) prepare();
  let packet = window.room();
  if (!packet) {
    settle(window.take());
    packet = window.room();
  }
  if (!digest.fill(packet)) return;
  window.add(packet);
  sinceTaken = (sinceTaken + 1) % BATCH;
  if (!sinceTaken) settleDue();
}

/** Whether the packet at hand is of an earlier time than the flows, so that they have to `part` first. */
export function partsBefore(time: u64): bool {
  if (fresh) {
    fresh = false;
    parting = window.isBefore(time);
  }
  return parting;
}

/** Adds all packets that have waited long enough to their flows. */
function settleDue(): void {
  for (let count = window.takeDue(table.GROUP); count; count = window.takeDue(table.GROUP)) {
    if (wantsConnections) table.fetchFlows(flows, window.taken, count);
    for (let i: u32 = 0; i < count; i++) settle(load<u32>(window.taken + (i << 2)));
  }
}

/** Adds a packet that has waited to its flows. */
function settle(packet: usize): void {
  const time = load<u64>(packet, TIME);
  if (time > now) {
    now = time;
    tick = <u32>(now >> TICK_BITS);
  }
  if (now >= round) expire();
  if (wantsConnections) join(packet);
  if (wantsTotals) totals.add(packet, tick);
}

/** Records flows that have been idle for long enough, though not too many at once. */
function expire(): void {
  let count: u32 = 0;
  for (let queue: u32 = 0; queue < QUEUES; queue++) {
    for (let place = table.first(flows, queue); place && count < MOST_ENDS; place = table.behind(flows, queue, place)) {
      const entry = load<u32>(place);
      if (!isIdle(entry)) break;
      store<u32>(ending + (count << 2), entry);
      count++;
    }
  }
  table.fetchEntries(flows, ending, count);
  for (let i: u32 = 0; i < count; i++) {
    const entry = <usize>load<u32>(ending + (i << 2));
    end(entry, reasonOf(entry));
  }
  if (count == MOST_ENDS) return;
  ended.recordAll(flows);
  if (totals.expire(now, patience(Queue.Other), MOST_ENDS)) round = now + ROUND;
}

/** Whether a flow has been idle for long enough. */
// @ts-ignore: decorator
@inline
function isIdle(entry: usize): bool {
  const most = patience(load<u8>(entry, QUEUE));
  // A flow whose packets are late lives by when they came.
  return now - load<u64>(entry, LAST) > most && now - ((<u64>load<u32>(entry, QUEUED)) << TICK_BITS) > most;
}

/** Why a flow ends that is idle. */
function reasonOf(entry: usize): Reason {
  return load<u8>(entry, QUEUE) == Queue.Over ? Reason.Teardown : Reason.Idle;
}

/** Adds a packet to its connection. */
// @ts-ignore: decorator
@inline
function join(packet: usize): void {
  let entry = table.find(flows, packet);
  let side: Side = <usize>!table.ahead;
  if (!entry || isTurning(entry, packet)) {
    entry = arrange(entry, packet, side);
    side = arranged;
  }
  add(entry, packet, side);
}

/** Whether a packet may end its connection or turn it, which few do: all that tells so is looked at, without a branch for each. */
// @ts-ignore: decorator
@inline
function isTurning(entry: usize, packet: usize): bool {
  const idle = now - load<u64>(entry, LAST) > patience(load<u8>(entry, QUEUE));
  // What is not before the last packet is not before the first one, whose time lies apart.
  const early = load<u64>(packet, TIME) < load<u64>(entry, LAST);
  return <bool>((<u32>tcp.opens(packet)) | (<u32>idle) | (<u32>early) | (<u32>(longest != 0)));
}

/** Which side of its connection the packet is from, as `arrange` has found out. */
let arranged: Side = 0;

/** Finds the connection of a packet where it may be another than the one that was found, or none was; gives it. */
function arrange(found: usize, packet: usize, side: Side): usize {
  const isTcp = load<u8>(packet, TRANSPORT) == Layer.TCP;
  const opens = tcp.opens(packet);
  let entry = found;
  let successor = false;
  if (entry) {
    let reason = Reason.None;
    if (isIdle(entry)) reason = reasonOf(entry);
    else if (longest && now - load<u64>(entry, FIRST) > longest) reason = Reason.Active;
    else if (opens && tcp.begins(entry, packet, side)) reason = tcp.isOver(entry) ? Reason.Teardown : Reason.Reuse;
    if (reason) {
      end(entry, reason);
      entry = 0;
      // What goes on after a cut keeps its client.
      successor = reason == Reason.Active;
    }
  } else if (table.surplus) {
    evict(table.surplus);
  }
  arranged = side;
  if (!entry) {
    const turned = successor ? side == 1 : opens && tcp.isGrant(packet);
    entry = begin(packet, isTcp);
    arranged = 0;
    if (turned) {
      turn(entry);
      arranged = 1;
    }
    return entry;
  }
  if (load<u64>(packet, TIME) < load<u64>(entry, FIRST)) {
    // The earliest packet comes late: without a SYN, its sender is the client.
    store<u64>(entry, load<u64>(packet, TIME), FIRST);
    if (side && !(isTcp && (tcp.hasOpened(entry, 0) || tcp.hasOpened(entry, 1)))) {
      turn(entry);
      arranged = 0;
    }
  }
  if (opens && arranged && tcp.isRequest(packet) && !tcp.hasOpened(entry, 0)) {
    turn(entry);
    arranged = 0;
  }
  return entry;
}

/** Makes a connection of a packet. */
function begin(packet: usize, isTcp: bool): usize {
  const cells: u32 = isTcp ? 2 : 1;
  while (table.full(flows, cells)) evict(table.idleLongest(flows));
  const entry = table.insert(flows, packet, queueOf(packet), tick);
  store<u16>(entry, 0, APPLICATION);
  store<u8>(entry, 0, STATES + 1);
  store<u64>(entry, 0, BYTES);
  for (let i: usize = BYTES + 8; i < FIRST; i += 16) v128.store(entry + i, i64x2.splat(0));
  if (isTcp) tcp.begin(entry, table.take(flows));
  else store<u32>(entry, 0, DETAILS);
  const time = load<u64>(packet, TIME);
  store<u64>(entry, time, FIRST);
  store<u64>(entry, time, LAST);
  store<u32>(entry, load<u32>(packet, TAGS), VLANS);
  store<u32>(entry, load<u32>(packet, WITHIN_ID), TUNNEL_ID);
  store<u8>(entry, load<u8>(packet, WITHIN), TUNNEL);
  store<u16>(entry, load<u16>(packet, MESSAGE), ICMP);
  features.begin(entry);
  return entry;
}

// @ts-ignore: decorator
@inline
function add(entry: usize, packet: usize, side: Side): void {
  const bytes = entry + BYTES + (side << 3);
  const packets = entry + PACKETS + (side << 2);
  const payload = entry + PAYLOAD + (side << 3);
  if (features.wanted) features.add(entry, packet, side);
  if (samples.wanted) samples.add(entry, packet, side);
  store<u64>(entry, max(load<u64>(packet, TIME), load<u64>(entry, LAST)), LAST);
  store<u64>(bytes, load<u64>(bytes) + load<u32>(packet, WIRE));
  store<u32>(packets, load<u32>(packets) + 1);
  store<u64>(payload, load<u64>(payload) + load<u32>(packet, CONTENT));
  const application = load<u8>(entry, APPLICATION);
  const above = load<u8>(packet, ABOVE);
  store<u8>(entry, application ? application : above, APPLICATION);
  let queue = <u32>load<u8>(entry, QUEUE);
  if (load<u8>(packet, TRANSPORT) == Layer.TCP) {
    tcp.segment(entry, packet, side);
    if (tcp.ends(packet) && tcp.isOver(entry)) queue = Queue.Over;
  }
  table.touch(flows, entry, queue, tick);
}

/** Client and server change places. */
function turn(entry: usize): void {
  tcp.swap(entry + SRC_MAC, entry + DST_MAC);
  tcp.swap(entry + SRC_IP, entry + DST_IP);
  tcp.swap(entry + SRC_IP + 8, entry + DST_IP + 8);
  store<u32>(entry, rotl<u32>(load<u32>(entry, PORTS), 16), PORTS);
  store<u16>(entry, <u16>swap16(load<u16>(entry, STATES)), STATES);
  tcp.swap(entry + BYTES, entry + BYTES + 8);
  store<u64>(entry, rotl<u64>(load<u64>(entry, PACKETS), 32), PACKETS);
  tcp.swap(entry + PAYLOAD, entry + PAYLOAD + 8);
  if (details(entry)) tcp.turn(entry);
  features.turn(entry);
  samples.turn(entry);
}

/** Ends a connection whatever it waits for. */
function evict(entry: usize): void {
  const reason = whyNow(entry, Reason.Limit);
  if (reason == Reason.Limit) evicted++;
  end(entry, reason);
}

/** Ends a connection while others go on. */
function end(entry: usize, reason: Reason): void {
  table.remove(flows, entry, details(entry) ? 2 : 1);
  ended.add(flows, entry, reason);
}

/** Why a flow ends now: the reason given, unless it could have ended before. */
function whyNow(entry: usize, reason: Reason): Reason {
  return load<u8>(entry, QUEUE) == Queue.Over || isIdle(entry) ? reasonOf(entry) : reason;
}

/** Ends all flows; false where a lane is full and it is to be called again. */
export function part(): bool {
  for (let packet = window.take(); packet; packet = window.take()) {
    settle(packet);
    if (writer.full) return false;
  }
  for (let count = MOST_ENDS; count == MOST_ENDS;) {
    if (writer.full) return false;
    count = table.clear(flows, ending, MOST_ENDS);
    for (let i: u32 = 0; i < count; i++) {
      const entry = <usize>load<u32>(ending + (i << 2));
      ended.add(flows, entry, whyNow(entry, Reason.Capture));
    }
  }
  ended.recordAll(flows);
  table.reset(flows);
  if (!totals.part()) return false;
  window.reset();
  now = 0;
  tick = 0;
  round = 0;
  parting = false;
  return true;
}
