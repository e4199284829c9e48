import { fromBinary } from "@bufbuild/protobuf";
import { EthernetSchema } from "../../ts/gen/netcap_pb.ts";
import { type Decoded, decodeBytes, recordsOf } from "../core/decodeBytes.ts";

/** An Ethernet frame with a payload of some bytes, by which it is told from others; nothing decodes the payload. */
export function frame(payload: number): Uint8Array {
  const bytes = new Uint8Array(14 + payload);
  bytes.set([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0xb5]);
  return bytes;
}

/** What was read of a capture of such frames. */
export interface Read extends Pick<Decoded, "statistics" | "reading"> {
  /** Time in nanoseconds since 1970 and length of the payload, by packet. */
  packets: [bigint, number][];
}

/** Reads a capture, given as one array or in parts. */
export async function readPackets(...parts: Uint8Array[]): Promise<Read> {
  const { lanes, statistics, reading } = await decodeBytes(parts, { records: ["Ethernet"] });
  const records = [...recordsOf(lanes.get("Ethernet") ?? new Uint8Array(0))];
  const packets = records.map((record) => fromBinary(EthernetSchema, record));
  return { statistics, reading, packets: packets.map(({ Timestamp, PayloadSize }) => [Timestamp, PayloadSize]) };
}
