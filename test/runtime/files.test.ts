import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import * as files from "../../ts/runtime/files.ts";

const directory = mkdtempSync(join(tmpdir(), "netcap-files-"));
const at = (name: string) => join(directory, name);

afterAll(() => rmSync(directory, { recursive: true }));

test("InputFile reads on and reads anywhere", () => {
  writeFileSync(at("a"), "hello world");
  const input = new files.InputFile(at("a"));
  const buffer = new Uint8Array(8);
  expect([input.read(buffer), new TextDecoder().decode(buffer)]).toEqual([8, "hello wo"]);
  expect([input.read(buffer), new TextDecoder().decode(buffer.subarray(0, 3))]).toEqual([3, "rld"]);
  expect(input.read(buffer)).toBe(0);
  expect([input.read(buffer.subarray(0, 5), 6), new TextDecoder().decode(buffer.subarray(0, 5))]).toEqual([5, "world"]);
  input.close();
});

test("pathStatus() tells files, directories and other things apart", () => {
  writeFileSync(at("c"), "12345");
  expect(files.pathStatus(at("c"))).toEqual({ kind: "file", size: 5 });
  expect(files.pathStatus(directory)).toMatchObject({ kind: "directory" });
  expect(files.pathStatus("/dev/null")).toMatchObject({ kind: "other" });
  expect(files.pathStatus(at("none"))).toBeUndefined();
});

test("makeDirectory(), listDirectory() and removeFile()", () => {
  files.makeDirectory(at("d/e"));
  files.makeDirectory(at("d/e"));
  for (const name of ["b", "a", "B", "é", "10", "9"]) writeFileSync(at(`d/e/${name}`), name);
  expect(files.listDirectory(at("d/e"))).toEqual(["10", "9", "B", "a", "b", "é"]);
  expect(new TextDecoder().decode(files.readWholeFile(at("d/e/b")))).toBe("b");
  files.removeFile(at("d/e/b"));
  expect(existsSync(at("d/e/b"))).toBe(false);
});

describe("what the system refuses becomes a sentence", () => {
  writeFileSync(at("file"), "");

  test.each<[string, () => unknown, string]>([
    ["a missing file", () => new files.InputFile(at("none")), `cannot read "${at("none")}": no such file`],
    ["a missing directory", () => files.listDirectory(at("none")), `cannot list "${at("none")}": no such directory`],
    [
      "a directory as a file",
      () => new files.InputFile(directory).read(new Uint8Array(1)),
      `cannot read "${directory}": it is a directory`,
    ],
    [
      "a file as a directory",
      () => files.makeDirectory(at("file/x")),
      `cannot create "${at("file/x")}": a part of the path is no directory`,
    ],
    ["a missing file to remove", () => files.removeFile(at("none")), `cannot remove "${at("none")}": no such file`],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ message }));
  });
});
