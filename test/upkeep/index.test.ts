import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "@jest/globals";
import { entriesWithin, readIndex } from "../../ts/record/timeIndex.ts";
import { writeIndex } from "../../ts/upkeep/writeIndex.ts";
import { ncap, TCP_HEADER } from "../record/ncapBytes.ts";

const directory = mkdtempSync(join(tmpdir(), "netcap-index-"));
afterAll(() => rmSync(directory, { recursive: true }));

const file = join(directory, "TCP.ncap.gz");
const records = gzipSync(ncap(TCP_HEADER, "08 09", "08 05", "10 50 08 07"));

test("an index has a line for each run of records", async () => {
  writeFileSync(file, records);
  expect(await writeIndex(file, () => {})).toEqual({ path: `${file}.idx`, entries: 1 });
  expect(readFileSync(`${file}.idx`, "utf8")).toBe(`{"version":1,"bytes":${records.length}}\n[16,11,3,"5","9"]\n`);
  const index = readIndex(file) ?? [];
  expect(index).toEqual([{ offset: 16, size: 11, records: 3, first: 5n, last: 9n }]);
  expect(entriesWithin(index, 9n, 20n)).toEqual(index);
  expect(entriesWithin(index, 10n, 20n)).toEqual([]);
  expect(entriesWithin(index, 0n, 4n)).toEqual([]);
});

test("runs follow each other, of 256 KiB or a little more", async () => {
  const record = `08 01 ${"c2 01 64".padEnd(8 + 3 * 100, " 61")}`;
  const plain = join(directory, "UDP.ncap");
  writeFileSync(plain, ncap(TCP_HEADER, ...Array<string>(5000).fill(record)));
  await writeIndex(plain, () => {});
  expect(readIndex(plain)?.map(({ offset, size, records: count }) => [offset, size, count])).toEqual([
    [16, 262_244, 2474],
    [262_260, 262_244, 2474],
    [524_504, 5512, 52],
  ]);
});

test("an index is not used when the file has changed, or there is none", async () => {
  writeFileSync(file, records);
  await writeIndex(file, () => {});
  appendFileSync(file, "more");
  expect(readIndex(file)).toBeUndefined();
  expect(readIndex(join(directory, "none.ncap"))).toBeUndefined();
});

test("a damaged index is told of", () => {
  writeFileSync(`${file}.idx`, "nonsense\n");
  expect(() => readIndex(file)).toThrow("is damaged: remove it, or make it anew");
});
