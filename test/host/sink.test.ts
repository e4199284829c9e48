import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as zlib from "node:zlib";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { layerNames } from "../../ts/gen/layers.ts";
import { TCPSchema } from "../../ts/gen/netcap_pb.ts";
import { readRecords } from "../../ts/record/readRecords.ts";
import { BlockFile, type Compression, loadPacker } from "../../ts/runtime/blockFile.ts";
import { DirectorySink } from "../../ts/sink/directorySink.ts";
import { LanePress, type Pressed } from "../../ts/sink/lanePress.ts";
import { NullSink } from "../../ts/sink/nullSink.ts";
import { outputFiles, removeOutputFiles } from "../../ts/sink/outputFiles.ts";
import { hex } from "./captureBytes.ts";

const directory = mkdtempSync(join(tmpdir(), "netcap-sink-"));
const out = join(directory, "out");
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => rmSync(out, { recursive: true, force: true }));

const FACTS = {
  format: "ncap" as "ncap" | "csv" | "json",
  compression: undefined as Compression | undefined,
  created: 1_000_000_000n,
  inputSource: "a.pcap",
  containsPayloads: false,
};
/** Created, InputSource, Type and Version of a file of TCP records. */
const HEADER = hex("18 08 8094ebdc03 12 06 612e70636170 18 26 22 06 76302e312e30");
const RECORD = hex("05 10 50 18 bb 03");

async function pressed(name: string, bytes = RECORD, records = 1, options = FACTS): Promise<Pressed> {
  const { body } = await loadPacker({ kind: "gzip", level: 1 });
  return (await LanePress.create(options, body)).press({
    id: layerNames.indexOf(name),
    name,
    records,
    bytes,
  });
}

describe("DirectorySink", () => {
  test("writes a header and the bytes of the lanes as they are", async () => {
    const sink = await DirectorySink.create(out, FACTS);
    sink.take(await pressed("TCP"));
    sink.take(await pressed("TCP", hex("02 10 51 00"), 2));
    sink.close();
    expect(hexOf("TCP.ncap")).toBe(Buffer.from([...HEADER, ...RECORD, 2, 0x10, 0x51, 0]).toString("hex"));
    expect(sink.written).toEqual([
      { id: layerNames.indexOf("TCP"), name: "TCP", records: 3, bytes: 10, file: `${out}/TCP.ncap` },
    ]);
  });

  test("writes gzip of one member without a time, which any gunzip reads", async () => {
    for (const level of [1, 9]) {
      const options = { ...FACTS, compression: { kind: "gzip", level } as const };
      const sink = await DirectorySink.create(out, options);
      for (let i = 0; i < 1000; i++) sink.take(await pressed("TCP", RECORD, 1, options));
      sink.close();
      const file = readFileSync(join(out, "TCP.ncap.gz"));
      expect(file.subarray(0, 8).toString("hex")).toBe("1f8b080000000000");
      const body = zlib.gunzipSync(file);
      expect(body.length).toBe(HEADER.length + 1000 * RECORD.length);
      expect(body.subarray(0, HEADER.length).toString("hex")).toBe(Buffer.from(HEADER).toString("hex"));
      rmSync(out, { recursive: true });
    }
  });

  test.each([
    ["csv", "TCP.csv", /^Timestamp,SrcPort,[^\n]*\n0\.000000,80,443,[^\n]*\n$/],
    ["json", "TCP.jsonl", /^\{"SrcPort":80,"DstPort":443\}\n$/],
  ] as const)("writes %s", async (format, name, content) => {
    const options = { ...FACTS, format };
    const sink = await DirectorySink.create(out, options);
    sink.take(await pressed("TCP", RECORD, 1, options));
    sink.close();
    expect(readFileSync(join(out, name), "utf8")).toMatch(content);
  });

  test("makes no file for a type without records, and never overwrites one", async () => {
    (await DirectorySink.create(out, FACTS)).close();
    expect(readdirSync(out)).toEqual([]);
    writeFileSync(join(out, "TCP.ncap"), "old");
    const sink = await DirectorySink.create(out, FACTS);
    sink.take(await pressed("UDP", hex("00")));
    const tcp = await pressed("TCP");
    expect(() => sink.take(tcp)).toThrow(`cannot write "${out}/TCP.ncap": it exists already`);
    sink.close();
    expect(readFileSync(join(out, "TCP.ncap"), "utf8")).toBe("old");
    expect(readdirSync(out).sort()).toEqual(["TCP.ncap", "UDP.ncap"]);
  });

  test("tells what it has written in the order of the lanes, as the null sink does", async () => {
    for (const sink of [await DirectorySink.create(out, FACTS), new NullSink()]) {
      for (const name of ["UDP", "Ethernet", "TCP", "UDP"]) sink.take(await pressed(name));
      sink.close();
      const order = ["Ethernet", "TCP", "UDP"].sort((a, b) => layerNames.indexOf(a) - layerNames.indexOf(b));
      expect(sink.written.map(({ name }) => name)).toEqual(order);
      expect(sink.written.find(({ name }) => name === "UDP")).toMatchObject({ records: 2, bytes: 12 });
    }
  });
});

test("outputFiles() and removeOutputFiles() know what a run writes from other files", () => {
  expect(outputFiles(out)).toEqual([]);
  mkdirSync(out);
  const kept = ["errors.113.pcap", "errors.jsonl", "errors.pcap", "unknown.1.pcap", "unknown.pcap"];
  for (const name of ["TCP.ncap", "UDP.csv.gz", "VRRP.jsonl", "notes.csv", "TCP.txt", "TCP.ncap.gz.part", ...kept, "my.pcap"])
    writeFileSync(join(out, name), "");
  expect(outputFiles(out)).toEqual([
    `${out}/TCP.ncap`,
    `${out}/UDP.csv.gz`,
    `${out}/VRRP.jsonl`,
    ...kept.map((name) => `${out}/${name}`),
  ]);
  removeOutputFiles(out);
  expect(readdirSync(out).sort()).toEqual(["TCP.ncap.gz.part", "TCP.txt", "my.pcap", "notes.csv"]);
  expect(() => outputFiles(join(out, "notes.csv"))).toThrow(`cannot write into "${out}/notes.csv": it is no directory`);
});

/** Node has it from 22.15 on, Deno always. */
const hasZstd = "zstdCompressSync" in zlib;

test("zstd is written in frames and read back, where the runtime has it", async () => {
  const options = { ...FACTS, compression: { kind: "zstd", level: 1 } as const };
  if (!hasZstd) {
    const sentence = "zstd needs Node 22.15, Deno, or the package zstd-napi beside netcap: use one of them, or gzip";
    await expect(DirectorySink.create(out, options)).rejects.toThrow(sentence);
    const file = join(directory, "TCP.ncap.zst");
    writeFileSync(file, hex("28 b5 2f fd 00"));
    await expect(readRecords(file).header()).rejects.toThrow(`${file}: is compressed with zstd: ${sentence}`);
    return;
  }
  const sink = await DirectorySink.create(out, options);
  for (let i = 0; i < 1000; i++) sink.take(await pressed("TCP", RECORD, 1, options));
  sink.close();
  const path = join(out, "TCP.ncap.zst");
  expect(readFileSync(path).subarray(0, 4).toString("hex")).toBe("28b52ffd");
  const records = readRecords(path, TCPSchema);
  expect((await records.header()).InputSource).toBe("a.pcap");
  let count = 0;
  for await (const { SrcPort, DstPort } of records) {
    expect([SrcPort, DstPort]).toEqual([80, 443]);
    count++;
  }
  expect(count).toBe(1000);
  expect(outputFiles(out)).toEqual([`${out}/TCP.ncap.zst`]);
  writeFileSync(path, readFileSync(path).subarray(0, -3));
  await expect(
    readRecords(path)
      .header()
      .then(() => drained(path)),
  ).rejects.toThrow(/TCP\.ncap\.zst: .*zstd data/);
});

async function drained(path: string): Promise<void> {
  for await (const record of readRecords(path)) expect(record.$typeName).toBe("types.TCP");
}

test("a BlockFile that nothing was written into is gone when it is closed", async () => {
  for (const compression of [undefined, { kind: "gzip", level: 1 }] as const) {
    const path = join(directory, "nothing");
    const file = new BlockFile(path, compression);
    file.append((await loadPacker(compression)).body(new Uint8Array(0)));
    expect(readdirSync(directory)).toContain("nothing");
    file.close();
    expect(readdirSync(directory)).not.toContain("nothing");
  }
});

function hexOf(name: string): string {
  return readFileSync(join(out, name)).toString("hex");
}
