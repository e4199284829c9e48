import { layerNames } from "../gen/layers.ts";

/** Why packets were counted as unknown or malformed. */
export interface Cause {
  packets: number;
  /** Number of the first such packet, from 1. */
  firstPacket: number;
  /** For unknown packets: the kind of number (Numbering) and the number without a decoder. */
  unknown?: { numbering: number; number: number };
  /** For malformed packets: what is wrong with the first. */
  malformed?: Flaw;
}

/** What is wrong with a malformed packet. */
export interface Flaw {
  /** Empty for none. */
  layer: string;
  /** A Status; OK stands for flaws of kinds that are not told apart. */
  status: number;
  /** Where the layer starts in the packet, or else in the datagram that fragments were joined to. */
  offset: number;
  inDatagram: boolean;
  /** Bytes, or whatever the status speaks of, that are needed and there; or where in the layer the value or part at fault begins. */
  need: number;
  have: number;
  /** The layer whose length field set the limit; empty where the capture did. */
  limiter: string;
}

/** Counters over all captures that were decoded. Exact up to 2^53. */
export interface Statistics {
  packets: number;
  unknown: number;
  malformed: number;
  bytesCaptured: number;
  bytesOnWire: number;
  /** Flows and profiles of hosts written before their time because the state was full. */
  evictedFlows: number;
  fragments: FragmentCounts;
  causes: Cause[];
  /** Packets that end in a transport layer whose payload no decoder fits. They count as decoded. */
  unfit: PortCount[];
}

/** Datagrams that came in fragments. */
export interface FragmentCounts {
  /** Those that became whole. */
  joined: number;
  /** Those of which fragments did not come in time, or not at all. */
  incomplete: number;
  /** Those that were given up because too many waited. */
  givenUp: number;
  /** Those whose fragments contradict each other; of IPv6 they are not joined (RFC 5722). */
  overlapping: number;
}

/** Packets by transport layer and the lower one of their ports. */
export interface PortCount {
  transport: "UDP" | "TCP";
  port: number;
  packets: number;
}

/** The bit above tells of a datagram (assembly/packet.ts). */
const HIGHEST_OFFSET = 0x7fff_ffff;

/** Reads why packets were counted, see assembly/statistics.ts. */
export function causeAt(view: DataView, at: number): Cause {
  const low = view.getUint32(at, true);
  const high = view.getUint32(at + 4, true);
  const big = (o: number) => Number(view.getBigUint64(at + o, true));
  const common = { packets: big(8), firstPacket: big(16) };
  if (high >>> 31) return { ...common, unknown: { numbering: high & 0x7fffffff, number: low } };
  return { ...common, malformed: flawAt(view, at + 24, high, low) };
}

/** A flaw whose offset, need, have and limiter are four words in the memory of the core. */
export function flawAt(view: DataView, at: number, layer: number, status: number): Flaw {
  const [place = 0, need = 0, have = 0, limiter = 0] = [0, 4, 8, 12].map((o) => view.getUint32(at + o, true));
  const where = { offset: place & HIGHEST_OFFSET, inDatagram: place > HIGHEST_OFFSET };
  return { layer: layerNames[layer] ?? "", status, ...where, need, have, limiter: layerNames[limiter] ?? "" };
}
