import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { isThere, python, run } from "./tools.ts";

/* What docs/worked-example.md says is done as it says, from top to bottom, and prints what it says. */

const PAGE = "docs/worked-example.md";
const work = resolve("test/.work/worked-example");

/** Blocks with a language are files, named in their first line; the others are commands, each with what it prints. */
interface Step {
  readonly name: string;
  readonly code?: string;
  readonly output?: string;
}

function steps(page: string): Step[] {
  return [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, language, text = ""]): Step[] => {
    if (language) return [{ name: text.slice(2, text.indexOf("\n")), code: text }];
    return text
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const end = part.indexOf("\n");
        return { name: part.slice(0, end), output: part.slice(end + 1) };
      });
  });
}

const all = steps(readFileSync(PAGE, "utf8"));
const available =
  isThere("Python with scikit-learn", python, "-c", "import duckdb, pandas, pyarrow, sklearn") &&
  isThere("bash", "bash", "--version");

(available ? describe : describe.skip)(`the commands of ${PAGE}`, () => {
  beforeAll(() => {
    rmSync(work, { recursive: true, force: true });
    mkdirSync(`${work}/bin`, { recursive: true });
    for (const name of ["sample.pcapng", "eve.json"]) cpSync(`test/sample/${name}`, `${work}/test/sample/${name}`);
    writeFileSync(`${work}/bin/netcap`, `#!/bin/sh\nexec "${process.execPath}" "${resolve("dist/netcap.js")}" "$@"\n`);
    chmodSync(`${work}/bin/netcap`, 0o755);
  });
  afterAll(() => rmSync(work, { recursive: true }));

  test("are all there", () => {
    expect(all.filter(({ code }) => code).map(({ name }) => name)).toEqual(["look.py", "train.py"]);
    expect(all.length).toBe(8);
  });

  test.each(all)(
    "$name",
    ({ name, code, output }) => {
      if (code) return writeFileSync(`${work}/${name}`, code);
      const PATH = [`${work}/bin`, dirname(python), process.env.PATH].join(delimiter);
      expect(run("bash", ["-c", `${name} 2>&1`], work, { PATH }).trimEnd()).toBe(output?.trimEnd());
    },
    120_000,
  );
});
