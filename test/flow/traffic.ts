import { fromBinary, toJson } from "@bufbuild/protobuf";
import type { Core, CoreOptions } from "../../ts/core/core.ts";
import { decodeSource, finish } from "../../ts/core/decodeSource.ts";
import { recordTypeOf } from "../../ts/record/catalogue.ts";
import { descriptorOf } from "../../ts/record/descriptorOf.ts";
import { ChunkSource } from "../../ts/source/chunkSource.ts";
import { type Decoded, decodeBytes, recordsOf } from "../core/decodeBytes.ts";
import { pcapBytes, type TestPacket } from "../core/pcapBytes.ts";

/** When captures of these tests begin, in seconds since 1970. */
export const BEGIN = 1_700_000_000;
const SECOND = 1_000_000_000n;

/** A record as protobuf JSON, without its zero values. */
export type Json = Record<string, unknown>;

/** What a TCP segment holds: flags as letters (`S`, `SA`, `PA` …), numbers, and how many bytes of payload. */
export interface Segment {
  flags: string;
  seq?: number;
  ack?: number;
  size?: number;
  window?: number;
}

/** An end of a flow: the last byte of its address, 192.0.2.x, and its port. */
export type Host = readonly [address: number, port: number];

const FLAGS = "FSRPAUEC";

/** An Ethernet frame with an IPv4 packet, sent `at` seconds after the capture began. */
export function ipv4(at: number, from: number, to: number, protocol: number, payload: readonly number[]): TestPacket {
  const length = 20 + payload.length;
  const header = [0x45, 0, length >> 8, length & 255, 0, 0, 0, 0, 64, protocol, 0, 0, 192, 0, 2, from, 192, 0, 2, to];
  const data = Uint8Array.from([2, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from, 8, 0, ...header, ...payload]);
  return { time: timeOf(at), data };
}

export function timeOf(at: number): bigint {
  return BigInt(BEGIN) * SECOND + BigInt(Math.round(at * 1e9));
}

/** A number as two bytes, the higher one first. */
export const be16 = (n: number) => [n >> 8, n & 255];
const be32 = (n: number) => [...be16(n >>> 16), ...be16(n & 0xffff)];

/** A TCP segment. */
export function tcp(at: number, [from, source]: Host, [to, destination]: Host, segment: Segment): TestPacket {
  const { flags, seq = 0, ack = 0, size = 0, window = 1000 } = segment;
  const bits = [...flags].reduce((sum, letter) => sum | (1 << FLAGS.indexOf(letter)), 0);
  const header = [...be16(source), ...be16(destination), ...be32(seq), ...be32(ack), 0x50, bits, ...be16(window), 0, 0, 0, 0];
  return ipv4(at, from, to, 6, [...header, ...new Array<number>(size).fill(120)]);
}

/** A UDP datagram with so many bytes of payload. */
export function udp(at: number, [from, source]: Host, [to, destination]: Host, size = 4): TestPacket {
  const payload = new Array<number>(size).fill(120);
  return ipv4(at, from, to, 17, [...be16(source), ...be16(destination), ...be16(8 + size), 0, 0, ...payload]);
}

/** The flow records of packets, by type. */
export async function flowRecords(packets: readonly TestPacket[], options: CoreOptions = {}): Promise<Map<string, Json[]>> {
  return recordsIn([pcapBytes(1, packets)], options);
}

/** The records of a capture that comes in chunks, by type. */
export async function recordsIn(chunks: readonly Uint8Array[], options: CoreOptions): Promise<Map<string, Json[]>> {
  return recordsOfLanes(await decodeBytes(chunks, { records: ["Connection"], ...options }));
}

/** The records of lanes, by type. */
export function recordsOfLanes({ lanes }: Pick<Decoded, "lanes">): Map<string, Json[]> {
  return new Map(
    [...lanes].map(([name, lane]) => {
      const desc = descriptorOf(recordTypeOf(name));
      return [name, [...recordsOf(lane)].map((bytes) => toJson(desc, fromBinary(desc, bytes)) as Json)];
    }),
  );
}

/** The connections of packets, in the order in which they ended. */
export async function connections(packets: readonly TestPacket[], options: CoreOptions = {}): Promise<Json[]> {
  return (await flowRecords(packets, options)).get("Connection") ?? [];
}

/** Some fields of records. */
export function pick(records: readonly Json[], ...fields: readonly string[]): Json[] {
  return records.map((record) => Object.fromEntries(fields.map((field) => [field, record[field]])));
}

/** Numbers from 0 to 1 that look random, the same for a seed (the multiplier is Lehmer's). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Packets in an order in which none is a second away from where it was. */
export function shuffled(packets: readonly TestPacket[], seed: number): TestPacket[] {
  const random = generator(seed);
  const keys = new Map(packets.map((packet) => [packet, Number(packet.time) + random() * 0.999e9]));
  return [...packets].sort((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
}

/** The lanes of captures that are read one after the other, in hexadecimal. */
export async function inOneRun(core: Core, captures: readonly Uint8Array[]): Promise<Record<string, string>> {
  const lanes: Record<string, string> = {};
  const take = ({ name, bytes }: { name: string; bytes: Uint8Array }) => {
    lanes[name] = (lanes[name] ?? "") + Buffer.from(bytes).toString("hex");
  };
  for (const capture of captures) {
    const source = new ChunkSource(
      "x",
      (async function* () {
        yield capture;
      })(),
    );
    for await (const lane of decodeSource(core, source, { bytes: 0 })) take(lane);
  }
  for (const lane of finish(core)) take(lane);
  return lanes;
}
