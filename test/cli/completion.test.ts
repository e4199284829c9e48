import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { main } from "../../ts/cli/main.ts";
import { fail, sort } from "./exampleTools.ts";
import { memoryIo } from "./memoryIo.ts";

const directory = mkdtempSync(join(tmpdir(), "netcap-completion-"));

const installed = (shell: string) => spawnSync(shell, ["-c", "exit 0"]).status === 0;

/** Runs a shell in a directory with two files and a directory. */
function run(shell: string, ...argv: string[]): string {
  const { stdout, stderr } = spawnSync(shell, argv, { cwd: directory, encoding: "utf8" });
  return stdout + stderr;
}

beforeAll(async () => {
  mkdirSync(join(directory, "boxes"));
  for (const name of ["letter a.txt", "letter*.txt"]) writeFileSync(join(directory, name), "");
  for (const shell of ["bash", "zsh", "fish"]) {
    const io = memoryIo();
    expect(await main([sort, fail], ["completion", shell], io)).toBe(0);
    writeFileSync(join(directory, `.${shell}`), io.out);
  }
});

afterAll(() => rmSync(directory, { recursive: true }));

(installed("bash") ? describe : describe.skip)("bash completes", () => {
  /** The words of a line, as readline splits it, the last being the one under the cursor. */
  test.each<[string[], string[]]>([
    [
      ["netcap", ""],
      ["sort", "fail", "help", "version", "completion"],
    ],
    [["netcap", "so"], ["sort"]],
    [
      ["netcap", "sort", "--b"],
      ["--boxes", "--box-sep"],
    ],
    [
      ["netcap", "sort", "-b"],
      ["-boxes", "-box-sep"],
    ],
    [["netcap", "sort", "--no"], ["--no-compress"]],
    [
      ["netcap", "sort", "-r", "let"],
      ["letter a.txt", "letter*.txt"],
    ],
    [["netcap", "sort", "-read", "letter "], ["letter a.txt"]],
    [["netcap", "sort", "--read", "=", "bo"], ["boxes"]],
    [["netcap", "sort", "--out", ""], ["boxes"]],
    [["netcap", "sort", "-o", "="], ["boxes"]],
    [["netcap", "sort", "--order", "d"], ["down"]],
    [
      ["netcap", "sort", "--order", "="],
      ["up", "down", "random"],
    ],
    [["netcap", "sort", "--include", "v"], ["vowels"]],
    [["netcap", "sort", "--include", "vowels,digits,c"], ["vowels,digits,consonants"]],
    [["netcap", "sort", "--boxes", ""], []],
    [["netcap", "sort", "--csv", "b"], ["boxes"]],
    [["netcap", "fail", ""], []],
    [["netcap", "help", "f"], ["fail"]],
    [
      ["netcap", "completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["netcap", "other", "--"], []],
  ])("%j", (words, expected) => {
    const quoted = words.map((word) => `'${word}'`).join(" ");
    const script = `. ./.bash; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _netcap; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const offered = run("bash", "--norc", "-c", script)
      .split("\n")
      .filter((line) => line !== "");
    expect(offered.sort()).toEqual([...expected].sort());
  });
});

(installed("zsh") ? test : test.skip)("zsh can read its script", () => {
  expect(run("zsh", "-n", ".zsh")).toBe("");
});

(installed("fish") ? describe : describe.skip)("fish completes", () => {
  test.each([
    ["netcap ", ["completion", "fail", "help", "sort", "version"]],
    ["netcap sort --bo", ["--box-sep", "--boxes"]],
    ["netcap sort --order d", ["down"]],
    ["netcap sort --order=r", ["--order=random"]],
    ["netcap sort --include vowels,d", ["vowels,digits"]],
    ["netcap sort -r boxe", ["boxes/"]],
    ["netcap sort --out ", ["boxes/"]],
    ["netcap sort bo", ["boxes/"]],
    ["netcap fail b", []],
  ])("%j", (line, expected) => {
    const offered = run("fish", "--no-config", "-c", `source .fish; complete -C '${line}'`);
    expect(
      offered
        .split("\n")
        .map((entry) => entry.split("\t")[0])
        .filter((word) => word !== "")
        .sort(),
    ).toEqual(expected);
  });
});
