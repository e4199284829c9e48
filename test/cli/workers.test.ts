import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "@jest/globals";
import { capture } from "../../ts/cli/capture.ts";
import { main } from "../../ts/cli/main.ts";
import { pcapBytes } from "../core/pcapBytes.ts";
import { ARP, BROKEN, hex, SYN, UNKNOWN } from "../host/captureBytes.ts";
import { memoryIo } from "./memoryIo.ts";

const SAMPLE = "test/sample/sample.pcapng";
const CAPTURES = "../shared/pcaps";
process.env.SOURCE_DATE_EPOCH = "1";
const directory = mkdtempSync(join(tmpdir(), "netcap-workers-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** Names and hashes of the files that a run of capture makes, and its exit code. */
async function files(...argv: string[]): Promise<string[]> {
  const out = join(directory, "out");
  const io = memoryIo();
  const code = await main(capture, ["-q", "-o", out, ...argv], io);
  const names = readdirSync(out).sort();
  const hashes = names.map(
    (name) =>
      `${name} ${createHash("sha256")
        .update(readFileSync(join(out, name)))
        .digest("hex")}`,
  );
  rmSync(out, { recursive: true });
  return [`exit code ${code}`, ...hashes];
}

/** So many copies of the sample in one file, for more than one block of packets. */
function copies(count: number): string {
  const path = join(directory, `${count}.pcapng`);
  if (!existsSync(path)) writeFileSync(path, Buffer.concat(Array.from({ length: count }, () => readFileSync(SAMPLE))));
  return path;
}

const FLOWS = [
  "--include",
  "Connection,Flow,LinkFlow,NetworkFlow,TransportFlow,FlowFeatures,IPProfile,DeviceProfile,UDP,ICMPv6,DNS,ARP,IGMP,IPv4,IPv6,NTP,Ethernet,Dot1Q",
];
const BRIEF = [
  "--tcp-idle",
  "200ms",
  "--udp-idle",
  "100ms",
  "--active-timeout",
  "2s",
  "--first-packets",
  "5",
  "--packet-statistics",
  "--state-limit",
  "1",
];

test.each([
  [[]],
  [["--no-compress"]],
  [["--format", "csv"]],
  [["--entropy", "--payload", "--exclude", "TCP"]],
  [[...FLOWS, ...BRIEF]],
])("the files are the same for any number of workers (%j)", async (flags) => {
  const path = copies(40);
  const expected = await files("-r", path, "--workers", "1", ...flags);
  expect(expected.length).toBeGreaterThan(15);
  for (const workers of ["2", "3", "4", "8"]) expect(await files("-r", path, "--workers", workers, ...flags)).toEqual(expected);
});

/** Packets of all outcomes, and fragments whose datagrams begin in one block and end in others, in tunnels too. */
function fragments(): string {
  const path = join(directory, "fragments.pcap");
  const ethernet = hex("020000000002 020000000001 0800");
  const ipv4 = (id: number, flags: number, protocol: number, data: readonly number[]) => {
    const head = [0x45, 0, 0, 20 + data.length, id >> 8, id & 0xff, flags >> 8, flags & 0xff, 64, protocol, 0, 0];
    return [...head, 192, 0, 2, 1, 192, 0, 2, 2, ...data];
  };
  const udp = (port: number, data: readonly number[]) => [0xc0, 0, port >> 8, port & 0xff, 0, 8 + data.length, 0, 0, ...data];
  const tcp = (port: number, data: readonly number[]) => [
    0xc0,
    0,
    port >> 8,
    port & 0xff,
    ...Array(8).fill(0),
    0x50,
    ...Array(7).fill(0),
    ...data,
  ];
  const packets: Uint8Array[] = [];
  // Four pieces of each datagram, 4500 packets apart, so that each takes two blocks and more.
  const DATAGRAMS = 40;
  const STEP = 500;
  for (let i = 0; i < DATAGRAMS * STEP; i++) {
    const id = Math.floor(i / STEP);
    const datagram = udp(
      9999,
      Array.from({ length: 24 }, (_, at) => id + at),
    );
    const piece = (n: number, of: number) => ipv4(of, (n < 3 ? 0x2000 : 0) | n, 17, datagram.slice(8 * n, 8 * n + 8));
    const which = i % STEP;
    if (which < 4) {
      const of = id - which * 9;
      const data = of < 0 ? udp(9999, [i & 0xff]) : piece(which, of);
      const within = udp(4789, [8, 0, 0, 0, 0, 0, 1, 0, ...ethernet, ...data]);
      const frame =
        of < 0 ? ipv4(i, 0, 17, data) : id % 3 ? data : id % 2 ? ipv4(i, 0, 17, within) : ipv4(i, 0, 6, tcp(4000, data));
      packets.push(Uint8Array.from([...ethernet, ...frame]));
    } else {
      packets.push([ARP, SYN, UNKNOWN, BROKEN][which % 4] as Uint8Array);
    }
  }
  writeFileSync(
    path,
    pcapBytes(
      1,
      packets.map((data, i) => ({ time: BigInt(i) * 1000n, data })),
    ),
  );
  return path;
}

test("the files are the same where fragments lie in several blocks, and where rules nest layers", async () => {
  const path = fragments();
  const all = new Set<string>();
  for (const flags of [[], ["--exclude=Connection,IPv4"], ["--decode-as", "tcp.port==4000,ipv4"], ["--no-defragment"]]) {
    const run = (workers: number) => files("-r", path, "--no-compress", "--workers", String(workers), ...flags);
    const expected = await run(1);
    expect(expected.join()).toMatch(/errors\.jsonl .*errors\.pcap .*unknown\.pcap /);
    all.add(expected.find((file) => file.startsWith("UDP.ncap")) ?? "");
    for (const workers of flags.length ? [2, 5] : [2, 3, 4, 8]) expect(await run(workers)).toEqual(expected);
  }
  // Joining gives other datagrams, and the rule still more of them.
  expect(all.size).toBe(3);
});

test("the files are the same for several captures, plain and compressed, whole and broken", async () => {
  const compressed = join(directory, "sample.pcapng.gz");
  writeFileSync(compressed, gzipSync(readFileSync(SAMPLE)));
  const broken = join(directory, "broken.pcapng");
  writeFileSync(broken, readFileSync(SAMPLE).subarray(0, -7));
  const inputs = [copies(20), compressed, broken, SAMPLE];
  const expected = await files("--workers", "1", ...inputs);
  expect(expected[0]).toBe("exit code 1");
  for (const workers of ["2", "4"]) expect(await files("--workers", workers, ...inputs)).toEqual(expected);
});

(existsSync(CAPTURES) ? test : test.skip)("the files are the same for all real captures in one run", async () => {
  const expected = await files("--no-compress", "--workers", "1", CAPTURES);
  for (const workers of ["2", "3"]) expect(await files("--no-compress", "--workers", workers, CAPTURES)).toEqual(expected);
});
