import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Core } from "../../ts/core/core.ts";
import { coreModule } from "../../ts/core/coreModule.ts";
import { type Decoded, decodeBytes } from "../core/decodeBytes.ts";
import { pcapBytes, type TestPacket } from "../core/pcapBytes.ts";

/* However the bytes of a capture come in, its records are the same. */

/** Packets of sizes that no alignment helps. */
const packets: TestPacket[] = [1, 60, 61, 62, 63, 1514].map((size, i) => ({
  time: 1_700_000_000_000_000_000n + BigInt(i),
  data: Uint8Array.from({ length: size }, (_, at) => at),
}));
const sample = readFileSync("test/sample/sample.pcapng");
const captures: [string, Uint8Array][] = [
  ["pcapng", sample],
  ["pcapng that ends within a packet", sample.subarray(0, 20_001)],
  ["pcap", pcapBytes(1, packets)],
];
/** Chunks that a capture is read in at most. */
const MOST_CHUNKS = 25_000;

function chunksOf(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

describe.each(captures)("%s", (name, capture) => {
  const core = new Core(coreModule(), { payload: true, entropy: true, stateLimit: 1 << 20 });
  let whole: Decoded;
  const expectSame = ({ lanes, reading }: Decoded) => {
    expect(reading).toEqual(whole.reading);
    expect([...lanes.keys()]).toEqual([...whole.lanes.keys()]);
    for (const [name, lane] of lanes)
      expect([name, Buffer.compare(lane, whole.lanes.get(name) ?? new Uint8Array(0))]).toEqual([name, 0]);
  };

  beforeAll(async () => {
    whole = await decodeBytes(capture, core);
    expect(whole.lanes.size).toBeGreaterThan(0);
    expect(whole.reading.bytes).toBe(capture.length);
    expect(whole.reading.cut !== undefined).toBe(name.includes("ends within"));
  });

  test("in one piece again, by the same core", async () => {
    expectSame(await decodeBytes(capture, core));
  });

  const sizes = [1, 2, 3, 5, 16, 61, 1024, 65_537].filter((size) => capture.length / size < MOST_CHUNKS);
  test.each(sizes)("in chunks of %i bytes", async (size) => {
    expectSame(await decodeBytes(chunksOf(capture, size), core));
  });

  test("in two pieces, cut anywhere in the first 400 bytes and in many places behind", async () => {
    const step = Math.max(1, Math.floor(capture.length / 97));
    const cuts = new Set([...Array(400).keys(), ...Array.from({ length: 97 }, (_, i) => i * step)]);
    for (const cut of cuts) expectSame(await decodeBytes([capture.subarray(0, cut), capture.subarray(cut)], core));
  });
});
