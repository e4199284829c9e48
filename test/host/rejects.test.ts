import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { Core } from "../../ts/core/core.ts";
import { coreModule } from "../../ts/core/coreModule.ts";
import { decodeSource, finish, type Reading } from "../../ts/core/decodeSource.ts";
import { DirectorySink } from "../../ts/sink/directorySink.ts";
import { LanePress } from "../../ts/sink/lanePress.ts";
import { ChunkSource } from "../../ts/source/chunkSource.ts";
import { ByteWriter, pcapBytes, type TestPacket } from "../core/pcapBytes.ts";
import { ARP, BROKEN, SYN, UNKNOWN } from "./captureBytes.ts";

/* Packets that are not decoded are kept as they came, each once, in files that other programs read. */

const directory = mkdtempSync(join(tmpdir(), "netcap-rejects-"));
const out = join(directory, "out");
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => rmSync(out, { recursive: true, force: true }));

const FORM = {
  format: "ncap",
  compression: { kind: "gzip", level: 1 },
  created: 1n,
  inputSource: "",
  containsPayloads: false,
} as const;
const ETHERNET = 1;
/** IEEE 802.15.4 without a checksum: nothing decodes it. */
const RADIO = 230;
const TIME = 1_700_000_000_123_456_789n;
/** The SYN with an EtherType that nobody knows around a broken IPv4 header: malformed is the graver of the two. */
const BOTH = Uint8Array.from([...SYN.subarray(0, 12), 0x81, 0, 0, 1, 8, 0, ...BROKEN.subarray(14)]);

/** Decodes captures, one after the other, into a directory. */
async function run(captures: readonly Uint8Array[], rejects = { unknown: true, errors: true }): Promise<DirectorySink> {
  const core = new Core(coreModule(), { records: ["ARP"], rejects });
  const sink = await DirectorySink.create(out, FORM);
  const press = await LanePress.create(FORM, (bytes) => core.deflate(bytes));
  for (const capture of captures) {
    const reading: Reading = { bytes: 0 };
    const source = new ChunkSource(
      "capture",
      (async function* () {
        yield capture;
      })(),
    );
    for await (const lane of decodeSource(core, source, reading)) sink.take(press.press(lane));
  }
  for (const lane of finish(core)) sink.take(press.press(lane));
  sink.close();
  return sink;
}

/** What a file that holds these packets must be. */
function expectPcap(name: string, link: number, packets: readonly TestPacket[]): void {
  const expected = pcapBytes(link, packets);
  // The snapshot length: 512 KiB, the most that a packet may have.
  new DataView(expected.buffer).setUint32(16, 524_288, true);
  expect(Buffer.compare(readFileSync(join(out, name)), expected)).toBe(0);
}

/** A pcapng file with an interface for each link type; packets have the number of theirs. */
function pcapng(links: readonly number[], packets: readonly (TestPacket & { on: number })[]): Uint8Array {
  const file = new ByteWriter().u32(0x0a0d0d0a).u32(28).u32(0x1a2b3c4d).u16(1).u16(0).u64(0xffff_ffff_ffff_ffffn).u32(28);
  // Nanoseconds: option 9 of one byte.
  for (const link of links) file.u32(1).u32(28).u16(link).u16(0).u32(0).u16(9).u16(1).u32(9).u32(28);
  for (const { on, time, data } of packets) {
    const size = 32 + data.length + (-data.length & 3);
    file
      .u32(6)
      .u32(size)
      .u32(on)
      .u32(Number(time >> 32n))
      .u32(Number(time & 0xffff_ffffn));
    file.u32(data.length).u32(data.length).bytes(data).pad().u32(size);
  }
  return file.done();
}

describe("packets that are not decoded", () => {
  test("are kept once each, with their times and lengths, in the order of the captures", async () => {
    const packets = [ARP, UNKNOWN, BROKEN, BOTH, SYN, UNKNOWN].map((data, i) => ({
      time: TIME + BigInt(i),
      data,
      wireLength: data.length + 1000 * i,
    }));
    const sink = await run([pcapBytes(ETHERNET, packets), pcapBytes(ETHERNET, packets.slice(1, 3))]);
    expect(readdirSync(out).sort()).toEqual(["ARP.ncap.gz", "errors.jsonl", "errors.pcap", "unknown.pcap"]);
    const pick = (...which: number[]) => which.map((i) => packets[i] as TestPacket);
    expectPcap("unknown.pcap", ETHERNET, pick(1, 5, 1));
    expectPcap("errors.pcap", ETHERNET, pick(2, 3, 2));
    expect(sink.kept("unknown")).toEqual({ files: [`${out}/unknown.pcap`], reasons: undefined, packets: 3 });
    expect(sink.kept("errors")).toEqual({ files: [`${out}/errors.pcap`], reasons: `${out}/errors.jsonl`, packets: 3 });
    const lines = readFileSync(join(out, "errors.jsonl"), "utf8").trimEnd().split("\n");
    const reason = (offset: number) =>
      `IPv4 at offset ${offset} needs 20 bytes, but has 10: the capture kept no more of the packet`;
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { packet: 3, time: "2023-11-14T22:13:20.123456791Z", layer: "IPv4", reason: reason(14) },
      { packet: 4, time: "2023-11-14T22:13:20.123456792Z", layer: "IPv4", reason: reason(18) },
      { packet: 8, time: "2023-11-14T22:13:20.123456791Z", layer: "IPv4", reason: reason(14) },
    ]);
  });

  test("are not kept when nobody wants them, and make no files when there are none", async () => {
    const mixed = pcapBytes(ETHERNET, [
      { time: TIME, data: UNKNOWN },
      { time: TIME, data: BROKEN },
    ]);
    await run([mixed], { unknown: false, errors: false });
    expect(readdirSync(out)).toEqual([]);
    await run([pcapBytes(ETHERNET, [{ time: TIME, data: ARP }])]);
    expect(readdirSync(out)).toEqual(["ARP.ncap.gz"]);
  });

  test("have a file for each link type, the one of the first packet without its number", async () => {
    const packets = [UNKNOWN, ARP, UNKNOWN, UNKNOWN, UNKNOWN].map((data, i) => ({ time: TIME + BigInt(i), data, on: i & 1 }));
    await run([pcapng([RADIO, ETHERNET], packets)]);
    expect(readdirSync(out).sort()).toEqual(["ARP.ncap.gz", "unknown.1.pcap", "unknown.pcap"]);
    const of = (interfaceId: number) => packets.filter(({ on, data }) => on === interfaceId && data !== ARP);
    expectPcap("unknown.pcap", RADIO, of(0));
    expectPcap("unknown.1.pcap", ETHERNET, of(1));
  });

  test("of more link types than there can be files are not all kept, which is told", async () => {
    const links = Array.from({ length: 100 }, (_, i) => 1000 + i);
    const sink = await run([
      pcapng(
        links,
        links.map((_, on) => ({ time: TIME, data: UNKNOWN, on })),
      ),
    ]);
    expect(readdirSync(out).length).toBe(64);
    expect(sink.kept("unknown")).toMatchObject({ packets: 64 });
  });

  test("may be many, and large", async () => {
    // Three lanes full of the largest packets, and some of the smallest between them.
    const packets = Array.from({ length: 40 }, (_, i) => ({
      time: BigInt(i),
      data: i % 5 ? new Uint8Array(400_000).fill(i) : Uint8Array.of(i),
    }));
    const sink = await run([pcapBytes(RADIO, packets)]);
    expectPcap("unknown.pcap", RADIO, packets);
    expect(sink.kept("unknown")).toMatchObject({ packets: 40 });
  });

  test("can be read by tcpdump", async () => {
    const packets = [UNKNOWN, BROKEN].map((data, i) => ({ time: TIME + BigInt(i), data }));
    await run([pcapBytes(ETHERNET, packets)]);
    for (const [name, time] of [
      ["unknown", "789"],
      ["errors", "790"],
    ] as const) {
      const flags = ["-tt", "--nano", "-nn", "-r", join(out, `${name}.pcap`)];
      const { error, status, stdout } = spawnSync("tcpdump", flags, { encoding: "utf8" });
      if (error) continue;
      expect({ status, stdout }).toEqual({
        status: 0,
        stdout: expect.stringMatching(new RegExp(`^1700000000\\.123456${time} `)),
      });
    }
  });
});
