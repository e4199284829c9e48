import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { capture } from "../../ts/cli/capture.ts";
import { dump } from "../../ts/cli/dump.ts";
import { main } from "../../ts/cli/main.ts";
import { ARP, FOUR, pcap, SYN } from "../host/captureBytes.ts";
import { type MemoryIo, memoryIo, type Surroundings } from "./memoryIo.ts";

const directory = mkdtempSync(join(tmpdir(), "netcap-capture-"));
const four = written("four.pcap", FOUR);
const out = join(directory, "records");

afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => rmSync(out, { recursive: true, force: true }));

function written(name: string, content: Uint8Array | string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

/** What capture says to a command line, with the time that it took left out, and its exit code. */
async function run(
  argv: readonly string[],
  surroundings?: Surroundings | MemoryIo,
): Promise<{ code: number; out: string; err: string }> {
  const io = surroundings && "signal" in surroundings ? surroundings : memoryIo(surroundings);
  const code = await main(capture, argv, io);
  return { code, out: io.out, err: io.err.replace(/ in [^(]*\([^)]*\)/, "").replaceAll(`${directory}/`, "") };
}

/** What is kept of the last two of the four packets. */
const REJECTS = ["errors.jsonl", "errors.pcap", "unknown.pcap"];

/** Every file of a directory, as text. */
function texts(path = out): Record<string, string> {
  return Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name), "utf8")]));
}

const FLAW = "1  IPv4 at offset 14 needs 20 bytes, but has 10: the packet ends there (packet 4)";
const CAUSES = `
unknown
  1  EtherType 0x88b5 (packet 3)

malformed
  ${FLAW}
`;
const KEPT = `
unknown, kept in records/unknown.pcap
  1  EtherType 0x88b5 (packet 3)

malformed, kept in records/errors.pcap, and why in records/errors.jsonl
  ${FLAW}
`;
const BALANCE = "4 packets (136 B on the wire) = 2 decoded + 1 unknown + 1 malformed\n";

describe("capture writes", () => {
  test("a file for each record that there is, and a summary that balances", async () => {
    expect(await run(["-r", four, "-o", out])).toEqual({
      code: 0,
      out: "",
      err: `1 capture read: 224 B
${BALANCE}
record      records   share  bytes  file
Connection        3   30.0%  491 B  records/Connection.ncap.gz
Ethernet          4   40.0%  217 B  records/Ethernet.ncap.gz
ARP               1   10.0%   82 B  records/ARP.ncap.gz
IPv4              1   10.0%   58 B  records/IPv4.ncap.gz
TCP               1   10.0%   52 B  records/TCP.ncap.gz
total            10  100.0%  900 B
${KEPT}`,
    });
    expect(readdirSync(out).sort()).toEqual([
      "ARP.ncap.gz",
      "Connection.ncap.gz",
      "Ethernet.ncap.gz",
      "IPv4.ncap.gz",
      "TCP.ncap.gz",
      ...REJECTS,
    ]);
    const io = memoryIo();
    await main(dump, ["-r", join(out, "TCP.ncap.gz"), "--csv", "--select", "SrcIP,SrcPort,DstIP,DstPort,SYN"], io);
    expect(io.out).toBe("SrcIP,SrcPort,DstIP,DstPort,SYN\n192.0.2.1,49152,192.0.2.2,80,true\n");
  });

  test("record files without compression", async () => {
    await run(["-r", four, "-out", out, "-compress=false", "--include", "tcp"]);
    expect(readdirSync(out).sort()).toEqual(["TCP.ncap", ...REJECTS]);
  });

  test.each([
    ["--csv", "ARP.csv", /^Timestamp,AddrType,.*\n1700000000\.000000,1,.*\n$/],
    ["--format=csv", "ARP.csv", /^Timestamp,AddrType,/],
    ["--json", "ARP.jsonl", /^\{"Timestamp":1700000000000000000,"AddrType":1,.*\}\n$/],
    ["--format=json", "ARP.jsonl", /^\{.*\}\n$/],
  ])("%s", async (flag, name, content) => {
    expect((await run(["-r", four, "-o", out, "--include=ARP", "-ignore-unknown", "--ignore-errors", flag])).code).toBe(0);
    expect(texts()).toEqual({ [name]: expect.stringMatching(content) });
  });

  test.each([
    ["csv.gz", "ARP.csv.gz"],
    ["json.gz", "ARP.jsonl.gz"],
  ])("--format %s", async (format, name) => {
    await run(["-r", four, "-o", out, "--include=ARP", "--format", format]);
    expect(readdirSync(out).sort()).toEqual([name, ...REJECTS]);
  });

  test.each([["--null"], ["--format=null"]])("nothing with %s, but the summary", async (flag) => {
    expect(await run(["-r", four, "-o", out, "--include", "ARP,TCP", flag])).toEqual({
      code: 0,
      out: "",
      err: `1 capture read: 224 B
${BALANCE}
record  records   share  bytes  file
ARP           1   50.0%   82 B
TCP           1   50.0%   52 B
total         2  100.0%  134 B
${CAUSES}`,
    });
    expect(() => readdirSync(out)).toThrow();
  });

  test("only errors with --quiet", async () => {
    expect(await run(["-r", four, "-o", out, "-q"])).toEqual({ code: 0, out: "", err: "" });
  });

  test("the records that are included and not excluded", async () => {
    await run(["-r", four, "-o", out, "--include", "ARP,TCP,IPv4", "--exclude", "ipv4", "--no-compress"]);
    expect(readdirSync(out).sort()).toEqual(["ARP.ncap", "TCP.ncap", ...REJECTS]);
    await run(["-r", four, "-o", out, "--exclude", "Connection,Ethernet,IPv4,TCP", "--no-compress", "--force"]);
    expect(readdirSync(out).sort()).toEqual(["ARP.ncap", ...REJECTS]);
  });

  test("no addresses around a record without context", async () => {
    await run(["-r", four, "-o", out, "--include", "TCP", "--json", "--no-context"]);
    expect(texts()["TCP.jsonl"]).not.toContain("192.0.2.1");
  });

  test("what it can make", async () => {
    const decoders = await run(["--decoders"]);
    expect(decoders).toMatchObject({ code: 0, err: "" });
    expect(decoders.out).toMatch(/^Connection +flow +\d+ fields$/m);
    expect(decoders.out).toMatch(/^FlowFeatures +flow +\d+ fields, only with --include$/m);
    expect(decoders.out).toMatch(/^TCP +layer +25 fields$/m);
    const overview = await run(["--overview"]);
    expect(overview).toMatchObject({ code: 0, err: "" });
    expect(overview.out).toMatch(/^\| record \| number of fields \| fields \|\n\|---\|---\|---\|\n/);
    expect(overview.out).toContain("| ARP | 10 | Timestamp, AddrType, ");
  });
});

describe("capture reads", () => {
  test("several files, and one twice", async () => {
    const { code, err } = await run(["-r", four, "-r", written("arp.pcap", pcap(ARP)), four, "--null"]);
    expect(code).toBe(0);
    expect(err).toMatch(/^3 captures read: 530 B\n9 packets \(314 B on the wire\) = 5 decoded \+ 2 unknown \+ 2 malformed\n/);
  });

  test("standard input, compressed or not", async () => {
    for (const stdin of [FOUR, gzipSync(FOUR)]) {
      expect((await run(["-r", "-", "--null"], { stdin })).err).toContain(`1 capture read: 224 B\n${BALANCE}`);
    }
  });

  test("the captures of a directory, in order, but not further down", async () => {
    const place = join(directory, "captures");
    mkdirSync(join(place, "deeper"), { recursive: true });
    copyFileSync(four, join(place, "deeper", "four.pcap"));
    writeFileSync(join(place, "b"), pcap(SYN, SYN));
    writeFileSync(join(place, "a.pcap.gz"), gzipSync(pcap(ARP)));
    writeFileSync(join(place, "notes.txt"), "not a capture");
    writeFileSync(join(place, "notes.gz"), gzipSync("not a capture"));
    writeFileSync(join(place, "empty.pcap"), "");
    const { code, err } = await run(["-r", `${place}/`, "--format", "null"]);
    expect(code).toBe(0);
    expect(err).toContain("2 captures read: 246 B\n3 packets (150 B on the wire) = 3 decoded + 0 unknown + 0 malformed\n");
  });

  test("shows how far it is on a terminal, and nothing is left of that", async () => {
    const { err } = await run(["-r", four, "--null"], { terminal: true });
    expect(err).toContain(BALANCE);
  });
});

describe("capture looks after its output", () => {
  test.each([
    ["is a file", four, 'cannot write into "four.pcap": it is no directory'],
    ["is in a file", join(four, "deeper"), 'cannot read "four.pcap/deeper": a part of the path is no directory'],
  ])("that %s", async (_, path, sentence) => {
    expect(await run(["-r", four, "-o", path])).toEqual({ code: 1, out: "", err: `netcap: ${sentence}\n` });
  });

  test("that holds records: refuses, or replaces all of them with --force", async () => {
    await run(["-r", four, "-o", out]);
    writeFileSync(join(out, "UDP.csv"), "old");
    writeFileSync(join(out, "notes.csv"), "mine");
    expect(await run(["-r", four, "-o", out])).toEqual({
      code: 1,
      out: "",
      err: 'netcap: "records" already holds 9 output files: choose another directory with --out, or replace them with --force\n',
    });
    expect((await run(["-r", four, "-o", `${out}/`, "-f", "--include=ARP", "--no-compress"])).code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(["ARP.ncap", "errors.jsonl", "errors.pcap", "notes.csv", "unknown.pcap"]);
  });

  test("and leaves no old records when there are no new ones", async () => {
    mkdirSync(out);
    for (const name of ["UDP.csv", "unknown.pcap", "unknown.113.pcap", "errors.jsonl"]) writeFileSync(join(out, name), "old");
    expect((await run(["-r", written("one.pcap", pcap(ARP)), "-o", out, "-f", "--include=UDP"])).code).toBe(0);
    expect(readdirSync(out)).toEqual([]);
  });

  test("asks on a terminal", async () => {
    mkdirSync(out);
    writeFileSync(join(out, "UDP.csv"), "old");
    const question = '"records" already holds 1 output file. Replace them? [y/N] ';
    const no = await run(["-r", four, "-o", out, "-q"], { terminal: true, answers: [false] });
    const refusal = '"records" already holds 1 output file: choose another directory with --out, or replace them with --force';
    expect(no).toEqual({ code: 1, out: "", err: `${question}netcap: ${refusal}\n` });
    expect(readdirSync(out)).toEqual(["UDP.csv"]);
    const yes = await run(["-r", four, "-o", out, "-q", "--include=ARP"], { terminal: true, answers: [true] });
    expect(yes).toEqual({ code: 0, out: "", err: question });
    expect(readdirSync(out).sort()).toEqual(["ARP.ncap.gz", ...REJECTS]);
  });

  test("repeats itself byte by byte with SOURCE_DATE_EPOCH, which must be a number", async () => {
    const before = process.env.SOURCE_DATE_EPOCH;
    try {
      process.env.SOURCE_DATE_EPOCH = "1600000000";
      await run(["-r", four, "-o", out]);
      const first = Object.entries(texts());
      await run(["-r", four, "-o", out, "--force"]);
      expect(Object.entries(texts())).toEqual(first);
      const io = memoryIo();
      await main(dump, ["-r", join(out, "ARP.ncap.gz"), "--header"], io);
      expect(io.out).toBe(
        `Header\n  Created: 1600000000.000000\n  InputSource: ${four}\n  Type: NC_ARP\n  Version: v0.1.0\n  ContainsPayloads: false\n`,
      );
      process.env.SOURCE_DATE_EPOCH = "today";
      expect((await run(["-r", four, "-o", out, "-f"])).err).toBe(
        'netcap: SOURCE_DATE_EPOCH must be a whole number of seconds since 1970, not "today"\n',
      );
    } finally {
      if (before === undefined) delete process.env.SOURCE_DATE_EPOCH;
      else process.env.SOURCE_DATE_EPOCH = before;
    }
  });
});

test("capture records what came before it is stopped", async () => {
  const io = memoryIo();
  const stdin = {
    isTerminal: false,
    async *chunks() {
      yield FOUR.subarray(0, -5);
      io.stop();
    },
  };
  const stopped: MemoryIo = Object.create(io, { stdin: { value: stdin } });
  const { code, err } = await run(["-r", "-", "-o", out, "--json"], stopped);
  expect(code).toBe(130);
  expect(err).toContain("3 packets (112 B on the wire) = 2 decoded + 1 unknown + 0 malformed\n");
  expect(err.endsWith("netcap: stopped early: there are records only of what was read until then\n")).toBe(true);
  expect(texts()["Ethernet.jsonl"]?.split("\n").length).toBe(4);
});
