import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { captureChunks, readSample } from "./benchCapture.mjs";

const sample = readSample(readFileSync(join("test", "sample", "sample.pcapng")));
const COPIES = 20;
/** The chunks are copied as they come, because each is good until the next. */
const whole = (copies: number) => Buffer.concat(Array.from(captureChunks(sample, copies), (chunk) => Buffer.from(chunk)));
const file = whole(COPIES);

interface Captured {
  microseconds: number;
  bytes: Buffer;
}

const packets: Captured[] = [];
for (let at = 24; at < file.length; ) {
  const length = file.readUInt32LE(at + 8);
  packets.push({
    microseconds: file.readUInt32LE(at) * 1e6 + file.readUInt32LE(at + 4),
    bytes: file.subarray(at + 16, at + 16 + length),
  });
  at += 16 + length;
}

/** The ones' complement sum over a range; 0xffff where it holds its own checksum and that is right (RFC 1071). */
function sum(bytes: Buffer, from: number, to: number): number {
  let total = 0;
  for (let at = from; at < to; at += 2) total += bytes.readUInt16BE(at);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
}

test("the capture has every packet of the sample once a copy", () => {
  expect(sample.length).toBe(958);
  expect(packets.length).toBe(958 * COPIES);
  const lengths = (list: { bytes: Buffer }[]) => list.map(({ bytes }) => bytes.length).sort((a, b) => a - b);
  expect(lengths(packets)).toEqual(lengths(Array.from({ length: COPIES }, () => sample).flat()));
});

test("its times never go back", () => {
  const backward = packets.filter(({ microseconds }, i) => i > 0 && microseconds < (packets[i - 1]?.microseconds ?? 0));
  expect(backward).toEqual([]);
});

test("a single copy is the sample itself, in the order of time", () => {
  const only = whole(1);
  const sorted = sample.toSorted((a, b) => a.time - b.time);
  let at = 24;
  for (const { bytes } of sorted) {
    expect(only.subarray(at + 16, at + 16 + bytes.length).equals(bytes)).toBe(true);
    at += 16 + bytes.length;
  }
  expect(at).toBe(only.length);
});

test("copies have addresses of their own, and the checksum of every IPv4 header is right", () => {
  const ipv4 = packets.filter(({ bytes }) => bytes.readUInt16BE(12) === 0x0800);
  expect(ipv4.length).toBe(517 * COPIES);
  expect(ipv4.filter(({ bytes }) => sum(bytes, 14, 14 + ((bytes[14] ?? 0) & 15) * 4) !== 0xffff)).toEqual([]);
  // Host 192.0.2.2 of the sample.
  const host = ({ bytes }: { bytes: Buffer }) => bytes.readUInt16BE(12) === 0x0800 && bytes.readUInt32BE(26) === 0xc0000202;
  expect(packets.filter(host).length).toBe(sample.filter(host).length);
});
