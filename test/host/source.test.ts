import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "@jest/globals";
import { isCapture } from "../../ts/source/captureFormat.ts";
import { openChunks, openFile } from "../../ts/source/openSource.ts";
import type { Source } from "../../ts/source/source.ts";
import { FOUR, hex } from "./captureBytes.ts";

const directory = mkdtempSync(join(tmpdir(), "netcap-source-"));
afterAll(() => rmSync(directory, { recursive: true }));

function written(name: string, content: Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

/** All bytes of a source, read `step` at a time. */
async function all(source: Source, step = 7): Promise<Uint8Array> {
  const bytes: number[] = [];
  const room = new Uint8Array(step);
  for (let count = await source.read(room); count; count = await source.read(room)) bytes.push(...room.subarray(0, count));
  await source.close();
  return Uint8Array.from(bytes);
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  yield new Uint8Array(0);
}

describe("a source", () => {
  test.each([
    ["file", FOUR, FOUR.length],
    ["compressed file", gzipSync(FOUR), gzipSync(FOUR).length],
    [
      "compressed file of two members",
      Uint8Array.of(...gzipSync(FOUR.subarray(0, 50)), ...gzipSync(FOUR.subarray(50))),
      undefined,
    ],
    ["file of three bytes", hex("010203"), 3],
    ["empty file", hex(""), 0],
  ])("that is a %s gives its bytes and tells how far it is", async (name, content, size) => {
    const source = openFile(written(name, content));
    expect(source.name).toBe(`"${join(directory, name)}"`);
    expect(source.size).toBe(size ?? content.length);
    expect(source.consumed).toBe(0);
    expect(await all(source)).toEqual(name.endsWith("bytes") || name.startsWith("empty") ? content : FOUR);
    expect(source.consumed).toBe(source.size);
  });

  test.each([1, 2, 3, 4, 5, 1000])("of chunks of %i bytes, compressed or not", async (size) => {
    for (const content of [FOUR, gzipSync(FOUR)]) {
      const source = openChunks("standard input", inChunks(content, size));
      expect([source.name, source.size]).toEqual(["standard input", undefined]);
      expect(await all(source)).toEqual(FOUR);
      expect(source.consumed).toBe(FOUR.length);
    }
  });

  test("gives what is whole before it says that the rest is missing", async () => {
    const source = openFile(written("cut.gz", gzipSync(FOUR, { level: 0 }).subarray(0, 100)));
    const room = new Uint8Array(1000);
    expect(await source.read(room)).toBeGreaterThan(50);
    await expect(source.read(room)).rejects.toThrow(`"${join(directory, "cut.gz")}" has gzip data that ends too early`);
  });

  test("does not wait where bytes are at hand", async () => {
    const source = openChunks("x", inChunks(FOUR, 100));
    const room = new Uint8Array(10);
    expect(await source.read(room)).toBe(10);
    expect(source.read(room)).toBe(10);
    await source.close();
  });
});

test.each([
  ["d4c3b2a1", true],
  ["a1b2c3d4", true],
  ["4d3cb2a1", true],
  ["a1b23c4d", true],
  ["34cdb2a1", true],
  ["a1b2cd34", true],
  ["0a0d0d0a", true],
  ["0a0d0d", false],
  ["1f8b0800", false],
  ["", false],
])("isCapture(%s) is %s", (head, yes) => expect(isCapture(hex(head))).toBe(yes));
