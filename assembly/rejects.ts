// Packets that are not decoded are kept as they came, in lanes that become pcap files, with what was wrong with them in a
// third lane. A lane of packets consists of runs, each of packets of one link type: link type, number of packets, number of
// bytes, then the packets as in a pcap file of nanoseconds (draft-ietf-opsawg-pcap section 5). So the host need not look at
// packets one by one.
import * as failure from "./failure";
import * as packet from "./packet";
import * as reader from "./container/reader";
import { append, enable, enabled, held, MALFORMED_PACKETS, start, UNKNOWN_PACKETS, VERDICTS } from "./writer";

// The head of a run.
const LINK_TYPE = 0;
const PACKETS = 4;
const BYTES = 8;
const RUN: u32 = 12;

// A packet in a pcap file.
const SECONDS = 0;
const FRACTION = 4;
const CAPTURED = 8;
const ORIGINAL = 12;
const PACKET: u32 = 16;

// A verdict: number and time of the packet, then the figures of the failure.
const NUMBER = 0;
const TIME = 8;
const LAYER = 16;
const STATUS = 20;
const FIGURES = 24;
const VERDICT: u32 = 40;

const BILLION: u64 = 1_000_000_000;

/** Where the last run of a lane begins in it: of unknown, then of malformed packets. */
let unknownRun: u32 = 0;
let malformedRun: u32 = 0;

/** Says which packets are to be kept; of malformed ones also the verdicts. */
export function want(unknown: bool, malformed: bool): void {
  enable(UNKNOWN_PACKETS, unknown);
  enable(MALFORMED_PACKETS, malformed);
  enable(VERDICTS, malformed);
}

/** Keeps the current packet as unknown. */
export function unknown(): void {
  if (enabled(UNKNOWN_PACKETS)) unknownRun = keep(UNKNOWN_PACKETS, unknownRun);
}

/** Keeps the current packet as malformed, and why it is. */
export function malformed(): void {
  if (!enabled(MALFORMED_PACKETS)) return;
  malformedRun = keep(MALFORMED_PACKETS, malformedRun);
  const at = append(VERDICTS, VERDICT);
  store<u64>(at, packet.number, NUMBER);
  store<u64>(at, reader.time, TIME);
  store<u32>(at, failure.layer, LAYER);
  store<u32>(at, failure.status, STATUS);
  failure.putFigures(at + FIGURES);
}

/** Appends the packet to the last run of the lane, or begins another; gives where the run begins. */
function keep(lane: u32, run: u32): u32 {
  const end = held(lane);
  const begins = !end || load<u32>(start(lane) + run, LINK_TYPE) != reader.linkType;
  const size = PACKET + reader.captured;
  let at = append(lane, begins ? RUN + size : size);
  if (begins) {
    run = end;
    store<u32>(at, reader.linkType, LINK_TYPE);
    store<u64>(at, 0, PACKETS);
    at += RUN;
  }
  const head = start(lane) + run;
  store<u32>(head, load<u32>(head, PACKETS) + 1, PACKETS);
  store<u32>(head, load<u32>(head, BYTES) + size, BYTES);
  store<u32>(at, <u32>(reader.time / BILLION), SECONDS);
  store<u32>(at, <u32>(reader.time % BILLION), FRACTION);
  store<u32>(at, reader.captured, CAPTURED);
  store<u32>(at, reader.wire, ORIGINAL);
  memory.copy(at + PACKET, reader.data, reader.captured);
  return run;
}
