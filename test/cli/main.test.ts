import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { main } from "../../ts/cli/main.ts";
import { fail, sort } from "./exampleTools.ts";
import { memoryIo, type Surroundings } from "./memoryIo.ts";

/** Runs a command line of both example tools. */
async function netcap(argv: string[], surroundings: Surroundings = {}) {
  const io = memoryIo(surroundings);
  const code = await main([sort, fail], argv, io);
  return { code, out: io.out, err: io.err };
}

const LIST = `netcap: audit records from network traffic

Usage: netcap TOOL [flags] [arguments]

Tools:
  sort                      sort letters into boxes
  fail                      go wrong
  help                      list the tools, or explain one
  version                   print the version
  completion                print a script with which a shell completes command
                            lines

"netcap help TOOL" explains a tool.
`;

const VERSION = /^netcap \d+\.\d+\.\d+ \((Node|Deno) \d+\.\d+\.\d+\)\n$/;

describe("main() with all tools", () => {
  test.each([[[]], [["help"]], [["--help"]], [["-h"]]])("%j lists the tools", async (argv) => {
    expect(await netcap(argv)).toEqual({ code: 0, out: LIST, err: "" });
  });

  test.each([[["version"]], [["-version"]], [["-V"]], [["sort", "--version"]], [["fail", "-V"]]])(
    "%j prints the version",
    async (argv) => {
      expect(await netcap(argv)).toEqual({ code: 0, out: expect.stringMatching(VERSION), err: "" });
    },
  );

  test("help of a tool is the tool's --help", async () => {
    const help = await netcap(["help", "sort"]);
    expect(help).toMatchObject({ code: 0, err: "" });
    expect(await netcap(["sort", "--help"])).toEqual(help);
    expect(await netcap(["sort", "-csv", "-h", "--boxes", "many"])).toEqual(help);
  });

  test.each([
    [["srot"], 'unknown tool "srot", did you mean "sort"?', "netcap"],
    [["help", "fial"], 'unknown tool "fial", did you mean "fail"?', "netcap help"],
    [["-csv", "sort"], "name a tool before its flags: sort, fail, help, version, completion", "netcap"],
    [["sort", "--boxs", "1"], "unknown flag --boxs, did you mean --boxes?", "netcap sort"],
    [["completion"], "name a shell: bash, zsh, fish", "netcap completion"],
  ])("%j is wrong usage", async (argv, message, call) => {
    expect(await netcap(argv)).toEqual({ code: 2, out: "", err: `netcap: ${message}\nTry "${call} --help".\n` });
  });
});

test("main() with a single tool takes no tool's name", async () => {
  const io = memoryIo();
  expect(await main(sort, ["sort", "--boxes", "5"], io)).toBe(0);
  expect(JSON.parse(io.out)).toMatchObject({ boxes: 5, files: ["sort"] });
  expect(await main(sort, ["--boxes", "x"], io)).toBe(2);
  expect(io.err).toContain('Try "sort --help".');
});

describe("main() takes values from", () => {
  let directory: string;
  let config: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "netcap-main-"));
    config = join(directory, "box.conf");
    writeFileSync(config, "boxes 10\norder down\nout conf\n");
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  test("the command line, then the environment, then the config file", async () => {
    const env = { NC_BOXES: "20", NC_ORDER: "random" };
    const { out } = await netcap(["sort", "--boxes", "30", "--config", config], { env });
    expect(JSON.parse(out)).toMatchObject({ boxes: 30, order: "random", out: "conf", timeout: 90_000 });
  });

  test("the config file that NC_CONFIG names", async () => {
    const { out } = await netcap(["sort"], { env: { NC_CONFIG: config } });
    expect(JSON.parse(out)).toMatchObject({ boxes: 10, order: "down", out: "conf" });
  });

  test("the environment, but no standard flags", async () => {
    const { out } = await netcap(["sort"], { env: { NC_VERSION: "9", NC_HELP: "1", NC_GEN_CONFIG: "true", NC_CSV: "t" } });
    expect(JSON.parse(out)).toMatchObject({ csv: true });
  });

  test("nowhere else when they are wrong", async () => {
    expect(await netcap(["sort"], { env: { NC_BOXES: "many" } })).toMatchObject({
      code: 2,
      err: 'netcap: NC_BOXES must be a whole number from 1 to 99, not "many"\nTry "netcap sort --help".\n',
    });
    const missing = join(directory, "none.conf");
    expect(await netcap(["sort", "-config", missing])).toMatchObject({
      code: 1,
      err: `netcap: cannot read "${missing}": no such file\n`,
    });
  });

  test("the file that --gen-config printed", async () => {
    const { code, out } = await netcap(["sort", "--gen-config", "--boxes", "7"]);
    expect(code).toBe(0);
    writeFileSync(join(directory, "generated.conf"), out);
    const defaults = await netcap(["sort"]);
    expect(await netcap(["sort", "--config", join(directory, "generated.conf")])).toEqual(defaults);
  });
});

describe("main() reports", () => {
  test("a sentence that a tool throws", async () => {
    expect(await netcap(["fail"])).toEqual({ code: 1, out: "", err: 'netcap: cannot read "x": no such file\n' });
  });

  test("a bug, with its stack only when asked", async () => {
    const sentence = "netcap: internal error: x is not a function";
    expect(await netcap(["fail", "--how", "bug"])).toEqual({
      code: 1,
      out: "",
      err: `${sentence} (set NC_DEBUG=1 for details)\n`,
    });
    const { code, err } = await netcap(["fail", "--how", "bug"], { env: { NC_DEBUG: "1" } });
    expect(code).toBe(1);
    expect(err).toMatch(/^netcap: internal error: x is not a function\nTypeError: x is not a function\n {4}at /);
  });

  test("nothing when the reader of the output has gone", async () => {
    expect(await netcap(["fail", "--how", "epipe"])).toEqual({ code: 0, out: "", err: "" });
  });

  test("nothing when a tool gives up on SIGINT", async () => {
    const io = memoryIo();
    io.stop();
    expect(await main(fail, ["--how", "interrupt"], io)).toBe(130);
    expect(io.err).toBe("");
  });

  test("the exit code that a tool returns", async () => {
    expect(await netcap(["fail", "--how", "code"])).toEqual({ code: 1, out: "", err: "" });
  });
});
