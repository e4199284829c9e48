import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { buildSync } from "esbuild";
import { benchCapture } from "../bench/benchCapture.mjs";
import { ARP, FOUR, pcap, SYN } from "../host/captureBytes.ts";

const directory = mkdtempSync(join(tmpdir(), "netcap-process-"));
const bundle = join(directory, "capture.mjs");
const four = join(directory, "four.pcap");
const out = join(directory, "out");
const deno = "deno" in process.versions ? process.execPath : resolve("node_modules/.bin/deno");

beforeAll(() => {
  const contents =
    'import { capture } from "./ts/cli/capture.ts"; import { start } from "./ts/cli/main.ts"; await start(capture);';
  const stdin = { contents, resolveDir: resolve("."), loader: "ts" } as const;
  buildSync({ stdin, bundle: true, format: "esm", platform: "node", outfile: bundle });
  writeFileSync(four, FOUR);
});
beforeEach(() => rmSync(out, { recursive: true, force: true }));
afterAll(() => rmSync(directory, { recursive: true }));

/** Through a shell, since Deno adds -A to a command in which it recognises itself. */
function sh(script: string, ...argv: readonly string[]) {
  const { status, stdout, stderr } = spawnSync("sh", ["-c", script, ...argv], { encoding: "utf8" });
  return { status, stdout, stderr };
}

/** The interpreter that runs this test, with all permissions. */
const me = "deno" in process.versions ? `"${process.execPath}" run -A` : `"${process.execPath}"`;

describe("the bundle of capture", () => {
  test("runs under Deno with no more than its input and output", () => {
    const command = `exec "${deno}" run --no-prompt --allow-read="${four}" --allow-write="${out}" "${bundle}" -r "${four}" -o "${out}"`;
    const first = sh(`${command} --no-compress`);
    expect(first.stderr).toContain("4 packets (136 B on the wire) = 2 decoded + 1 unknown + 1 malformed\n");
    expect(first).toMatchObject({ status: 0, stdout: "" });
    expect(readdirSync(out).length).toBe(8);
    // It may not look into the directory, and still keeps what is there, or replaces all of it.
    const again = sh(`${command} --no-compress`);
    expect(again).toMatchObject({ status: 1, stdout: "" });
    expect(again.stderr).toMatch(/^netcap: cannot write "[^"\n]*": it exists already\n$/);
    expect(sh(`${command} --force --include ARP --ignore-unknown`)).toMatchObject({ status: 0 });
    expect(readdirSync(out).sort()).toEqual(["ARP.ncap.gz", "errors.jsonl", "errors.pcap"]);
    const refused = sh(`${command} --force "${bundle}"`);
    expect(refused.status).toBe(1);
    const sentence = `cannot read "${bundle}": Deno was started without permission, add --allow-read=${bundle}`;
    expect(refused.stderr).toContain(`netcap: ${sentence}\n`);
  });

  test("writes the same bytes on Node and on Deno", () => {
    const files = [me, `"${deno}" run -A`].map((interpreter) => {
      const { status } = sh(`SOURCE_DATE_EPOCH=1 ${interpreter} "${bundle}" -q -f --no-compress -r "${four}" -o "${out}"`);
      expect(status).toBe(0);
      return readdirSync(out).map((name) => [name, readFileSync(join(out, name)).toString("hex")]);
    });
    expect(files[0]?.length).toBe(8);
    expect(files[1]).toEqual(files[0]);
  });

  const shared = existsSync("../shared/pcaps") ? ["../shared/pcaps"] : [];
  test("writes the same compressed bytes on Node and on Deno for any number of workers, of real captures and the benchmark's", () => {
    const inputs = [...shared, benchCapture(directory, 30_000).path].map((path) => `-r "${path}"`).join(" ");
    const hashes = [me, `"${deno}" run -A`].flatMap((interpreter, runtime) =>
      (runtime ? [2, 8] : [1, 2, 3, 4, 8]).map((workers) => {
        sh(`SOURCE_DATE_EPOCH=1 ${interpreter} "${bundle}" -q -f --workers ${workers} ${inputs} -o "${out}"`);
        return sh(`cd "${out}" && cat *.ncap.gz | sha256sum; ls`).stdout;
      }),
    );
    expect(hashes[0]?.split("\n").length).toBeGreaterThan(15);
    expect(new Set(hashes).size).toBe(1);
  });

  test("finishes what it has when SIGINT comes", async () => {
    const child = spawn("sh", ["-c", `exec ${me} "${bundle}" -r - -o "${out}" --json --include Ethernet,Connection`]);
    let said = "";
    child.stderr.on("data", (chunk) => (said += chunk));
    child.stdin.write(FOUR.subarray(0, -5));
    // The directory is made when everything is ready; reading begins right after it.
    while (!existsSync(out)) await new Promise((wait) => setTimeout(wait, 20));
    await new Promise((wait) => setTimeout(wait, 500));
    process.kill(child.pid as number, "SIGINT");
    const code = await new Promise((end) => child.on("close", end));
    expect(said).toContain("3 packets (112 B on the wire) = 2 decoded + 1 unknown + 0 malformed\n");
    expect(said.endsWith("netcap: stopped early: there are records only of what was read until then\n")).toBe(true);
    expect(code).toBe(130);
    expect(readFileSync(join(out, "Ethernet.jsonl"), "utf8").split("\n").length).toBe(4);
  });

  test.each([
    ["--json", "Ethernet.jsonl"],
    ["--format=json.gz", "Ethernet.jsonl.gz"],
  ])("leaves whole records and says one sentence when it cannot write on (%s)", (format, name) => {
    mkdirSync(out);
    // Noise in the addresses, so that it cannot be compressed away.
    let seed = 1;
    const noise = () => (seed = (seed * 48271) % 0x7fffffff) & 0xff;
    const noisy = (frame: Uint8Array) => Uint8Array.from(frame, (byte, at) => (at < 12 ? noise() : byte));
    const frames = Array.from({ length: 40_000 }, (_, index) => noisy(index % 2 ? SYN : ARP));
    const large = join(directory, "large.pcap");
    if (!existsSync(large)) writeFileSync(large, bytesOf(frames));
    // A limit for files does what a full disk does. The shell counts in blocks of 512 or 1024 bytes.
    const whole = join(directory, "whole");
    sh(`${me} "${bundle}" -q -f -r "${large}" -o "${whole}" ${format} --include Ethernet`);
    const { size } = statSync(join(whole, name));
    const probe = 'trap "" XFSZ; ulimit -f 1; head -c 2000 /dev/zero > "$0"; wc -c < "$0"';
    const unit = Number(sh(probe, join(directory, "unit")).stdout);
    const blocks = Math.floor((size * 0.8) / unit);
    const { status, stdout, stderr } = sh(
      `trap "" XFSZ; ulimit -f ${blocks}; exec ${me} "${bundle}" -r "${large}" -o "${out}" ${format} --include Ethernet`,
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^netcap: [^\n]*\n$/);
    // Deno does not say which error it was.
    const sentence = `cannot write "${join(out, name)}": the file would grow beyond what the file system takes`;
    if (!("deno" in process.versions)) expect(stderr).toBe(`netcap: ${sentence}\n`);
    const bytes = readFileSync(join(out, name));
    const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    expect(bytes.length).toBeGreaterThan(size / 4);
    expect(text.endsWith("}\n")).toBe(true);
    for (const line of text.trimEnd().split("\n")) JSON.parse(line);
  });
});

/** As pcap() makes it, for many frames. */
function bytesOf(frames: readonly Uint8Array[]): Uint8Array {
  const parts = [pcap()];
  for (const frame of frames) parts.push(pcap(frame).subarray(24));
  return Buffer.concat(parts);
}
