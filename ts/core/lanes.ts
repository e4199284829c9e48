import { layerNames, layersOnRequest } from "../gen/layers.ts";

/*
 * The lanes of the core (assembly/writer.ts, assembly/rejects.ts): one for the records of each layer, with its number, and
 * behind them those of packets that were not decoded.
 */

/** Packets that no decoder knows, in runs. */
export const UNKNOWN_PACKETS: number = layerNames.length;

/** Malformed packets, in runs. */
export const MALFORMED_PACKETS: number = layerNames.length + 1;

/** What is wrong with each malformed packet. */
export const VERDICTS: number = layerNames.length + 2;

/** How many lane numbers there are. */
export const LANES: number = layerNames.length + 3;

/**
 * The lanes of the records with these names; when absent, of all but those that are only made on request.
 * @throws RangeError when the core makes no such record
 */
export function wantedLanes(records: Iterable<string> | undefined): number[] {
  if (!records) return layerNames.flatMap((name, id) => (name && !layersOnRequest.has(id) ? [id] : []));
  return [...records].map((name) => {
    const id = layerNames.indexOf(name);
    if (id < 1) throw new RangeError(`the core makes no record called "${name}"`);
    return id;
  });
}

/** Packets of one link type. */
export interface PacketRun {
  readonly linkType: number;
  readonly packets: number;
  /** As they stand in a pcap file of nanoseconds, little-endian; a view. */
  readonly bytes: Uint8Array;
}

const RUN_HEAD = 12;

/** The runs in a lane of packets. */
export function* packetRuns(lane: Uint8Array): Generator<PacketRun, void, undefined> {
  const view = new DataView(lane.buffer, lane.byteOffset, lane.length);
  for (let at = 0; at < lane.length; ) {
    const [linkType = 0, packets = 0, size = 0] = [0, 4, 8].map((offset) => view.getUint32(at + offset, true));
    at += RUN_HEAD;
    yield { linkType, packets, bytes: lane.subarray(at, at + size) };
    at += size;
  }
}
