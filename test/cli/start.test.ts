import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";

const directory = mkdtempSync(join(tmpdir(), "netcap-start-"));
const bundle = join(directory, "tools.mjs");
/** As users of Deno run it: without any permission. */
const [runtime, ...runtimeFlags] = "deno" in process.versions ? [process.execPath, "run", "--no-prompt"] : [process.execPath];
const command = (tool: string): [string, string[]] => [runtime as string, [...runtimeFlags, bundle, tool]];

beforeAll(() => {
  buildSync({ entryPoints: ["test/cli/processTools.ts"], bundle: true, format: "esm", platform: "node", outfile: bundle });
});

afterAll(() => rmSync(directory, { recursive: true }));

/** What a process said and how it ended, with a hand on its standard error. */
function watch(child: ChildProcessWithoutNullStreams) {
  let err = "";
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  return {
    said: async (text: string) => {
      while (!err.includes(text)) await new Promise((resolve) => child.stderr.once("data", resolve));
    },
    ended: new Promise<{ code: number | null; err: string }>((resolve) => child.on("close", (code) => resolve({ code, err }))),
  };
}

describe("start()", () => {
  test("hands bytes through in full, and ends with the exit code", () => {
    const bytes = new Uint8Array(3_000_000).map((_, index) => (index * 7) % 251);
    const { status, stdout, stderr } = spawnSync(...command("cat"), { input: bytes, maxBuffer: 1e8 });
    expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: "ready\ndone\n" });
    expect(Buffer.compare(stdout, bytes)).toBe(0);
    expect(spawnSync(...command("dog"))).toMatchObject({ status: 2 });
  });

  test("ends quietly when the reader has gone", () => {
    const [program, argv] = command("yes");
    const script = `"$0" "$@" | head -1; echo "\${PIPESTATUS[0]}"`;
    expect(execFileSync("bash", ["-c", script, program, ...argv], { encoding: "utf8" })).toBe("y\n0\n");
  });

  test("lets a tool finish on the first signal", async () => {
    const child = spawn(...command("cat"));
    const { said, ended } = watch(child);
    await said("ready");
    child.kill("SIGTERM");
    expect(await ended).toEqual({ code: 0, err: "ready\nstopped\n" });
  });

  test("ends at once on the second signal", async () => {
    const child = spawn(...command("stubborn"));
    const { said, ended } = watch(child);
    await said("ready");
    child.kill("SIGINT");
    await said("not yet");
    child.kill("SIGINT");
    expect(await ended).toEqual({ code: 130, err: "ready\nnot yet\n" });
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
    const variable = runtimeFlags.length === 0 ? "set" : null;
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({ terminals: [false, false, false], columns: 80, variable, answer: false });
  });
});
