// What the core offers its host. Nothing is imported: no clock, no files, no callbacks.
import { allocate } from "./memory";
import { Layer, LAYERS } from "./gen/layer";
import { Status } from "./gen/status";
import { linkType } from "./gen/dispatch";
import * as context from "./context";
import * as entropy from "./entropy";
import * as datagrams from "./fragment/datagrams";
import * as features from "./flow/features";
import * as failure from "./failure";
import { isPlain } from "./fragment/glance";
import * as flows from "./flow/flows";
import * as hosts from "./host/hosts";
import * as options from "./options";
import * as packet from "./packet";
import * as pcap from "./container/pcap";
import * as pcapng from "./container/pcapng";
import * as ports from "./ports";
import * as reader from "./container/reader";
import * as rejects from "./rejects";
import * as samples from "./flow/samples";
import { Found } from "./container/reader";
import * as statistics from "./statistics";
import * as timeouts from "./flow/timeouts";
import * as totals from "./flow/totals";
import * as vendors from "./host/vendors";
import * as walk from "./walk";
import * as writer from "./writer";

const enum Format {
  Undetected,
  Pcap,
  PcapHeader,
  Pcapng,
}

/** Bytes behind the input that may be read (never used) when a copy takes 16 bytes at a time. */
const MARGIN: usize = 64;

let region: usize = 0;
let format: Format = Format.Undetected;
/** Bytes of the capture still to be passed over. */
let skip: u64 = 0;
/** Where the packet that is being decoded ends in the input; the host goes on there after a trap. */
let resume: u32 = 0;
/** Number of the packet at hand, from 1, over all captures. */
let number: u64 = 0;
/** Packets in a block, and packets left of this one; see `share`. */
let blockSize: u32 = 0;
let rest: u32 = 0;
let boundary: bool = false;
let mine: bool = true;
/** Whether records are made that sum up the packets of all blocks. */
let summing: bool = false;

/** What the records are to hold. */
export function configure(withContext: bool, withPayload: bool, withEntropy: bool, stateLimit: u32): void {
  context.want(withContext);
  options.setIncludePayload(withPayload);
  entropy.want(withEntropy);
  flows.limit(stateLimit);
  hosts.limit(stateLimit);
  ports.reset();
}

/**
 * Says for how many milliseconds flows of TCP, UDP, ICMP and others may be idle, how long after its end a TCP connection still takes
 * packets, how long a flow may last at all (0 for ever, each), of how many packets a connection keeps samples, and whether it tells
 * of the lengths and times of all.
 */
export function configureFlows(
  tcp: f64,
  udp: f64,
  icmp: f64,
  other: f64,
  over: f64,
  active: f64,
  firstPackets: u32,
  withStatistics: bool,
): void {
  timeouts.endAfter(
    nanoseconds(tcp),
    nanoseconds(udp),
    nanoseconds(icmp),
    nanoseconds(other),
    nanoseconds(over),
    nanoseconds(active),
  );
  samples.want(firstPackets);
  features.ask(withStatistics);
}

function nanoseconds(milliseconds: f64): u64 {
  return <u64>max(min(milliseconds * 1e6, 9e18), 0);
}

/** Makes a port (0 UDP, 1 TCP) a hint of a layer; 0 takes its hint away. */
export function decodeAs(transport: u32, port: u32, layer: u32): void {
  if (transport <= 1 && layer < <u32>LAYERS) ports.decodeAs(transport, port, layer);
}

/** Says whether the records of a layer are wanted. */
export function enable(layer: u32, on: bool): void {
  if (layer >= <u32>LAYERS) return;
  writer.enable(layer, on);
  flows.prepareFor();
  hosts.prepareFor();
  summing = flows.wanted || hosts.wanted;
}

/** Says whether fragments of IP are joined; they are unless told otherwise. */
export function defragment(on: bool): void {
  datagrams.want(on);
}

/** Says whether packets that turn out unknown or malformed are kept, in the lanes behind those of the layers. */
export function keep(unknown: bool, malformed: bool): void {
  rejects.want(unknown, malformed);
}

/** Address of a region for `size` bytes of a capture. To be asked for once. */
export function input(size: u32): usize {
  region = allocate(<usize>size + MARGIN);
  return region;
}

/** Address for the table of vendors, of so many bytes (host/vendors.ts). To be asked for once, where devices have profiles. */
export function vendorTable(size: u32): usize {
  return vendors.room(size);
}

/** Begins a capture. */
export function open(): void {
  format = Format.Undetected;
  skip = 0;
  flows.open();
  reader.reset();
  pcapng.reset();
}

/**
 * Decodes the bytes between two offsets of the input region. Gives the offset up to which they are done with: short of `to`
 * where a packet is not all there, a lane is full, or a block ends. In front of a damaged place it stays where it is and
 * `problem` tells why.
 */
export function decode(from: u32, to: u32): u32 {
  let at = region + from;
  const end = region + to;
  resume = 0;
  while (at < end && !writer.full && !boundary) {
    if (skip) {
      const step = <u32>min<u64>(skip, end - at);
      skip -= step;
      at += step;
      continue;
    }
    const found = next(at, end);
    if (found == Found.Packet) {
      if (flows.wanted && flows.partsBefore(reader.time) && !flows.part()) break;
      resume = <u32>(at - region) + reader.size;
      one();
    } else if (found == Found.Other) {
      skip = reader.size;
      continue;
    } else {
      break;
    }
    at += reader.size;
  }
  return <u32>(at - region);
}

function next(at: usize, end: usize): Found {
  if (format == Format.Pcap) return pcap.next(at, end);
  if (format == Format.Pcapng) return pcapng.next(at, end);
  if (format == Format.PcapHeader) {
    const found = pcap.head(at, end);
    if (found == Found.Other) format = Format.Pcap;
    return found;
  }
  if (end - at < 4) return reader.incomplete(4);
  if (pcap.detect(at)) format = Format.PcapHeader;
  else if (pcapng.detect(at)) format = Format.Pcapng;
  else return reader.damaged(Status.UNKNOWN_FORMAT, 0);
  return next(at, end);
}

function one(): void {
  number++;
  if (blockSize && --rest == 0) boundary = true;
  if (!mine && !summing && !datagrams.wanted) return;
  // Counted before anything can fail, so that the sum is right after a trap, too.
  if (mine) statistics.packet(reader.captured, reader.wire);
  packet.open(number, reader.data, reader.captured, reader.wire, reader.time);
  const first = linkType(reader.linkType);
  if (!mine && !summing && isPlain(first)) return;
  const next = walk.decode(first);
  if (flows.wanted) flows.update();
  if (hosts.wanted) hosts.update();
  if (!mine) return;
  if (next == Layer.None && walk.depth) ports.countUnfit(walk.innermost());
  walk.record();
  if (failure.status != Status.OK) malformed();
  else if (next == Layer.Unknown) unknown();
}

function malformed(): void {
  statistics.malformed();
  rejects.malformed();
}

function unknown(): void {
  statistics.unknown();
  rejects.unknown();
}

/**
 * Stops `decode` at the end of every `size` packets, counted over all captures, so that several instances can share them out:
 * each sees all bytes, but records only the blocks that are its own. 0 for no blocks.
 */
export function share(size: u32): void {
  blockSize = size;
  boundary = size != 0;
}

/** Whether `decode` waits to be told of the next block. */
export function atBoundary(): bool {
  return boundary;
}

/** Begins a block; where it is not `own`, its packets are only counted, added to their flows, and joined if they are fragments. */
export function beginBlock(own: bool): void {
  mine = own;
  rest = blockSize;
  boundary = false;
}

/** Why the capture cannot be read on (a Status); 0 while it can. */
export function problem(): u32 {
  return reader.problem;
}

/** The length or number that the damaged place claims. */
export function problemValue(): u32 {
  return reader.claimed;
}

/** How many bytes the block at hand has, as far as can be told, where `decode` waits for more. */
export function needed(): u32 {
  return reader.size;
}

/** Bytes of the block at hand that are still to be passed over. */
export function pending(): u64 {
  return skip;
}

/** After a trap: books the packet that did it as malformed and gives the offset to go on from. */
export function recover(): u32 {
  failure.reset();
  packet.flaw(Status.TRAP, 0);
  if (mine) malformed();
  return resume;
}

/** Writes what the state still holds; false where a lane is full and it is to be called again. */
export function flush(): bool {
  return flows.part() && hosts.part();
}

/** Address of the table of lanes, those of the layers first: entries of six u32: end, start, limit, records, -, enabled. */
export function lanes(): usize {
  return writer.lanes;
}

/** Empties a lane. */
export function drained(layer: u32): void {
  writer.drained(layer);
}

/** Whether a lane is full. */
export function full(): bool {
  return writer.full;
}

/** Address of the counters, see statistics.ts. */
export function counters(): usize {
  return statistics.counters;
}

/** Address of how many packets there were of each port whose payload no layer fits: 65536 u32 of UDP, then of TCP. */
export function unfitPorts(): usize {
  return ports.unfit;
}

/** The place in there of the next number that is not 0, from a place on; behind the last one when all of them are. */
export function nextUnfit(from: u32): u32 {
  return ports.nextUnfit(from);
}

/** Packets seen so far, over all captures, recorded or not. */
export function packetsSeen(): u64 {
  return number;
}

/** Address of five u64: datagrams joined of fragments, incomplete, given up, with overlapping fragments, still waiting. */
export function fragmented(): usize {
  return datagrams.counters();
}

/** Connections that have not ended yet. */
export function openFlows(): u32 {
  return flows.openNow();
}

/** How many flows and profiles of hosts were written before their time. */
export function evicted(): u32 {
  return flows.evicted + totals.evicted + hosts.evicted;
}

// Compression: what `deflate` gives is at `deflated`.
export { deflate, deflated } from "./deflate/deflate";
export { crc32 } from "./deflate/crc32";
