import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "@jest/globals";
import { capture } from "../../ts/cli/capture.ts";
import { main } from "../../ts/cli/main.ts";
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
  "Connection,Flow,LinkFlow,NetworkFlow,TransportFlow,FlowFeatures,UDP,ICMPv6,DNS,ARP,IGMP,IPv4,IPv6,NTP,Ethernet,Dot1Q",
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
