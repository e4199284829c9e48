import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { buildSync } from "esbuild";

const directory = mkdtempSync(join(tmpdir(), "netcap-start-"));
const bundle = join(directory, "tools.mjs");
const script = join(directory, "tools.sh");
const onDeno = "deno" in process.versions;
const command = (tool: string): [string, string[]] => ["sh", [script, tool]];

beforeAll(() => {
  buildSync({ entryPoints: ["test/cli/processTools.ts"], bundle: true, format: "esm", platform: "node", outfile: bundle });
  // Without any permission. Through a script, since Deno adds -A to a command in which it recognises itself.
  writeFileSync(script, `exec "${process.execPath}" ${onDeno ? "run --no-prompt" : ""} "${bundle}" "$@"\n`);
});

afterAll(() => rmSync(directory, { recursive: true }));

/** Starts a tool; gives what it said when it ended, and a way to wait until it says something on standard error. */
function watch(tool: string) {
  const child = spawn(...command(tool));
  const out: Uint8Array[] = [];
  let err = "";
  child.stdout.on("data", (chunk) => out.push(chunk));
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  return {
    stdin: child.stdin,
    // Not child.kill(): on Deno it closes the pipes, too, and works only once.
    signal: (name: "SIGINT" | "SIGTERM") => process.kill(child.pid as number, name),
    async said(text: string) {
      while (!err.includes(text)) await new Promise((resolve) => child.stderr.once("data", resolve));
    },
    ended: new Promise<{ code: number | null; out: Buffer; err: string }>((resolve) => {
      child.on("close", (code) => resolve({ code, out: Buffer.concat(out), err }));
    }),
  };
}

describe("start()", () => {
  test("hands bytes through in full, and ends with the exit code", async () => {
    const bytes = new Uint8Array(3_000_000).map((_, index) => (index * 7) % 251);
    const { stdin, ended } = watch("cat");
    stdin.end(bytes);
    const { code, out, err } = await ended;
    expect({ code, err }).toEqual({ code: 0, err: "ready\ndone\n" });
    expect(out.equals(bytes)).toBe(true);
    expect(spawnSync(...command("dog"))).toMatchObject({ status: 2 });
  });

  test("ends quietly when the reader has gone", () => {
    const [program, argv] = command("yes");
    const pipe = '"$0" "$@" | head -1; echo "$PIPESTATUS"';
    expect(execFileSync("bash", ["-c", pipe, program, ...argv], { encoding: "utf8" })).toBe("y\n0\n");
  });

  test("lets a tool finish on the first signal", async () => {
    const { signal, said, ended } = watch("cat");
    await said("ready");
    signal("SIGTERM");
    expect(await ended).toMatchObject({ code: 0, err: "ready\nstopped\n" });
  });

  test("ends at once on the second signal", async () => {
    const { signal, said, ended } = watch("stubborn");
    await said("ready");
    signal("SIGINT");
    await said("not yet");
    signal("SIGINT");
    expect(await ended).toMatchObject({ code: 130, err: "ready\nnot yet\n" });
  });

  test("reports what nobody caught", () => {
    expect(spawnSync(...command("stray"), { encoding: "utf8" })).toMatchObject({
      status: 1,
      stdout: "",
      stderr: "netcap: internal error: lost (set NC_DEBUG=1 for details)\n",
    });
  });

  test("knows that no person is there, and asks nothing then", () => {
    const { stdout, stderr } = spawnSync(...command("surroundings"), { encoding: "utf8", env: { NC_TEST: "set" } });
    const variable = onDeno ? null : "set";
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({ terminals: [false, false, false], columns: 80, variable, answer: false });
  });
});
