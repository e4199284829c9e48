import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "@jest/globals";
import { main } from "../../ts/cli/main.ts";
import { util } from "../../ts/cli/util.ts";
import { hex, ncap, TCP_HEADER, TCP_RECORD } from "../record/ncapBytes.ts";
import { memoryIo, type Surroundings } from "./memoryIo.ts";

const directory = mkdtempSync(join(tmpdir(), "netcap-util-"));

afterAll(() => rmSync(directory, { recursive: true }));

function written(name: string, content: Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

/** A name in the directory that nothing has yet. */
function fresh(name: string): string {
  const path = join(directory, name);
  rmSync(path, { force: true });
  return path;
}

/** What util says to a command line, and its exit code. */
async function run(argv: readonly string[], surroundings?: Surroundings): Promise<{ code: number; out: string; err: string }> {
  const io = memoryIo(surroundings);
  const code = await main(util, argv, io);
  return { code, out: io.out, err: io.err };
}

const said = (out: string) => ({ code: 0, out, err: "" });

describe("times", () => {
  test.each([
    ["1216384407.092326", "2008-07-18T12:33:27.092326Z"],
    ["0", "1970-01-01T00:00:00.000000Z"],
    ["1.000000001", "1970-01-01T00:00:01.000000001Z"],
    ["-0.5", "1969-12-31T23:59:59.500000Z"],
  ])("%s is %s", async (seconds, date) => {
    expect(await run([`--ts2utc=${seconds}`])).toEqual(said(`${date}\n`));
    const whole = seconds.includes(".") ? seconds : `${seconds}.000000`;
    expect(await run(["--utc2ts", date])).toEqual(said(`${whole.replace(/\.5$/, ".500000")}\n`));
  });

  test.each([
    ["2008-07-18T14:33:27+02:00", "1216384407.000000"],
    ["2008-07-18 12:33:27 UTC", "1216384407.000000"],
    ["2008-07-18T12:33:27.5", "1216384407.500000"],
  ])("%s is %s", async (date, seconds) => {
    expect(await run(["--utc2ts", date])).toEqual(said(`${seconds}\n`));
  });

  test.each([
    "--ts2utc=yesterday",
    "--ts2utc=1e9",
    "--utc2ts=2008-02-30T00:00:00Z",
    "--utc2ts=12:00",
    "--utc2ts=2008-07-18T25:00:00Z",
  ])("%s is refused", async (argument) => {
    expect((await run([argument])).code).toBe(2);
  });
});

describe("check", () => {
  test("says what a good file holds", async () => {
    const file = written("TCP.ncap", ncap(TCP_HEADER, TCP_RECORD, "08 01 10 51", "10 51"));
    expect(await run(["check", file])).toEqual(
      said(
        `${file}: good, 3 TCP records, 1970-01-01T00:00:00.000000001Z to 1970-01-01T00:00:01.500000Z, 1 earlier than the one before\n`,
      ),
    );
    expect((await run(["--check", "--read", file])).code).toBe(0);
  });

  const BAD: [string, Uint8Array, string, string][] = [
    [
      "a record that is none",
      ncap(TCP_HEADER, TCP_RECORD, "08", TCP_RECORD),
      "BAD, 3 TCP records, 1970-01-01T00:00:01.500000Z to 1970-01-01T00:00:01.500000Z, 1 bad",
      "malformed record: a number cut short (record 2, at offset 32)",
    ],
    [
      "a text that is not UTF-8 (SrcIP, field 24)",
      ncap(TCP_HEADER, "c2 01 02 c3 28"),
      "BAD, 1 TCP record, 1 bad",
      "malformed record: the text of SrcIP is not UTF-8 (record 1, at offset 20)",
    ],
    [
      "a field of another type",
      ncap(TCP_HEADER, "12 00"),
      "BAD, 1 TCP record, 1 bad",
      "malformed record: the field SrcPort is of the wrong type (record 1, at offset 17)",
    ],
    [
      "an end within a record",
      ncap(TCP_HEADER, TCP_RECORD).subarray(0, 20),
      "BAD, 0 TCP records",
      "ends in the middle of a record, after 0 whole records",
    ],
    ["something else", hex("00 01 02"), "BAD", "is not a record file (.ncap, .ncap.gz, .ncap.zst)"],
  ];
  test.each(BAD)("finds %s", async (_, bytes, facts, problem) => {
    const file = written("bad.ncap", bytes);
    expect(await run(["check", file])).toEqual({ code: 1, out: `${file}: ${facts}\n`, err: `netcap: ${file}: ${problem}\n` });
  });

  test("goes on with the next file", async () => {
    const bad = written("bad.ncap", hex("00 01 02"));
    const good = written("good.ncap", ncap(TCP_HEADER));
    expect((await run(["check", bad, good])).out).toBe(`${bad}: BAD\n${good}: good, 0 TCP records\n`);
  });
});

describe("repair", () => {
  const good = ncap(TCP_HEADER, TCP_RECORD, "08 01 10 51", TCP_RECORD);

  test("keeps a file that is good", async () => {
    const file = written("TCP.ncap", good);
    const out = fresh("whole.ncap");
    expect(await run(["repair", file, "-o", out])).toEqual({
      code: 0,
      out: "",
      err: `netcap: ${out}: 3 TCP records, nothing lost\n`,
    });
    // The header says who wrote the file: it is the only part that differs.
    expect([...readFileSync(out)].slice(-33)).toEqual([...good.subarray(16)]);
    expect((await run(["check", out])).code).toBe(0);
  });

  const record = (text: string) => ncap(text);
  const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const DAMAGED: [string, Uint8Array, string][] = [
    ["a record that is none", ncap(TCP_HEADER, TCP_RECORD, "08 01 12 05", TCP_RECORD), "lost 5 bytes at offset 30"],
    [
      "a length that is wrong",
      joined(ncap(TCP_HEADER, TCP_RECORD), hex("7f 10 51"), record(TCP_RECORD)),
      "lost 3 bytes at offset 30",
    ],
    [
      "a length above all limits",
      joined(ncap(TCP_HEADER, TCP_RECORD), hex("ff ff ff ff 0f"), record(TCP_RECORD)),
      "lost 5 bytes at offset 30",
    ],
    [
      "an end within a record",
      joined(ncap(TCP_HEADER, TCP_RECORD, TCP_RECORD), record(TCP_RECORD).subarray(0, 5)),
      "lost 5 bytes at offset 44",
    ],
  ];
  test.each(DAMAGED)("gets past %s", async (_, bytes, loss) => {
    const file = written("TCP.ncap", bytes);
    const out = fresh("whole.ncap.gz");
    const size = /\d+/.exec(loss)?.[0];
    expect(await run(["--repair", "-r", file, "-o", out])).toEqual({
      code: 0,
      out: "",
      err: `netcap: ${file}: ${loss}\nnetcap: ${out}: 2 TCP records, ${size} bytes lost\n`,
    });
    expect([...gunzipSync(readFileSync(out))].slice(-28)).toEqual([...record(TCP_RECORD), ...record(TCP_RECORD)]);
  });

  test("takes the type from the name when the header is lost", async () => {
    const file = written("TCP.ncap", joined(hex("ff ff ff"), record(TCP_RECORD), record(TCP_RECORD)));
    const out = fresh("whole.ncap");
    expect((await run(["repair", file, "-o", out])).err).toBe(
      `netcap: ${file}: the header is lost; by the name of the file these are TCP records\nnetcap: ${file}: lost 3 bytes at offset 0\nnetcap: ${out}: 2 TCP records, 3 bytes lost\n`,
    );
  });

  test("saves what there is in front of damaged compression", async () => {
    const file = written("TCP.ncap.gz", gzipSync(good).subarray(0, -8));
    const out = fresh("whole.ncap");
    expect(await run(["repair", file, "-o", out])).toEqual({
      code: 0,
      out: "",
      err: `netcap: ${file}: has gzip data that ends too early; what lies behind is lost\nnetcap: ${out}: 3 TCP records\n`,
    });
  });

  test("replaces nothing unless told to, and never what it reads", async () => {
    const file = written("TCP.ncap", good);
    const out = written("there.ncap", hex("00"));
    expect((await run(["repair", file, "-o", out])).err).toContain("exists already");
    expect((await run(["repair", file, "-o", out, "--force"])).code).toBe(0);
    expect((await run(["repair", file, "-o", file, "--force"])).code).toBe(2);
    expect(existsSync(file)).toBe(true);
  });

  test("survives any single byte that is changed, and any cut", async () => {
    for (let at = 0; at < good.length; at++) {
      for (const value of [0, 0x7f, 0x80, 0xff]) {
        const file = written(
          "TCP.ncap",
          good.map((byte, i) => (i === at ? value : byte)),
        );
        expect((await run(["repair", file, "-o", fresh("whole.ncap")])).code).toBe(0);
      }
      const cut = written("TCP.ncap", good.subarray(0, at));
      expect((await run(["repair", cut, "-o", fresh("whole.ncap")])).code).toBe(0);
    }
  });
});

/** A file without its header, which says who wrote it: all frames but the first. */
const body = (path: string) => {
  const bytes = readFileSync(path);
  return [...bytes.subarray(1 + (bytes[0] as number))];
};
const frames = (...messages: string[]) => [...ncap(...messages)];

describe("merge", () => {
  test("puts records in the order of time, those of one time in that of the files", async () => {
    const a = written("a.ncap", ncap(TCP_HEADER, "08 01 10 01", "08 05 10 02", "08 05 10 03"));
    const b = written("b.ncap.gz", gzipSync(ncap(TCP_HEADER, "08 02 10 04", "08 05 10 05", "08 04 10 06", "08 09 10 07")));
    const c = written("c.ncap", ncap(TCP_HEADER));
    const out = fresh("merged.ncap");
    expect(await run(["merge", a, b, c, "-o", out])).toEqual({
      code: 0,
      out: "",
      err: `netcap: ${out}: 7 TCP records, 1 of them earlier than one before, as in their own files\n`,
    });
    const order = ["08 01 10 01", "08 02 10 04", "08 05 10 02", "08 05 10 03", "08 05 10 05", "08 04 10 06", "08 09 10 07"];
    expect(body(out)).toEqual(frames(...order));
  });

  test("refuses files of several types", async () => {
    const tcp = written("TCP.ncap", ncap(TCP_HEADER));
    const udp = written("UDP.ncap", ncap("18 25"));
    expect(await run(["merge", tcp, udp, "-o", fresh("merged.ncap")])).toEqual({
      code: 1,
      out: "",
      err: `netcap: "${tcp}" holds TCP records, but "${udp}" UDP: merge files of one type\n`,
    });
  });
});

describe("split", () => {
  // Times of 0.5 s, 1.5 s, 1.9 s and 3 s.
  const times = ["08 80 ca b5 ee 01 10 01", "08 80 de a0 cb 05 10 02", "08 80 e6 fe 89 07 10 03", "08 80 bc c1 96 0b 10 04"];
  const parts = (name: string) => join(directory, name);

  test("by time", async () => {
    const file = written("TCP.ncap", ncap(TCP_HEADER, ...times));
    const out = parts("seconds");
    const { code, out: listed } = await run(["split", file, "--every", "1s", "-o", out]);
    expect({ code, listed }).toEqual({
      code: 0,
      listed: `${out}/TCP.19700101T000000Z.ncap: 1\n${out}/TCP.19700101T000001Z.ncap: 2\n${out}/TCP.19700101T000003Z.ncap: 1\n`,
    });
    expect(body(`${out}/TCP.19700101T000001Z.ncap`)).toEqual(frames(...times.slice(1, 3)));
  });

  test("by size", async () => {
    const file = written("TCP.ncap.gz", gzipSync(ncap(TCP_HEADER, ...times)));
    const out = parts("sizes");
    const { out: listed } = await run(["split", file, "--size", "25", "-o", out]);
    expect(listed).toBe(`${out}/TCP.0001.ncap.gz: 2\n${out}/TCP.0002.ncap.gz: 2\n`);
    expect((await run(["check", `${out}/TCP.0002.ncap.gz`])).code).toBe(0);
  });

  test("by flow, both directions in one file", async () => {
    // From a:1 to b:2 and back; addresses are fields 24 and 25, ports 2 and 3.
    const there = "08 01 10 01 18 02 c2 01 01 61 ca 01 01 62";
    const back = "08 02 10 02 18 01 c2 01 01 62 ca 01 01 61";
    const file = written("TCP.ncap", ncap(TCP_HEADER, there, back, there, back));
    const { out: listed } = await run(["split", file, "--flows", "200", "-o", parts("flows")]);
    expect(listed).toMatch(/^\S+\/TCP\.0\d\d\d\.ncap: 4\n$/);
  });

  test("wants to be told how, and a directory", async () => {
    const file = written("TCP.ncap", ncap(TCP_HEADER, ...times));
    for (const how of [[], ["--every", "1s", "--flows", "2"], ["--size", "many"], ["--size", "0"], ["--every", "1s"]])
      expect((await run(["split", file, ...how])).code).toBe(2);
  });

  test("opens no more than 500 files", async () => {
    // Two milliseconds apart: the time is a multiple of 2^21 nanoseconds.
    const byte = (value: number) => value.toString(16).padStart(2, "0");
    const many = Array.from({ length: 501 }, (_, i) => `08 80 80 80 ${byte(0x80 | (i & 0x7f))} ${byte(i >> 7)}`);
    const file = written("TCP.ncap", ncap(TCP_HEADER, ...many));
    expect(await run(["split", file, "--every", "1ms", "-o", parts("many")])).toEqual({
      code: 1,
      out: "",
      err: "netcap: this would take more than 500 files: split into larger parts\n",
    });
  });
});

describe("a terminal", () => {
  const file = written("progress.ncap", ncap(TCP_HEADER, TCP_RECORD));
  const key = written("progress.key", new TextEncoder().encode("01".repeat(32)));

  test.each([
    ["check"],
    ["repair", "-o", fresh("repaired.ncap")],
    ["merge", "-o", fresh("merged.ncap")],
    ["split", "--every", "1h", "-o", join(directory, "parts")],
    ["anonymize", "--key-file", key, "-o", fresh("anonymous.ncap")],
    ["index"],
  ])("sees how far %s is", async (action, ...flags) => {
    const { code, err } = await run([action, file, ...flags], { terminal: true });
    expect(code).toBe(0);
    expect(err.startsWith("\r100%  1 records  ")).toBe(true);
    expect(err.split("\r\x1b[K").length).toBe(2);
  });
});

describe("the surroundings", () => {
  test("--env prints what is set, but no key", async () => {
    process.env.NC_TEST_UTIL = "1";
    process.env.NC_ANONYMIZATION_KEY = "secret";
    try {
      const { out } = await run(["--env"]);
      expect(out).toContain("NC_ANONYMIZATION_KEY=(set)\n");
      expect(out).toContain("NC_TEST_UTIL=1\n");
    } finally {
      delete process.env.NC_TEST_UTIL;
      delete process.env.NC_ANONYMIZATION_KEY;
    }
  });

  test("--interfaces prints a line an address", async () => {
    const { code, out } = await run(["--interfaces"]);
    expect(code).toBe(0);
    for (const line of out.split("\n").filter(Boolean)) expect(line).toMatch(/^\S+ +([0-9a-f]{2}:){5}[0-9a-f]{2} {2}\S+\/\d+$/);
  });
});

test.each([
  [[], "say what to do: check, repair, merge, split, anonymize, index, or a flag such as --env"],
  [["chekc", "a"], 'util cannot "chekc", did you mean "check"?'],
  [["check"], 'name the record files to check, as in "netcap util check TCP.ncap.gz"'],
  [["--check", "--repair"], "choose one of --check and --repair"],
  [["repair", "a", "b", "-o", "c"], "name one file to repair"],
  [["repair", "a"], "name the file to write, as in --out whole.ncap.gz"],
])("%j is wrong usage", async (argv, sentence) => {
  const { code, err } = await run(argv);
  expect({ code, sentence: err.split("\n")[0] }).toEqual({ code: 2, sentence: `netcap: ${sentence}` });
});
