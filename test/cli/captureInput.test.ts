import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { capture } from "../../ts/cli/capture.ts";
import { main } from "../../ts/cli/main.ts";
import { FOUR, hex, pcap, SYN } from "../host/captureBytes.ts";
import { memoryIo, type Surroundings } from "./memoryIo.ts";

/* What capture does not take: command lines, and input that is no capture or a damaged one. */

const directory = mkdtempSync(join(tmpdir(), "netcap-capture-input-"));
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
async function run(argv: readonly string[], surroundings?: Surroundings): Promise<{ code: number; out: string; err: string }> {
  const io = memoryIo(surroundings);
  const code = await main(capture, argv, io);
  return { code, out: io.out, err: io.err.replace(/ in [^(]*\([^)]*\)/, "").replaceAll(`${directory}/`, "") };
}

/** Every file of a directory, as text. */
function texts(): Record<string, string> {
  return Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), "utf8")]));
}

describe("capture refuses", () => {
  test.each([
    ["no capture", [], 'name a capture to read, as in "--read traffic.pcap"'],
    ["two formats", ["-r", "a", "--csv", "--json"], "choose one of --csv and --json"],
    ["two other formats", ["-r", "a", "--csv", "--format", "json.gz"], "choose one of --csv and --format json.gz"],
    [
      "an unknown format",
      ["-r", "a", "--format", "jsn"],
      '--format must be one of ncap, ncap.zst, csv, csv.gz, csv.zst, json, json.gz, json.zst, parquet, arrow, null, not "jsn", did you mean "json"?',
    ],
    ["an unknown decoder", ["-r", "a", "--include", "TPC"], '--include: there is no decoder "TPC", did you mean "TCP"?'],
    ["a decoder like no other", ["-r", "a", "--exclude", "Quake"], '--exclude: there is no decoder "Quake"; see "--decoders"'],
    [
      "a record without decoder",
      ["-r", "a", "--include", "mail"],
      "--include: Mail records can only be read, no decoder makes them yet",
    ],
    ["nothing to make", ["-r", "a", "--include", "TCP", "--exclude", "TCP"], "--exclude leaves no records to make"],
    [
      "a rule that is none",
      ["-r", "a", "--decode-as", "5300=dns"],
      '--decode-as: write a rule as in "udp.port==5300,dns", not "5300=dns"',
    ],
    [
      "a port that is none",
      ["-r", "a", "--decode-as", "tcp.port==65536,dns"],
      "--decode-as: there is no port 65536, the last is 65535",
    ],
    [
      "an unknown protocol",
      ["-r", "a", "--decode-as", "udp.port==53,none", "--decode-as", "udp.port==5300,dsn"],
      '--decode-as: there is no decoder "dsn", did you mean "DNS"?',
    ],
    ["a protocol without decoder", ["-r", "a", "--decode-as", "tcp.port==80,http"], '--decode-as: there is no decoder "http"'],
    ["standard input twice", ["-r", "-", "-"], "standard input can be read only once"],
    [
      "a compression level",
      ["-r", "a", "--compression-level", "10"],
      '--compression-level must be a whole number from 1 to 9, not "10"',
    ],
  ])("%s", async (_, argv, sentence) => {
    expect(await run(argv)).toEqual({ code: 2, out: "", err: `netcap: ${sentence}\nTry "capture --help".\n` });
  });

  test("to read from a keyboard", async () => {
    const { code, err } = await run(["-r", "-", "--null"], { terminal: true });
    expect(code).toBe(2);
    expect(err).toMatch(
      /^netcap: standard input is a terminal: send a capture into it, as in "netcap capture -r - < traffic.pcap"\n/,
    );
  });

  const FLAGS_WITH_A_MEANING =
    "config gen-config read out include exclude decoders overview compress csv null json payload context entropy quiet " +
    "compression-level workers ignore-unknown";
  const FLAGS_WITHOUT =
    "gen-elastic-indices metrics timeout labels scatter-duration scatter pps bpf iface buf pbuf analyzer cpuprof memprof " +
    "promisc snaplen time base opts unix elastic elastic-addrs elastic-user elastic-pass elastic-bulk-gopacket " +
    "elastic-bulk-custom kibana proto http-shutdown membuf-size interfaces progress fileStorage reverse-dns local-dns macDB ja3DB " +
    "serviceDB geoDB dpi free-os-mem reassemble-connections tcp-debug conns log-errors flushevery checksum nooptcheck " +
    "ignorefsmerr allowmissinginit hexdump wait-conns writeincomplete sbuf-size reassembly-debug noprompt debug memprofile " +
    "conn-flush-interval conn-timeout flow-flush-interval flow-timeout close-pending-timeout close-inactive-timeout re2 " +
    "stop-after-harvester-match stop-after-service-match stop-after-service-category-miss ignore-init-errors " +
    "disable-generic-software-harvester remove-closed-streams encode bsize hbsize reCustom stream-buffer stream-workers " +
    "compression-block-size";

  test("flags of the original without a meaning here, in one sentence, and knows all others", async () => {
    for (const flag of FLAGS_WITHOUT.split(" ")) {
      const { code, err } = await run([`-${flag}`]);
      expect(code).toBe(2);
      expect(err).toMatch(new RegExp(`^netcap: --${flag} has no meaning here: [^\n]+[^.\n]\nTry "capture --help"\\.\n$`));
    }
    const help = (await run(["--help"])).out;
    for (const flag of FLAGS_WITH_A_MEANING.split(" ")) expect(help).toMatch(new RegExp(`--(\\[no-\\])?${flag} `));
    // The same as --defragment, which stands in the help.
    expect((await run(["-ip4defrag=false", "-r", four, "--null"])).code).toBe(0);
    expect(FLAGS_WITHOUT.split(" ").length + FLAGS_WITH_A_MEANING.split(" ").length + 1).toBe(98);
  });
});

describe("capture says what is wrong with its input, and exits with 1", () => {
  const missing = join(directory, "missing.pcap");
  const bare = join(directory, "bare");
  mkdirSync(bare, { recursive: true });
  test.each([
    ["a missing file", missing, 'cannot read "missing.pcap": no such file or directory'],
    [
      "a directory without captures",
      bare,
      'the directory "bare" holds no captures (pcap or pcapng, compressed with gzip or zstd or not; not looked for further down)',
    ],
    ["an empty file", written("empty.pcap", ""), '"empty.pcap" is empty'],
    ["an empty file, compressed", written("empty.pcap.gz", gzipSync("")), '"empty.pcap.gz" is empty'],
    ["text", written("notes.txt", "Dear diary,\n"), '"notes.txt" is no capture: it begins neither as pcap nor as pcapng'],
    ["little text", written("short.txt", "a\n"), '"short.txt" is no capture: it begins neither as pcap nor as pcapng'],
    [
      "text, compressed",
      written("notes.gz", gzipSync("Dear diary,\n")),
      '"notes.gz" is no capture: it begins neither as pcap nor as pcapng',
    ],
    [
      "a record file",
      written("TCP.ncap", hex("02 18 26")),
      '"TCP.ncap" is no capture but a file of records: print it with "netcap dump -r FILE"',
    ],
    [
      "a record file, compressed",
      written("TCP.ncap.gz", gzipSync(hex("02 18 26"))),
      '"TCP.ncap.gz" is no capture but a file of records: print it with "netcap dump -r FILE"',
    ],
    ["damaged gzip data", written("bad.pcap.gz", hex("1f8b 0800 ffff")), '"bad.pcap.gz" has gzip data that ends too early'],
  ])("%s", async (_, path, sentence) => {
    // One input, nothing written, and nothing that was there before is gone.
    mkdirSync(out);
    writeFileSync(join(out, "UDP.csv"), "old");
    expect(await run(["-r", path, "-o", out, "--force"])).toEqual({ code: 1, out: "", err: `netcap: ${sentence}\n` });
    expect(texts()).toEqual({ "UDP.csv": "old" });
    // Among good ones, the others are decoded.
    const { code, err } = await run(["-r", four, "-r", path, "-r", four, "--null"]);
    expect(code).toBe(1);
    expect(err).toContain("8 packets (272 B on the wire) = 4 decoded + 2 unknown + 2 malformed\n");
    expect(err).toMatch(/\nmalformed\n[^\n]*\nnetcap: [^\n]*\n$/);
    expect(err).toContain(`netcap: ${sentence}\n`);
  });

  test.each([
    ["standard input that is empty", "", "standard input is empty"],
    ["standard input that is text", "hello", "standard input is no capture: it begins neither as pcap nor as pcapng"],
  ])("%s", async (_, stdin, sentence) => {
    expect(await run(["-r", "-", "--null"], { stdin })).toEqual({ code: 1, out: "", err: `netcap: ${sentence}\n` });
  });

  const long = Uint8Array.from(FOUR);
  long[24 + 16 + 42 + 8 + 3] = 0x7f;
  test.each([
    ["in a packet", FOUR.subarray(0, -1), 3, "ends in the middle of a packet, after 3 whole packets: at least 1 byte is missing"],
    [
      "in a packet header",
      FOUR.subarray(0, 24 + 58 + 6),
      1,
      "ends in the middle of a packet, after 1 whole packet: at least 10 bytes are missing",
    ],
    [
      "by a length that cannot be",
      long,
      1,
      "is damaged at offset 82: a packet or block that claims 2130706486 bytes, after 1 whole packet",
    ],
  ])("a capture that is cut %s: what is whole is decoded", async (_, bytes, packets, problem) => {
    const path = written("cut.pcap", bytes);
    const { code, err } = await run(["-r", path, "-o", out, "--json", "--include", "Ethernet"]);
    expect(code).toBe(1);
    expect(err.endsWith(`netcap: "cut.pcap" ${problem}\n`)).toBe(true);
    expect(texts()["Ethernet.jsonl"]?.split("\n").length).toBe(packets + 1);
  });

  test("a capture that was cut after compression: what is whole is decoded", async () => {
    const frames = Array.from({ length: 2000 }, (_, index) =>
      Uint8Array.from(SYN, (byte, at) => (at > 33 ? (index * at * 31) & 0xff : byte)),
    );
    const whole = gzipSync(pcap(...frames));
    const path = written("cut.pcap.gz", whole.subarray(0, whole.length / 2));
    const { code, err } = await run(["-r", path, "-o", out, "--json", "--include", "Ethernet"]);
    expect(code).toBe(1);
    const [, packets] = /netcap: "cut.pcap.gz" has gzip data that ends too early, after (\d+) whole packets\n$/.exec(err) ?? [];
    expect(Number(packets)).toBeGreaterThan(100);
    expect(texts()["Ethernet.jsonl"]?.split("\n").length).toBe(Number(packets) + 1);
  });
});
