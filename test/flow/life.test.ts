import { describe, expect, test } from "@jest/globals";
import { Core } from "../../ts/core/core.ts";
import { coreModule } from "../../ts/core/coreModule.ts";
import { decodeSource, finish, type Reading } from "../../ts/core/decodeSource.ts";
import { ChunkSource } from "../../ts/source/chunkSource.ts";
import { decodeBytes } from "../core/decodeBytes.ts";
import { pcapBytes, type TestPacket } from "../core/pcapBytes.ts";
import { atHand, captureNames, readCapture } from "../golden/captures.ts";
import {
  connections,
  flowRecords,
  generator,
  type Host,
  inOneRun,
  ipv4,
  type Json,
  pick,
  recordsOfLanes,
  shuffled,
  tcp,
  udp,
} from "./traffic.ts";

const A: Host = [1, 40000];
const B: Host = [2, 80];
const ECHO = [8, 0, 0, 0, 0, 1, 0, 1];

/** What ended, in order: client's port, packets, reason. */
async function ends(packets: readonly TestPacket[], options = {}): Promise<string[]> {
  return (await connections(packets, options)).map((c) => `${c.SrcPort ?? "-"} ${c.NumPackets} ${c.EndReason}`);
}

describe("a flow ends when it is idle", () => {
  const pairs: [string, number, (at: number) => TestPacket][] = [
    ["TCP", 300, (at) => tcp(at, A, B, { flags: "A" })],
    ["UDP", 120, (at) => udp(at, A, B)],
    ["ICMP", 30, (at) => ipv4(at, 1, 2, 1, ECHO)],
    ["others", 120, (at) => ipv4(at, 1, 2, 50, ECHO)],
  ];
  test.each(pairs)("%s", async (_, seconds, packet) => {
    expect(pick(await connections([packet(0), packet(seconds)]), "NumPackets", "EndReason")).toEqual([
      { NumPackets: 2, EndReason: "capture" },
    ]);
    expect(pick(await connections([packet(0), packet(seconds + 0.001)]), "NumPackets", "EndReason", "Duration")).toEqual([
      { NumPackets: 1, EndReason: "idle" },
      { NumPackets: 1, EndReason: "capture" },
    ]);
  });

  test("after other times, or never", async () => {
    const packets = [udp(0, A, B), udp(100_000, A, B)];
    expect(await ends(packets, { timeouts: { udpIdle: 0 } })).toEqual(["40000 2 capture"]);
    expect(await ends([udp(0, A, B), udp(2, A, B)], { timeouts: { udpIdle: 1500 } })).toEqual([
      "40000 1 idle",
      "40000 1 capture",
    ]);
  });

  test("by the packets of others, in time and before they end", async () => {
    const packets = [udp(0, [1, 1], B), udp(10, [1, 2], B), ...Array.from({ length: 130 }, (_, i) => udp(20 + i, [1, 3], B))];
    const core = new Core(coreModule(), { records: ["Connection"] });
    const bytes = pcapBytes(1, packets);
    const seen: number[] = [];
    const source = new ChunkSource(
      "x",
      (async function* () {
        yield bytes;
      })(),
    );
    const reading: Reading = { bytes: 0 };
    for await (const lane of decodeSource(core, source, reading, { eager: true })) seen.push(lane.records);
    expect(seen).toEqual([2]);
    expect([...finish(core)].map((lane) => lane.records)).toEqual([1]);
  });
});

test("a flow that goes on is cut when asked for, and keeps its client", async () => {
  const packets = Array.from({ length: 10 }, (_, i) => (i % 2 ? udp(i, B, A) : udp(i, A, B)));
  expect(await ends(packets)).toEqual(["40000 10 capture"]);
  expect(await ends(packets, { timeouts: { active: 4000 } })).toEqual(["40000 5 active", "40000 5 capture"]);
});

describe("TCP", () => {
  const open = [
    tcp(0, A, B, { flags: "S", seq: 1 }),
    tcp(0.1, B, A, { flags: "SA", seq: 9, ack: 2 }),
    tcp(0.2, A, B, { flags: "A", seq: 2, ack: 10 }),
  ];
  const close = [
    tcp(1, A, B, { flags: "FA", seq: 2, ack: 10 }),
    tcp(1.1, B, A, { flags: "FA", seq: 10, ack: 3 }),
    tcp(1.2, A, B, { flags: "A", seq: 3, ack: 11 }),
  ];
  const again = (at: number, seq: number) => tcp(at, A, B, { flags: "S", seq });

  test("ends a connection some time after both sides closed it", async () => {
    expect(await ends([...open, ...close])).toEqual(["40000 6 teardown"]);
    const stray = (at: number) => tcp(at, B, A, { flags: "FA", seq: 10, ack: 3 });
    expect(await ends([...open, ...close, stray(6)])).toEqual(["40000 7 teardown"]);
    expect(await ends([...open, ...close, stray(6.3)])).toEqual(["40000 6 teardown", "80 1 capture"]);
    expect(await ends([...open, ...close, stray(60)], { timeouts: { tcpClosed: 0 } })).toEqual(["40000 7 teardown"]);
  });

  test("or one reset it", async () => {
    const reset = tcp(1, B, A, { flags: "R", seq: 10 });
    expect(await ends([...open, reset, udp(10, [7, 7], [8, 8]), udp(20, [7, 7], [8, 8])])).toEqual([
      "40000 4 teardown",
      "7 2 capture",
    ]);
  });

  test("begins another one with a SYN at once", async () => {
    expect(await ends([...open, ...close, again(1.3, 77)])).toEqual(["40000 6 teardown", "40000 1 capture"]);
    expect(await ends([...open, again(1.3, 77)])).toEqual(["40000 3 reuse", "40000 1 capture"]);
    expect(await ends([...open, again(1.3, 1)])).toEqual(["40000 4 capture"]);
  });

  test("takes the same SYN again, after a rejection, for another attempt", async () => {
    const reject = (at: number) => tcp(at, B, A, { flags: "RA", ack: 2 });
    expect(await ends([again(0, 1), reject(0.1), again(0.5, 1), reject(0.6)])).toEqual(["40000 4 teardown"]);
    expect(await ends([again(0, 1), reject(0.1), again(0.5, 5), reject(0.6)])).toEqual(["40000 2 teardown", "40000 2 teardown"]);
  });

  test("begins another one in the middle of what is left of the one before", async () => {
    expect(await ends([tcp(0, A, B, { flags: "A", seq: 500, size: 5 }), again(1, 77)])).toEqual([
      "40000 1 reuse",
      "40000 1 capture",
    ]);
  });
});

test("what has no room is recorded early, those first that were idle longest", async () => {
  const count = 20_000;
  const packets = Array.from({ length: count }, (_, i) => udp(i / 1000, [1 + (i % 50), 1024 + Math.floor(i / 50)], [200, 53]));
  const core = new Core(coreModule(), { records: ["Connection"], stateLimit: 1 << 20 });
  const { counts, statistics } = await decodeBytes(pcapBytes(1, packets), core);
  expect(counts.get("Connection")).toBe(count);
  expect(statistics.evictedFlows).toBeGreaterThan(count * 0.7);
  const records = (await flowRecords(packets, { stateLimit: 1 << 20 })).get("Connection") ?? [];
  const starts = records.map((record) => BigInt(record.TimestampFirst as string));
  const early = starts.slice(0, statistics.evictedFlows);
  expect(early).toEqual([...early].sort((a, b) => Number(a - b)));
  expect(new Set(starts).size).toBe(count);
  expect(starts.slice(early.length).every((start) => start > (early.at(-1) ?? 0n))).toBe(true);
  const reasons = records.map((record) => record.EndReason);
  expect(reasons.filter((reason) => reason === "limit").length).toBe(statistics.evictedFlows);
  expect(reasons.lastIndexOf("limit")).toBe(statistics.evictedFlows - 1);
});

test("flows that go on and on keep their turn, however often each had a packet", async () => {
  const stateLimit = 1 << 20;
  // 2,000 flows with a packet every 20 seconds are put at the end of their queue 40,000 times, where there is room for a few thousand.
  const busy = Array.from({ length: 40_000 }, (_, i) => udp(i / 100, [1 + (i % 40), 1024 + (i % 2000)], [200, 53]));
  const gone = [0.001, 90.001, 170.001].map((time) => udp(time, [100, 1], [200, 53]));
  const later = udp(330.001, [100, 1], [200, 53]);
  const packets = [...busy, ...gone, later].sort((a, b) => Number(a.time - b.time));
  const records = await connections(packets, { stateLimit });
  expect(records.length).toBe(2002);
  expect(pick(records.slice(0, 1), "SrcIP", "NumPackets", "EndReason")).toEqual([
    { SrcIP: "192.0.2.100", NumPackets: 3, EndReason: "idle" },
  ]);
  const others = records.slice(1).filter(({ SrcIP }) => SrcIP !== "192.0.2.100");
  expect(others.every(({ NumPackets, EndReason }) => NumPackets === 20 && EndReason === "capture")).toBe(true);
});

test("200,000 flows of a packet each stay within their memory, and all are written", async () => {
  const count = 200_000;
  const core = new Core(coreModule(), { records: ["Connection", "Flow", "LinkFlow", "NetworkFlow"], stateLimit: 4 << 20 });
  const packet = udp(0, [1, 1], [2, 2], 0);
  const file = pcapBytes(1, []);
  const sizes: number[] = [];
  async function* chunks() {
    yield file;
    for (let from = 0; from < count; from += 1000) {
      const block = pcapBytes(
        1,
        Array.from({ length: 1000 }, () => packet),
      ).subarray(24);
      const view = new DataView(block.buffer, block.byteOffset);
      const size = 16 + packet.data.length;
      for (let i = 0; i < 1000; i++) {
        // Other addresses for each packet, ten microseconds apart.
        view.setUint32(i * size + 16 + 26, from + i);
        view.setUint32(i * size + 4, (from + i) * 5000, true);
      }
      yield block;
      sizes.push(core.input.buffer.byteLength);
    }
  }
  const totals = new Map<string, number>();
  const reading: Reading = { bytes: 0 };
  const add = ({ name, records }: { name: string; records: number }) => totals.set(name, (totals.get(name) ?? 0) + records);
  for await (const lane of decodeSource(core, new ChunkSource("x", chunks()), reading)) add(lane);
  for (const lane of finish(core)) add(lane);
  expect(Object.fromEntries(totals)).toEqual({ Connection: count, Flow: count, LinkFlow: 1, NetworkFlow: count });
  expect(new Set(sizes.slice(sizes.length / 2)).size).toBe(1);
  expect(sizes.at(-1)).toBe(128 << 20);
});

describe("a capture of many connections", () => {
  const packets = conversations(400, 60);

  /** Packets of that many connections in so many seconds, all at different times. */
  function conversations(count: number, seconds: number): TestPacket[] {
    const times = new Set<number>();
    const at = (random: () => number, from: number) => {
      let time = Math.floor((from + random() * 3) * 1e6);
      while (times.has(time)) time++;
      times.add(time);
      return time / 1e6;
    };
    const random = generator(7);
    const all = Array.from({ length: count }, (_, i) => {
      const client: Host = [1 + (i % 20), 30_000 + i];
      const server: Host = [100 + (i % 7), i % 3 ? 443 : 53];
      const begin = random() * seconds;
      let time = begin;
      const next = () => (time = at(random, time));
      if (i % 3 === 0) return [udp(next(), client, server, 30), udp(next(), server, client, 200)];
      const seq = Math.floor(random() * 2 ** 32);
      return [
        tcp(next(), client, server, { flags: "S", seq }),
        tcp(next(), server, client, { flags: "SA", seq: 5, ack: (seq + 1) >>> 0 }),
        tcp(next(), client, server, { flags: "A", seq: (seq + 1) >>> 0, ack: 6 }),
        tcp(next(), client, server, { flags: "PA", seq: (seq + 1) >>> 0, ack: 6, size: 100 }),
        tcp(next(), server, client, { flags: "PA", seq: 6, ack: (seq + 101) >>> 0, size: 1000 }),
        tcp(next(), client, server, { flags: "FA", seq: (seq + 101) >>> 0, ack: 1006 }),
        tcp(next(), server, client, { flags: "FA", seq: 1006, ack: (seq + 102) >>> 0 }),
      ];
    });
    return all.flat().sort((a, b) => Number(a.time - b.time));
  }

  const everything = {
    records: ["Connection", "Flow", "FlowFeatures", "LinkFlow", "NetworkFlow", "TransportFlow"],
    firstPackets: 8,
  };

  test("is the same when it is shuffled within a second", async () => {
    const expected = await flowRecords(packets, everything);
    expect(expected.get("Connection")?.length).toBe(400);
    for (const seed of [1, 2, 3]) expect(await flowRecords(shuffled(packets, seed), everything)).toEqual(expected);
  });

  test("is the same in three files as in one", async () => {
    const expected = await flowRecords(packets, everything);
    const third = Math.ceil(packets.length / 3);
    const core = new Core(coreModule(), everything);
    const parts: Uint8Array[] = [0, 1, 2].map((i) => pcapBytes(1, packets.slice(i * third, (i + 1) * third)));
    expect(await inOneRun(core, parts)).toEqual(await bytesOf(packets));
    expect(expected.size).toBe(6);
  });

  async function bytesOf(list: readonly TestPacket[]): Promise<Record<string, string>> {
    return inOneRun(new Core(coreModule(), everything), [pcapBytes(1, list)]);
  }
});

test("a capture of an earlier time does not add to the flows of one before", async () => {
  const core = new Core(coreModule(), { records: ["Connection"] });
  const counts: number[] = [];
  for (const capture of [[udp(1000, A, B)], [udp(0, A, B)]]) {
    const source = new ChunkSource(
      "x",
      (async function* () {
        yield pcapBytes(1, capture);
      })(),
    );
    for await (const lane of decodeSource(core, source, { bytes: 0 }, { eager: true })) counts.push(lane.records);
  }
  for (const lane of finish(core)) counts.push(lane.records);
  expect(counts).toEqual([1, 1]);
});

describe("packets and bytes of all flows are those of the packets, in each direction", () => {
  if (!atHand) return test.skip("the shared captures are not at hand", () => {});
  const records = ["Ethernet", "Connection", "Flow", "LinkFlow", "FlowFeatures"];
  const sum = (list: readonly Json[] = [], field: string) =>
    list.reduce((total, record) => total + Number(record[field] ?? 0), 0);

  test.each(captureNames())("%s", async (name) => {
    // Times and memory that make many flows of few packets.
    const timeouts = { active: 1000, tcpIdle: 500, udpIdle: 500 };
    const decoded = await decodeBytes(readCapture(name), { records, timeouts, stateLimit: 1 << 20 });
    const { statistics } = decoded;
    const found = recordsOfLanes(decoded);
    const connected = found.get("Connection");
    const flows = found.get("Flow");
    const features = found.get("FlowFeatures");
    // Where all packets have Ethernet, all belong to flows.
    if (found.get("Ethernet")?.length === statistics.packets) {
      expect([sum(connected, "NumPackets"), sum(connected, "TotalSize")]).toEqual([statistics.packets, statistics.bytesOnWire]);
      expect([sum(found.get("LinkFlow"), "NumPackets")]).toEqual([statistics.packets]);
    }
    for (const field of ["NumPackets", "TotalSize", "AppPayloadSize"]) expect(sum(flows, field)).toBe(sum(connected, field));
    expect(sum(connected, "BytesClientToServer") + sum(connected, "BytesServerToClient")).toBe(sum(connected, "TotalSize"));
    expect(sum(connected, "PacketsClientToServer") + sum(connected, "PacketsServerToClient")).toBe(sum(connected, "NumPackets"));
    expect(sum(features, "FwdPackets")).toBe(sum(connected, "PacketsClientToServer"));
    expect(sum(features, "BwdBytes")).toBe(sum(connected, "BytesServerToClient"));
    expect(sum(features, "FwdPayloadBytes")).toBe(sum(connected, "PayloadClientToServer"));
  });
});
