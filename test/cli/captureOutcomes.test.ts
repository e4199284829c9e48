import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "@jest/globals";
import { capture } from "../../ts/cli/capture.ts";
import { main } from "../../ts/cli/main.ts";
import { pcapBytes } from "../core/pcapBytes.ts";
import { BROKEN, FOUR, hex, pcap, SYN, UNKNOWN } from "../host/captureBytes.ts";
import { memoryIo } from "./memoryIo.ts";

/* What capture does with packets that it does not decode, or not at once. */

const directory = mkdtempSync(join(tmpdir(), "netcap-outcomes-"));
const four = written("four.pcap", FOUR);
const out = join(directory, "records");

afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => rmSync(out, { recursive: true, force: true }));

function written(name: string, content: Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

/** What capture says to a command line, and its exit code. */
async function run(argv: readonly string[]): Promise<{ code: number; err: string }> {
  const io = memoryIo();
  const code = await main(capture, argv, io);
  return { code, err: io.err.replaceAll(`${directory}/`, "") };
}

/** Every file that was written, as text. */
function texts(): Record<string, string> {
  return Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), "utf8")]));
}

/** A pcap file that was written, without its snapshot length. */
function pcapOf(name: string): Uint8Array {
  const bytes = Uint8Array.from(readFileSync(join(out, name)));
  bytes.fill(0, 16, 20);
  return bytes;
}

/** What such a file must be where it holds one of the four packets. */
function rejected(data: Uint8Array, second: number): Uint8Array {
  const bytes = pcapBytes(1, [{ time: (1_700_000_000n + BigInt(second)) * 1_000_000_000n, data }]);
  bytes.fill(0, 16, 20);
  return bytes;
}

describe("capture keeps", () => {
  test("packets that are not decoded, and why, unless told otherwise", async () => {
    await run(["-r", four, "-o", out, "--include=ARP"]);
    expect(pcapOf("unknown.pcap")).toEqual(rejected(UNKNOWN, 2));
    expect(pcapOf("errors.pcap")).toEqual(rejected(BROKEN, 3));
    const reason = "IPv4 at offset 14 needs 20 bytes, but has 10: the packet ends there";
    expect(texts()["errors.jsonl"]).toBe(
      `{"packet":4,"time":"2023-11-14T22:13:23.000000Z","layer":"IPv4","reason":"${reason}"}\n`,
    );
    await run(["-r", four, "-o", out, "-f", "--include=ARP", "--ignore-unknown"]);
    expect(readdirSync(out).sort()).toEqual(["ARP.ncap.gz", "errors.jsonl", "errors.pcap"]);
    await run(["-r", four, "-o", out, "-f", "--include=ARP", "--ignore-errors"]);
    expect(readdirSync(out).sort()).toEqual(["ARP.ncap.gz", "unknown.pcap"]);
  });

  test("what it reads, though it could replace it", async () => {
    await run(["-r", four, "-o", out]);
    const before = texts();
    for (const input of [join(out, "unknown.pcap"), out, join(out, "..", "records", "errors.pcap")]) {
      const { code, err } = await run(["-r", input, "-o", out, "--force"]);
      expect(code).toBe(1);
      expect(err).toMatch(/^netcap: "[^"]*\.pcap" would be replaced while it is read: choose another directory with --out\n$/);
    }
    expect(texts()).toEqual(before);
  });
});

describe("capture finds", () => {
  test("DNS of the ports that it is told of", async () => {
    const query = (port: string) =>
      hex(
        `020000000002 020000000001 0800  45 00 002d 0001 0000 40 11 0000 c0000201 c0000202  c000 ${port} 0019 0000
         0001 0100 0001 0000 0000 0000 00 0001 0001`,
      );
    const path = written("dns.pcap", pcap(query("0035"), query("14b4")));
    const ports = async (...rules: string[]) => {
      const flags = rules.flatMap((rule) => ["--decode-as", rule]);
      await run(["-r", path, "-o", out, "-f", "--json", "--include=DNS", ...flags]);
      return [...(texts()["DNS.jsonl"] ?? "").matchAll(/"DstPort":(\d+)/g)].map(([, port]) => port);
    };
    expect(await ports()).toEqual(["53"]);
    expect(await ports("udp.port==5300,dns")).toEqual(["53", "5300"]);
    expect(await ports("udp.port==53,none")).toEqual([]);
    expect(await ports("UDP.port == 5300, DNS", "udp.port==53,none", "tcp.port==5300,none")).toEqual(["5300"]);
    expect(await ports("udp.port==5300,dns", "udp.port==5300,none")).toEqual(["53"]);
  });

  test("fragments, and tells what became of them", async () => {
    const fragment = (id: string, flags: string, data: string) =>
      hex(`020000000002 020000000001 0800  45 00 001c ${id} ${flags} 40 11 0000 c0000201 c0000202 ${data}`);
    const first = fragment("0001", "2000", "c000 270f 0010 0000");
    const path = written(
      "fragments.pcap",
      pcap(first, fragment("0001", "0001", "0001020304050607"), fragment("0002", "2000", "00".repeat(8))),
    );
    const { err } = await run(["-r", path, "--null", "--workers=2"]);
    expect(err).toContain("\ndatagrams in fragments: 1 joined, 1 incomplete\n");
    expect(err).toMatch(/\nUDP +1 /);
    expect((await run(["-r", path, "--null", "--no-defragment"])).err).not.toContain("datagrams");
  });

  test("many kinds, of which it tells the commonest, and payload that no decoder fits", async () => {
    const unknown = (type: number) => Uint8Array.from(UNKNOWN, (byte, at) => (at === 13 ? type : byte));
    const many = Array.from({ length: 7 }, (_, kind) => Array.from({ length: 8 - kind }, () => unknown(kind))).flat();
    const payload = (port: number) => Uint8Array.from([...SYN.subarray(0, 17), 0x29, ...SYN.subarray(18), 1]).fill(port, 37, 38);
    const services = [1, 2, 3, 4, 5, 6, 6, 5, 6].map((port) => payload(port));
    const { err } = await run(["-r", written("many.pcap", pcap(...many, SYN, ...services)), "--null", "--workers=2"]);
    expect(err.slice(err.indexOf("\nunknown"))).toBe(`
unknown
  8  EtherType 0x8800 (first packet 1)
  7  EtherType 0x8801 (first packet 9)
  6  EtherType 0x8802 (first packet 16)
  5  EtherType 0x8803 (first packet 22)
  4  EtherType 0x8804 (first packet 27)
  5  of 2 other protocols

decoded, but for payload that no decoder fits
  3  TCP port 6
  2  TCP port 5
  1  TCP port 1
  1  TCP port 2
  1  TCP port 3
  1  of 1 other port
`);
  });
});
