import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "@jest/globals";
import { dump } from "../../ts/cli/dump.ts";
import { main } from "../../ts/cli/main.ts";
import { ncap, TCP_HEADER, TCP_RECORD } from "../record/ncapBytes.ts";
import { type MemoryIo, memoryIo, type Surroundings } from "./memoryIo.ts";

const directory = mkdtempSync(join(tmpdir(), "netcap-dump-"));
const bytes = ncap(TCP_HEADER, TCP_RECORD, "10 51");
const file = written("TCP.ncap", bytes);

afterAll(() => rmSync(directory, { recursive: true }));

function written(name: string, content: Uint8Array | string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

/** What dump says to a command line, and its exit code. */
async function run(argv: readonly string[], surroundings?: Surroundings): Promise<{ code: number; out: string; err: string }> {
  const io: MemoryIo = memoryIo(surroundings);
  const code = await main(dump, argv, io);
  return { code, out: io.out, err: io.err };
}

const COLUMNS =
  "Timestamp,SrcPort,DstPort,SeqNum,AckNum,DataOffset,FIN,SYN,RST,PSH,ACK,URG,ECE,CWR,NS,Window,Checksum,Urgent,Padding,Options,PayloadEntropy,PayloadSize,Payload,SrcIP,DstIP";
const TEXT = "TCP\n  Timestamp: 1.500000\n  SrcPort: 80\n  DstPort: 443\n  SYN: true\n\nTCP\n  SrcPort: 81\n";
const CSV = `${COLUMNS}
1.500000,80,443,0,0,0,false,true,false,false,false,false,false,false,false,0,0,0,,(),0,0,,,
0.000000,81,0,0,0,0,false,false,false,false,false,false,false,false,false,0,0,0,,(),0,0,,,
`;

describe("dump prints", () => {
  test.each([
    ["readable text", [], TEXT],
    ["readable text when asked", ["--struc"], TEXT],
    ["CSV", ["--csv"], CSV],
    ["tabs", ["-tsv"], CSV.replaceAll(",", "\t")],
    ["another separator", ["-csv", "-sep", ";"], CSV.replaceAll(",", ";")],
    ["a separator written as \\t", ["--csv", "--sep=\\t"], CSV.replaceAll(",", "\t")],
    ["CSV without names", ["--csv", "--no-header"], CSV.slice(CSV.indexOf("\n") + 1)],
    ["JSON Lines", ["-json"], '{"Timestamp":1500000000,"SrcPort":80,"DstPort":443,"SYN":true}\n{"SrcPort":81}\n'],
    [
      "JSON Lines with readable times",
      ["--json", "--utc", "--select", "Timestamp"],
      '{"Timestamp":"1970-01-01T00:00:01.500000Z"}\n{}\n',
    ],
    [
      "CSV in UTC",
      ["--csv", "--utc", "--select=Timestamp"],
      "Timestamp\n1970-01-01T00:00:01.500000Z\n1970-01-01T00:00:00.000000Z\n",
    ],
    ["some fields in their order", ["--csv", "--select", "SrcPort,Timestamp"], "SrcPort,Timestamp\n80,1.500000\n81,0.000000\n"],
    ["structures otherwise", ["--csv", "--select", "Options", "--begin", "[", "--end", "]"], "Options\n[]\n[]\n"],
    ["a table", ["--table", "--select", "SYN"], "┌───────┐\n│ SYN   │\n├───────┤\n│ true  │\n│ false │\n└───────┘\n"],
    [
      "colors when asked",
      ["-c", "--select", "SYN"],
      "\u001b[1mTCP\u001b[0m\n  \u001b[36mSYN\u001b[0m: true\n\n\u001b[1mTCP\u001b[0m\n",
    ],
    ["the names of the fields", ["--fields"], `${COLUMNS}\n`],
    ["the names of the fields, with tabs", ["--fields", "--tsv"], `${COLUMNS.replaceAll(",", "\t")}\n`],
    [
      "the header",
      ["--header"],
      "Header\n  Created: 1.000000\n  InputSource: a\n  Type: NC_TCP\n  Version: v1\n  ContainsPayloads: false\n",
    ],
    ["the header as JSON", ["--header", "--json"], '{"Created":1000000000,"InputSource":"a","Type":"NC_TCP","Version":"v1"}\n'],
    [
      "the header as CSV",
      ["--header", "--csv", "--utc", "--select", "Type,Created"],
      "Type,Created\nNC_TCP,1970-01-01T00:00:01.000000Z\n",
    ],
  ])("%s", async (_, flags, out) => {
    expect(await run(["-r", file, ...flags])).toEqual({ code: 0, out, err: "" });
  });

  test("a file named without a flag, compressed or not", async () => {
    expect(await run([written("TCP.ncap.gz", gzipSync(bytes)), "--csv"])).toEqual({ code: 0, out: CSV, err: "" });
  });

  test("standard input", async () => {
    expect(await run(["-r", "-", "--csv"], { stdin: bytes })).toEqual({ code: 0, out: CSV, err: "" });
    expect(await run(["-"], { stdin: gzipSync(bytes) })).toEqual({ code: 0, out: TEXT, err: "" });
  });

  test("colors and a count on a terminal, unless it has none", async () => {
    const seen = await run(["-r", file], { terminal: true });
    expect(seen.out).toContain("\u001b[36mSrcPort\u001b[0m: 80\n");
    expect(seen.err).toBe("2 TCP records\n");
    expect((await run(["-r", file], { terminal: true, env: { NO_COLOR: "1" } })).out).toBe(TEXT);
    expect((await run(["-r", file, "--csv"], { terminal: true })).err).toBe("");
    expect((await run(["-r", written("one.ncap", ncap(TCP_HEADER, "")), "--table"], { terminal: true })).err).toBe(
      "1 TCP record\n",
    );
  });
});

describe("dump refuses", () => {
  test.each([
    ["no file", [], "name a record file, as in --read TCP.ncap.gz"],
    ["two files", ["-r", "a", "b"], 'name one file: "a" or "b"'],
    ["two forms", ["-r", file, "--csv", "--json"], "choose one of --csv and --json"],
    ["an empty separator", ["-r", file, "--csv", "--sep", ""], "--sep must not be empty nor contain quotes or line breaks"],
    ["a quote as separator", ["-r", file, "--csv", "--sep", '"'], "--sep must not be empty nor contain quotes or line breaks"],
    [
      "an unknown field",
      ["-r", file, "--csv", "--select", "SrcPort,Nope"],
      `TCP has no field "Nope"; it has ${COLUMNS.replaceAll(",", ", ")}`,
    ],
    [
      "a flag of the original",
      ["-r", file, "-membuf-size", "1"],
      "--membuf-size has no meaning here: records are streamed, there is no buffer to size",
    ],
  ])("%s", async (_, argv, sentence) => {
    const { code, out, err } = await run(argv);
    expect(err.split("\n")[0]).toBe(`netcap: ${sentence}`);
    expect(out).toBe("");
    expect(code).toBe(2);
  });

  test.each([
    ["nothing.ncap", "", "is empty"],
    ["text.ncap", "Timestamp,SrcPort\n", "is not a record file (.ncap, .ncap.gz, .ncap.zst)"],
    [
      "x.pcap",
      Uint8Array.of(0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0),
      'is a capture, not a record file: decode it with "netcap capture -r FILE -o DIRECTORY" first',
    ],
  ])("%s", async (name, content, problem) => {
    const path = written(name, content);
    expect(await run(["-r", path])).toEqual({ code: 1, out: "", err: `netcap: ${path}: ${problem}\n` });
  });

  test("a file that is missing, and a directory", async () => {
    const missing = join(directory, "missing.ncap");
    expect(await run(["-r", missing])).toEqual({ code: 1, out: "", err: `netcap: cannot read "${missing}": no such file\n` });
    const { code, err } = await run(["-r", directory]);
    expect(code).toBe(2);
    expect(err.split("\n")[0]).toBe(`netcap: "${directory}" is a directory: name one for what is made of its files with --out`);
  });
});

describe("dump prints what is whole of a damaged file", () => {
  test.each([
    ["cut", bytes.subarray(0, bytes.length - 1), "ends in the middle of a record, after 1 whole record"],
    [
      "followed by a wrong length",
      Uint8Array.of(...ncap(TCP_HEADER, TCP_RECORD), 0xff, 0xff, 0xff, 0xff, 0x0f),
      "is damaged at offset 30: a length of 4294967295 bytes, above the limit of 64 MiB, after 1 whole record",
    ],
    [
      "with a malformed record",
      ncap(TCP_HEADER, TCP_RECORD, "10 51 18"),
      "malformed record: a number cut short (record 2, at offset 34)",
    ],
  ])("%s", async (_, content, problem) => {
    const path = written("damaged.ncap", content);
    const { code, out, err } = await run(["-r", path, "--csv", "--select", "SrcPort"]);
    expect({ code, out, err }).toEqual({ code: 1, out: "SrcPort\n80\n", err: `netcap: ${path}: ${problem}\n` });
    expect((await run(["-r", path, "--table", "--select", "SrcPort"])).out).toContain("│      80 │");
    expect((await run(["-r", path])).out).toBe("TCP\n  Timestamp: 1.500000\n  SrcPort: 80\n  DstPort: 443\n  SYN: true\n");
  });
});

test("dump stops when it is told to", async () => {
  const io = memoryIo();
  io.stop();
  expect(await main(dump, ["-r", file], io)).toBe(130);
});
