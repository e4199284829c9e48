import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { crc32, deflateRawSync, gunzipSync, inflateRawSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Core, type Deflated } from "../../ts/core/core.ts";
import { coreModule } from "../../ts/core/coreModule.ts";
import { combineCrc32 } from "../../ts/runtime/combineCrc32.ts";
import { decodeBytes } from "./decodeBytes.ts";

const GZIP_HEADER = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/** An empty last block, and the empty stored block that the core ends with. */
const LAST_BLOCK = [3, 0];
const SYNC = [0, 0, 0xff, 0xff];

const core = new Core(coreModule());

/** Compresses bytes in the region that captures are read into. */
function deflate(input: Uint8Array, by = core): Deflated {
  by.input.set(input);
  const { bytes, ...rest } = by.deflate(by.input.subarray(0, input.length));
  return { bytes: bytes.slice(), ...rest };
}

function expectRoundTrip(input: Uint8Array): Deflated {
  const result = deflate(input);
  expect([...result.bytes.subarray(-4)]).toEqual(SYNC);
  // Not toEqual: it takes long to compare so many numbers.
  expect(Buffer.compare(inflateRawSync(Buffer.from([...result.bytes, ...LAST_BLOCK])), input)).toBe(0);
  expect(result.size).toBe(input.length);
  expect(result.crc).toBe(crc32(input));
  return result;
}

/** Numbers that look random and are the same in every run (xorshift). */
function randomBytes(size: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: size }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  });
}

function repeat(unit: Uint8Array, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => unit[i % unit.length] ?? 0);
}

test("compresses nothing to an empty stored block", () => {
  expect([...expectRoundTrip(new Uint8Array(0)).bytes]).toEqual([0, 0, 0, 0xff, 0xff]);
});

test("writes few bytes with the fixed code", () => {
  // A fixed block: bits 0, 1, 0, then "a" as 10010001, then the end as 0000000; then an empty stored block.
  expect([...expectRoundTrip(new TextEncoder().encode("a")).bytes]).toEqual([0x4a, 0x04, 0x00, 0x00, 0x00, 0xff, 0xff]);
});

test.each(Array.from({ length: 40 }, (_, i) => i))("takes %d bytes, random and equal ones", (size) => {
  expectRoundTrip(randomBytes(size));
  expectRoundTrip(new Uint8Array(size).fill(0x61));
});

test.each([255, 256, 257, 258, 259, 260, 516, 517, 65_535, 65_536, 65_537, 1 << 20])("takes a run of %d bytes", (size) => {
  const { bytes } = expectRoundTrip(new Uint8Array(size));
  expect(bytes.length).toBeLessThan(64 + size / 500);
});

test.each([100, 32_767, 32_768, 65_535, 65_536, 65_537, 1 << 20])("stores %d random bytes", (size) => {
  const { bytes } = expectRoundTrip(randomBytes(size));
  expect(bytes.length).toBeLessThan(size + 16 + (size >> 12));
});

test.each([1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 255, 256, 257, 1000, 16_384, 32_000, 32_767, 32_768])(
  "finds matches at distance %d",
  (distance) => {
    const { bytes } = expectRoundTrip(repeat(randomBytes(distance), distance + 4096));
    expect(bytes.length).toBeLessThan(distance + 256);
  },
);

test("does not reach further than 32768 bytes back", () => {
  expect(expectRoundTrip(repeat(randomBytes(32_769), 65_538)).bytes.length).toBeGreaterThan(65_000);
});

test("takes every length of a match", () => {
  const noise = randomBytes(300);
  const parts: number[] = [...noise];
  for (let length = 1; length <= 300; length++) parts.push(...noise.subarray(0, length), length & 0xff, 0xfe, length >> 8);
  expectRoundTrip(Uint8Array.from(parts));
});

test("takes every distance", () => {
  // A marker comes again after every distance, between bytes that hardly ever match.
  const marker = new TextEncoder().encode("a marker");
  const parts: Uint8Array[] = [];
  for (let distance = 1; distance < 1400; distance++) parts.push(marker, randomBytes(distance, distance));
  expectRoundTrip(new Uint8Array(Buffer.concat(parts)));
});

test("limits codes that would be longer than 15 bits", () => {
  // 128 bytes are about equally frequent, so their codes have about 7 bits. Eleven more occur as often as the numbers of the
  // Fibonacci sequence say (the end of the block is its first 1), so each of their codes is a bit longer than the next.
  const bytes = randomBytes(28_000).map((byte) => byte >> 1);
  let at = 0;
  for (let symbol = 200, a = 1, b = 2; symbol < 211; symbol++, [a, b] = [b, a + b]) {
    for (let n = 0; n < a; n++, at += 73) bytes[at] = symbol;
  }
  const { bytes: compressed } = expectRoundTrip(bytes);
  expect(compressed.length).toBeLessThan(bytes.length * 0.9);
});

test("gives the same bytes whatever was compressed before, and wherever the input lies", () => {
  const input = repeat(randomBytes(700), 100_000).map((byte, i) => (i % 97 ? byte : i & 0xff));
  const first = deflate(input, new Core(coreModule()));
  deflate(randomBytes(1 << 20, 5));
  deflate(new TextEncoder().encode("something else".repeat(9999)));
  expect(Buffer.compare(deflate(input).bytes, first.bytes)).toBe(0);
  // At another address, with other bytes behind it.
  core.input.fill(0x55);
  core.input.set(input, 12_345);
  expect(Buffer.compare(core.deflate(core.input.subarray(12_345, 12_345 + input.length)).bytes, first.bytes)).toBe(0);
});

test("ignores what lies behind the input", () => {
  const unit = new TextEncoder().encode("192.0.2.1 192.0.2.2 ");
  for (let size = 1; size < 64; size++) {
    core.input.set(repeat(unit, 200));
    const one = core.deflate(core.input.subarray(0, size)).bytes.slice();
    core.input.fill(0, size);
    expect([...core.deflate(core.input.subarray(0, size)).bytes]).toEqual([...one]);
  }
});

test("refuses bytes that are not in the core", () => {
  expect(() => core.deflate(new Uint8Array(8))).toThrow(RangeError);
});

describe("the lanes of the sample", () => {
  let lanes = new Map<string, Uint8Array>();
  beforeAll(async () => {
    ({ lanes } = await decodeBytes(readFileSync(new URL("../sample/sample.pcapng", import.meta.url))));
  });

  test("come back, and take little more than with zlib", () => {
    let [ours, theirs] = [0, 0];
    for (const lane of lanes.values()) {
      ours += expectRoundTrip(lane).bytes.length;
      theirs += deflateRawSync(lane, { level: 1 }).length;
    }
    expect(ours).toBeLessThan(theirs * 1.05);
  });

  test("come back when they fill a block of 1 MiB", () => {
    for (const lane of lanes.values()) expectRoundTrip(repeat(lane, 1 << 20));
  });

  test("join to one gzip member", () => {
    const blocks = [...lanes.values()].map((lane) => deflate(lane));
    const sum = blocks.reduce((crc, block) => combineCrc32(crc, block.crc, block.size), 0);
    const size = blocks.reduce((total, block) => total + block.size, 0);
    const end = Buffer.alloc(8);
    end.writeUInt32LE(sum);
    end.writeUInt32LE(size, 4);
    const gzip = Buffer.concat([
      Uint8Array.from(GZIP_HEADER),
      ...blocks.map(({ bytes }) => bytes),
      Uint8Array.from(LAST_BLOCK),
      end,
    ]);
    expect(Buffer.compare(gunzipSync(gzip), Buffer.concat([...lanes.values()]))).toBe(0);
    const { error, status, stderr } = spawnSync("gzip", ["-t"], { input: gzip });
    if (!error) expect([status, stderr.toString()]).toEqual([0, ""]);
  });
});
