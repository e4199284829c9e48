import { afterEach, expect, jest, test } from "@jest/globals";
import { Core } from "../../ts/core/core.ts";
import { coreModule } from "../../ts/core/coreModule.ts";
import { decodeSource, finish, type Reading } from "../../ts/core/decodeSource.ts";
import { explainCause } from "../../ts/core/explain.ts";
import { ChunkSource } from "../../ts/source/chunkSource.ts";
import { ARP, pcap, SYN } from "./captureBytes.ts";

type Decode = (from: number, to: number) => number;

/** Where the packets of pcap(ARP, SYN, ARP) end. */
const ENDS = [24 + 58, 24 + 58 + 70, 24 + 58 + 70 + 58] as const;

afterEach(() => {
  jest.restoreAllMocks();
});

/** A core whose `decode` is another. */
function coreWith(change: (decode: Decode) => Decode): Core {
  const { exports } = new WebAssembly.Instance(coreModule());
  const decode = change(exports.decode as Decode);
  jest
    .spyOn(WebAssembly, "Instance")
    .mockImplementation(() => ({ exports: { ...exports, decode } }) as unknown as WebAssembly.Instance);
  return new Core(coreModule());
}

async function run(core: Core) {
  const counts: Record<string, number> = {};
  const reading: Reading = { bytes: 0 };
  const source = new ChunkSource(
    "x",
    (async function* () {
      yield pcap(ARP, SYN, ARP);
    })(),
  );
  for await (const { name, records } of decodeSource(core, source, reading)) counts[name] = (counts[name] ?? 0) + records;
  for (const { name, records } of finish(core)) counts[name] = (counts[name] ?? 0) + records;
  return { counts, reading, statistics: core.statistics() };
}

test("a trap costs one packet: it is counted as malformed, and the others are decoded", async () => {
  const core = coreWith((decode) => (from, to) => {
    if (from >= ENDS[1] || to < ENDS[1]) return decode(from, to);
    decode(from, ENDS[1]);
    throw new WebAssembly.RuntimeError("unreachable");
  });
  const { counts, reading, statistics } = await run(core);
  expect(counts).toMatchObject({ ARP: 2, Ethernet: 3 });
  expect(reading).toEqual({ bytes: ENDS[2], packets: 3 });
  expect(statistics).toMatchObject({ packets: 3, unknown: 0, malformed: 1 });
  expect(statistics.causes).toMatchObject([{ packets: 1, firstPacket: 2 }]);
  expect(explainCause(statistics.causes[0] as (typeof statistics.causes)[0])).toMatch(
    /^the decoder failed on .+ at offset \d+, please report it$/,
  );
});

test("a trap outside of any packet ends the run with a sentence, not with a loop", async () => {
  const core = coreWith(() => () => {
    throw new WebAssembly.RuntimeError("unreachable");
  });
  await expect(run(core)).rejects.toThrow("the core failed outside of any packet: unreachable");
});

test("memory does not grow with the capture", async () => {
  const core = new Core(coreModule());
  const packets = Array.from({ length: 200 }, () => [ARP, SYN]).flat();
  const chunk = pcap(...packets).subarray(24);
  const sizes: number[] = [];
  const source = new ChunkSource(
    "x",
    (async function* () {
      yield pcap();
      for (let i = 0; i < 1000; i++) {
        yield chunk;
        sizes.push(core.input.buffer.byteLength);
      }
    })(),
  );
  const reading: Reading = { bytes: 0 };
  let lanes = 0;
  for await (const _ of decodeSource(core, source, reading)) lanes++;
  expect(reading.packets).toBe(400_000);
  expect(lanes).toBeGreaterThan(20);
  expect(new Set(sizes.slice(500)).size).toBe(1);
  expect(sizes.at(-1)).toBe(128 << 20);
});
