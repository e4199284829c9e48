import { describe, expect, test } from "@jest/globals";
import { UsageError } from "../../ts/cli/errors.ts";
import { environmentSettings, parseCommandLine } from "../../ts/cli/flags.ts";
import { defineTool, type Tool } from "../../ts/cli/tool.ts";
import { resolveValues } from "../../ts/cli/values.ts";
import { fail, sort } from "./exampleTools.ts";

/** The values that a command line sets, and the words beside them. */
function parsed(...argv: string[]): Record<string, unknown> {
  const { settings, positionals } = parseCommandLine(sort, argv);
  const values: Record<string, unknown> = resolveValues(sort.flags, [settings]);
  const set = settings.map(({ name }) => [name, values[name]]);
  return { ...Object.fromEntries(set), files: positionals };
}

describe("parseCommandLine() takes Go's and GNU's spellings", () => {
  test.each([
    [["-out", "x"], { out: "x", files: [] }],
    [["-out=x"], { out: "x", files: [] }],
    [["--out", "x"], { out: "x", files: [] }],
    [["--out=x"], { out: "x", files: [] }],
    [["-o", "x"], { out: "x", files: [] }],
    [["-o=x"], { out: "x", files: [] }],
    [["--out="], { out: "", files: [] }],
    [["--out=a=b"], { out: "a=b", files: [] }],
    [["--out", "a", "--out", "b"], { out: "b", files: [] }],
    [["-csv"], { csv: true, files: [] }],
    [["-csv=false"], { csv: false, files: [] }],
    [["--csv=F"], { csv: false, files: [] }],
    [["--csv=1"], { csv: true, files: [] }],
    [["--no-csv"], { csv: false, files: [] }],
    [["-no-compress"], { compress: false, files: [] }],
    [["--boxSep", ","], { "box-sep": ",", files: [] }],
    [["-BOX-SEP", ","], { "box-sep": ",", files: [] }],
    [["-outDir", "x"], { out: "x", files: [] }],
    [["--out-dir", "x"], { out: "x", files: [] }],
    [["--box-sep", "-"], { "box-sep": "-", files: [] }],
    [["--box-sep", "--"], { "box-sep": "--", files: [] }],
    [["--boxes", "+7"], { boxes: 7, files: [] }],
    [["-r", "a", "b", "c", "-o", "out"], { read: ["a"], out: "out", files: ["b", "c"] }],
    [["-r", "a", "-r", "b,c"], { read: ["a", "b,c"], files: [] }],
    [["-include", "vowels,digits", "--include=consonants, x"], { include: ["vowels", "digits", "consonants", "x"], files: [] }],
    [["-"], { files: ["-"] }],
    [["-r", "-"], { read: ["-"], files: [] }],
    [["--", "-o", "--"], { files: ["-o", "--"] }],
    [["-timeout", "1h0m0.5s"], { timeout: 3_600_500, files: [] }],
    [["--order", "down"], { order: "down", files: [] }],
    [[], { files: [] }],
  ])("%j", (argv, expected) => {
    expect(parsed(...argv)).toEqual(expected);
  });
});

describe("parseCommandLine() refuses", () => {
  test.each([
    [["--ordr", "up"], "unknown flag --ordr, did you mean --order?"],
    [["-raed=x"], "unknown flag --raed, did you mean --read?"],
    [["--quite-another"], "unknown flag --quite-another"],
    [["-R", "x"], "unknown flag -R"],
    [["--no-out"], "unknown flag --no-out"],
    [["--no-csv=true"], "--no-csv takes no value"],
    [["---csv"], '"---csv" is no flag'],
    [["--=x"], '"--=x" is no flag'],
    [["--out"], "--out needs a value"],
    [["-o", "--csv"], "--out needs a value, and --csv is a flag; write --out=--csv if that is the value"],
    [["-membuf-size", "100"], "--membuf-size has no meaning here: letters are never buffered"],
    [["--boxes", "0"], '--boxes must be a whole number from 1 to 99, not "0"'],
    [["--boxes", "1e1"], '--boxes must be a whole number from 1 to 99, not "1e1"'],
    [["--boxes", "-1"], '--boxes must be a whole number from 1 to 99, not "-1"'],
    [["--csv=maybe"], '--csv must be true or false, not "maybe"'],
    [["--order", "dwon"], '--order must be one of up, down, random, not "dwon", did you mean "down"?'],
    [["--timeout", "5"], '--timeout must be a span of time such as 500ms, 30s, 5m or 1h30m, not "5"'],
  ])("%j", (argv, message) => {
    expect(() => parsed(...argv)).toThrow(new UsageError(message));
  });

  test("words beside the flags where the tool takes none", () => {
    expect(() => parseCommandLine(fail, ["x"])).toThrow(new UsageError('"x" is one word too many: fail takes only flags'));
    expect(() => parseCommandLine(fail, ["false"])).toThrow('"false" must be joined to its flag with "=", as in --flag=false');
  });

  test("a tool with two flags of one spelling", () => {
    const twice: Tool = { ...fail, flags: { "box-sep": sort.flags.csv, boxSep: sort.flags.csv } };
    expect(() => parseCommandLine(twice, [])).toThrow(new TypeError('two flags of fail are called "boxsep"'));
    const standard: Tool = { ...fail, flags: { host: { ...sort.flags.csv, short: "h" } } };
    expect(() => parseCommandLine(standard, [])).toThrow(new TypeError('two flags of fail are called "h"'));
  });
});

describe("resolveValues()", () => {
  test("gives every flag its default", () => {
    expect(resolveValues(sort.flags, [])).toEqual({
      read: [],
      out: undefined,
      boxes: 2,
      order: "up",
      include: [],
      timeout: 90_000,
      "box-sep": " ",
      compress: true,
      csv: false,
    });
  });

  test("lets the first layer win, lists included", () => {
    const layer = (...settings: [string, string][]) => settings.map(([name, text]) => ({ name, text, origin: name }));
    const values = resolveValues(sort.flags, [
      layer(["boxes", "3"]),
      layer(["boxes", "4"], ["include", "vowels"], ["include", "digits"]),
      layer(["boxes", "5"], ["include", "consonants"], ["order", "down"]),
    ]);
    expect(values).toMatchObject({ boxes: 3, include: ["vowels", "digits"], order: "down" });
  });

  test("infers the types of values", () => {
    defineTool({
      ...fail,
      flags: sort.flags,
      async run(values) {
        const order: "up" | "down" | "random" = values.order;
        const out: string | undefined = values.out;
        const lists: readonly string[] = [...values.read, ...values.include];
        const numbers: number = values.boxes + values.timeout;
        const booleans: boolean = values.csv && values.compress;
        // @ts-expect-error a flag without a default may be undefined
        const certain: string = values.out;
        // @ts-expect-error no such flag
        values.colour;
        return [order, out, lists, numbers, booleans, certain].length;
      },
    });
  });
});

test("environmentSettings() reads NC_ names of flags and of their aliases", () => {
  const variables: Record<string, string> = { NC_BOX_SEP: ";", NC_OUTDIR: "x", NC_CSV: "1", BOXES: "9", NC_READ: "" };
  expect(environmentSettings(sort.flags, (name) => variables[name] || undefined)).toEqual([
    { name: "out", text: "x", origin: "NC_OUTDIR" },
    { name: "box-sep", text: ";", origin: "NC_BOX_SEP" },
    { name: "csv", text: "1", origin: "NC_CSV" },
  ]);
});
