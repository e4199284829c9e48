import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { tableFromIPC } from "apache-arrow";
import { capture } from "../../ts/cli/capture.ts";
import { dump } from "../../ts/cli/dump.ts";
import { main } from "../../ts/cli/main.ts";
import type { Tool } from "../../ts/cli/tool.ts";
import { TCPSchema } from "../../ts/gen/netcap_pb.ts";
import { parquetRows } from "../columns/readBack.ts";
import { FOUR } from "../host/captureBytes.ts";
import { hex, TCP_HEADER } from "../record/ncapBytes.ts";
import { record } from "../record/writers.ts";
import { memoryIo, type Surroundings } from "./memoryIo.ts";

/* Record files as data sets: forms in columns, directories, queries, statistics, numbers for learning. */

const directory = mkdtempSync(join(tmpdir(), "netcap-data-"));
const out = join(directory, "out");
const file = join(directory, "TCP.ncap");
const RECORDS = [
  { Timestamp: 3_000000000n, SrcPort: 1000, DstPort: 443, SYN: true, SrcIP: "10.0.0.1" },
  { Timestamp: 1_000000000n, SrcPort: 443, DstPort: 1000, SYN: true, ACK: true, SrcIP: "10.0.0.2" },
  { Timestamp: 2_000000000n, SrcPort: 1000, DstPort: 443, ACK: true, SrcIP: "10.0.0.1" },
];
const BYTES = ncapOf(RECORDS);
writeFileSync(file, BYTES);
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => rmSync(out, { recursive: true, force: true }));

function ncapOf(records: readonly Parameters<typeof record<typeof TCPSchema>>[1][]): Uint8Array {
  const frames = [hex(TCP_HEADER), ...records.map((fields) => record(TCPSchema, fields))];
  return Uint8Array.from(frames.flatMap((bytes) => [bytes.length, ...bytes]));
}

async function run(tool: Tool<never>, argv: readonly string[], surroundings?: Surroundings) {
  const io = memoryIo(surroundings);
  const code = await main(tool as unknown as Tool, argv, io);
  return { code, out: io.out, err: io.err.replaceAll(`${directory}/`, "") };
}

const dumped = (...argv: string[]) => run(dump as never, argv);

describe("dump chooses", () => {
  test.each([
    ["by an expression", ["--filter", "DstPort == 443 && SYN"], "SrcPort,SrcIP\n1000,10.0.0.1\n"],
    ["by time", ["--from", "2", "--to", "1970-01-01T00:00:03Z"], "SrcPort,SrcIP\n1000,10.0.0.1\n"],
    ["by both", ["--from", "2", "--filter", "ACK"], "SrcPort,SrcIP\n1000,10.0.0.1\n"],
    ["the first ones", ["--head", "2"], "SrcPort,SrcIP\n1000,10.0.0.1\n443,10.0.0.2\n"],
    ["none", ["--head", "0"], "SrcPort,SrcIP\n"],
    ["the first of those that are wanted", ["--head", "1", "--filter", "ACK"], "SrcPort,SrcIP\n443,10.0.0.2\n"],
    ["the earliest", ["--sort", "time", "--head", "1"], "SrcPort,SrcIP\n443,10.0.0.2\n"],
  ])("%s", async (_, flags, text) => {
    expect(await dumped(file, "--csv", "--select", "SrcPort,SrcIP", ...flags)).toEqual({ code: 0, out: text, err: "" });
  });

  test("and counts", async () => {
    expect(await dumped(file, "--count")).toEqual({ code: 0, out: "3\n", err: "" });
    expect((await dumped(file, "--count", "--filter", "SYN")).out).toBe("2\n");
  });

  test.each([
    [["--filter", "SYN &&"], "--filter, character 7, at the end: a value is missing"],
    [["--filter", "SYN == 1"], '--filter, character 5, at "== 1": a boolean cannot be compared with a number'],
    [["--from", "noon"], '--from must be a time such as 2024-05-31T12:00:00Z or 1717156800.5, not "noon"'],
    [["--count", "--stats"], "choose one of --count and --stats"],
    [["--csv", "--format", "json"], "choose one of --csv and --format json"],
    [["--format", "parquet", "--count"], "--count cannot be written as parquet"],
    [["--encode-save", "x"], "--encode-save wants --encode"],
    [["--encode", "zscore", "--encode-load", "x"], "--encode-load says how to encode: leave --encode out"],
  ])("nothing for %j", async (flags, sentence) => {
    const { code, err } = await dumped(file, ...flags);
    expect([code, err.split("\n")[0]]).toEqual([2, `netcap: ${sentence}`]);
  });
});

describe("dump writes", () => {
  test("Parquet, by the name of the file too", async () => {
    const path = join(directory, "a.parquet");
    expect(await dumped(file, "-o", path, "--select", "Timestamp,SrcIP", "--filter", "SYN")).toEqual({
      code: 0,
      out: "",
      err: "",
    });
    expect(await parquetRows(Uint8Array.from(readFileSync(path)))).toEqual([
      { Timestamp: 3_000000000n, SrcIP: "10.0.0.1" },
      { Timestamp: 1_000000000n, SrcIP: "10.0.0.2" },
    ]);
    const again = await dumped(file, "-o", path);
    expect(again).toEqual({
      code: 1,
      out: "",
      err: 'netcap: "a.parquet" exists already: choose another --out, or replace it with --force\n',
    });
    expect((await dumped(file, "-o", path, "--force")).code).toBe(0);
  });

  test("Arrow to standard output", async () => {
    const io = memoryIo();
    expect(await main(dump, [file, "--format", "arrow", "--select", "SrcPort"], io)).toBe(0);
    const rows = tableFromIPC(io.bytes).toArray() as { SrcPort: number }[];
    expect(rows.map(({ SrcPort }) => SrcPort)).toEqual([1000, 443, 1000]);
  });

  test("no bytes to a terminal", async () => {
    const { code, err } = await run(dump as never, [file, "--format", "parquet"], { terminal: true });
    expect([code, err.split("\n")[0]]).toEqual([2, "netcap: parquet is not for reading: name a file for it with --out"]);
  });

  test("never over its own input", async () => {
    const { code, err } = await dumped(file, "-o", file, "--force");
    expect([code, err]).toEqual([1, 'netcap: "TCP.ncap" would be replaced while it is read: choose another --out\n']);
    expect(readFileSync(file).length).toBe(BYTES.length);
  });

  test("what is whole of a damaged file", async () => {
    const cut = join(directory, "cut.ncap");
    writeFileSync(cut, BYTES.subarray(0, BYTES.length - 1));
    const path = join(directory, "cut.parquet");
    const { code, err } = await dumped(cut, "-o", path, "--select", "SrcPort");
    expect([code, err]).toEqual([1, "netcap: cut.ncap: ends in the middle of a record, after 2 whole records\n"]);
    expect(await parquetRows(Uint8Array.from(readFileSync(path)))).toEqual([{ SrcPort: 1000 }, { SrcPort: 443 }]);
    rmSync(cut);
  });
});

describe("dump takes directories", () => {
  const records = join(directory, "records");

  beforeEach(async () => {
    rmSync(records, { recursive: true, force: true });
    const pcap = join(directory, "four.pcap");
    writeFileSync(pcap, FOUR);
    expect((await run(capture as never, ["-r", pcap, "-o", records, "-q"])).code).toBe(0);
  });

  test("and makes a file of each record file", async () => {
    expect(await dumped(records, "--format", "parquet", "-o", out)).toEqual({ code: 0, out: "", err: "" });
    expect(readdirSync(out)).toEqual(["ARP.parquet", "Connection.parquet", "Ethernet.parquet", "IPv4.parquet", "TCP.parquet"]);
  });

  test("and makes what capture makes", async () => {
    await dumped(records, "--format", "parquet", "-o", out);
    const direct = join(directory, "direct");
    await run(capture as never, ["-r", join(directory, "four.pcap"), "-o", direct, "--format", "parquet", "-q"]);
    for (const name of readdirSync(out)) expect(readFileSync(join(direct, name))).toEqual(readFileSync(join(out, name)));
    await run(capture as never, ["-r", join(directory, "four.pcap"), "-o", direct, "--format", "arrow", "-q", "--force"]);
    expect(readdirSync(direct).filter((name) => /^[A-Z]/.test(name))).toEqual(
      ["ARP", "Connection", "Ethernet", "IPv4", "TCP"].map((name) => `${name}.arrows`),
    );
    rmSync(direct, { recursive: true });
  });

  test("and counts by record", async () => {
    expect((await dumped(records, "--count")).out).toBe("ARP\t1\nConnection\t3\nEthernet\t4\nIPv4\t1\nTCP\t1\n");
  });

  test("leaving out what lacks a field, and telling what is damaged", async () => {
    const { code, out: text, err } = await dumped(records, "--count", "--filter", "SYN");
    expect([code, text]).toEqual([0, "TCP\t1\n"]);
    expect(err).toMatch(/^netcap: left out 4 of 5 files: --filter, character 1, at "SYN": ARP has no field "SYN"; it has /);
    writeFileSync(join(records, "UDP.ncap"), "nonsense");
    const damaged = await dumped(records, "--count");
    expect([damaged.code, damaged.err]).toEqual([
      1,
      "netcap: records/UDP.ncap: is not a record file (.ncap, .ncap.gz, .ncap.zst)\n",
    ]);
    expect((await dumped(records, "--count", "--filter", "Nope")).code).toBe(1);
  });

  test("but not without a place for the files, nor where there are none", async () => {
    expect((await dumped(records, "--csv")).err.split("\n")[0]).toBe(
      'netcap: "records" is a directory: name one for what is made of its files with --out',
    );
    const empty = join(directory, "empty");
    mkdirSync(empty, { recursive: true });
    expect((await dumped(empty, "--count")).err).toBe(
      'netcap: the directory "empty" holds no record files (.ncap, .ncap.gz, .ncap.zst)\n',
    );
  });
});

describe("dump sums up", () => {
  test("as text", async () => {
    expect((await dumped(file, "--stats", "--select", "DstPort,SrcIP")).out).toBe(`TCP: 3 records

DstPort  3 values, 3 not 0, 2 different
  443 to 1000, mean 628.667
  █                                  ▄
  2   66.7%  443
  1   33.3%  1000

SrcIP  3 values, 3 not empty, 2 different
  2   66.7%  10.0.0.1
  1   33.3%  10.0.0.2
`);
  });

  test("as JSON", async () => {
    expect((await dumped(file, "--stats", "--json", "--select", "SYN")).out).toBe(
      '{"record":"TCP","field":"SYN","of":"values","count":3,"set":2,"distinct":2,"exact":true,"top":[{"value":"true","count":2},{"value":"false","count":1}]}\n',
    );
  });
});

describe("dump makes numbers for learning", () => {
  const SELECT = ["--csv", "--select", "Timestamp,SrcPort,DstPort,SYN,Window,SrcIP"];

  test("scaled to the range from 0 to 1, with categories by their first appearance", async () => {
    expect((await dumped(file, "--encode", "minmax", ...SELECT)).out).toBe(
      "Timestamp,SrcPort,DstPort,SYN,Window,SrcIP\n1,1,0,1,0,1\n0,0,1,1,0,2\n0.5,1,0,0,0,1\n",
    );
  });

  test("scaled to a mean of 0 and a deviation of 1, learned from the whole file", async () => {
    const { out: text } = await dumped(file, "--encode", "zscore", "--head", "1", ...SELECT);
    const [time, source, destination, syn, window, address] = (text.split("\n")[1] as string).split(",").map(Number);
    expect(time).toBeCloseTo(Math.sqrt(1.5), 12);
    expect(source).toBeCloseTo(Math.SQRT1_2, 12);
    expect(destination).toBeCloseTo(-Math.SQRT1_2, 12);
    expect(syn).toBeCloseTo(Math.SQRT1_2, 12);
    expect([window, address]).toEqual([0, 1]);
  });

  test("with parameters that are kept and used again, and 0 for categories that are new", async () => {
    const kept = join(directory, "kept.json");
    await dumped(file, "--encode", "minmax", "--encode-save", kept, "--csv", "--select", "DstPort,SrcIP");
    expect(JSON.parse(readFileSync(kept, "utf8"))).toEqual({
      record: "TCP",
      scaling: "minmax",
      fields: [
        { name: "DstPort", kind: "number", origin: "0", center: 443, scale: 557 },
        { name: "SrcIP", kind: "category", categories: ["10.0.0.1", "10.0.0.2"] },
      ],
    });
    const other = join(directory, "other.ncap");
    writeFileSync(
      other,
      ncapOf([
        { DstPort: 1557, SrcIP: "10.0.0.2" },
        { DstPort: 443, SrcIP: "10.0.0.3" },
      ]),
    );
    expect((await dumped(other, "--encode-load", kept, "--csv")).out).toBe("DstPort,SrcIP\n2,2\n0,0\n");
    expect((await run(dump as never, ["-", "--encode-load", kept, "--csv"], { stdin: ncapOf(RECORDS) })).out).toBe(
      "DstPort,SrcIP\n0,1\n1,2\n0,1\n",
    );
    writeFileSync(kept, '{"record": "TCP", "fields": [{"name": "DstPort", "kind": "number"}]}');
    expect((await dumped(other, "--encode-load", kept)).err).toBe('netcap: "kept.json" holds no parameters of --encode-save\n');
    writeFileSync(kept, '{"record": "UDP", "fields": []}');
    expect((await dumped(other, "--encode-load", kept)).err.split("\n")[0]).toBe(
      'netcap: "kept.json" is for UDP records, not TCP',
    );
    rmSync(other);
  });

  test("as Parquet", async () => {
    const path = join(directory, "numbers.parquet");
    await dumped(file, "--encode", "minmax", "-o", path, "--select", "SrcIP,DstPort");
    expect(await parquetRows(Uint8Array.from(readFileSync(path)))).toEqual([
      { SrcIP: 1, DstPort: 0 },
      { SrcIP: 2, DstPort: 1 },
      { SrcIP: 1, DstPort: 0 },
    ]);
  });

  test("but not from standard input in two passes", async () => {
    const { err } = await run(dump as never, ["-", "--encode", "zscore"], { stdin: BYTES });
    expect(err.split("\n")[0]).toBe("netcap: --encode reads its input twice: name a file, or use --encode-load");
  });
});
