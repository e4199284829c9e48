import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type DescField, type DescMessage, toJson } from "@bufbuild/protobuf";
import { describe, expect, test } from "@jest/globals";
import { CsvWriter } from "../../ts/record/csvWriter.ts";
import { descriptorOf } from "../../ts/record/descriptorOf.ts";
import { JsonWriter } from "../../ts/record/jsonWriter.ts";
import { parseRecord } from "../../ts/record/parseRecord.ts";
import { planOf } from "../../ts/record/plan.ts";
import { PrettyWriter } from "../../ts/record/prettyWriter.ts";
import { RecordReader } from "../../ts/record/recordReader.ts";
import { TableWriter } from "../../ts/record/tableWriter.ts";
import { TextBuffer } from "../../ts/record/textBuffer.ts";

/* Record files that Netcap (Go) wrote, where they are at hand. */
const GOLDEN = "../shared/golden-go/packets";
/** The paths of the files by their name: `TCP.ncap`. */
const golden = new Map<string, string[]>();
for (const capture of existsSync(GOLDEN) ? readdirSync(GOLDEN) : []) {
  for (const name of readdirSync(join(GOLDEN, capture)).filter((entry) => entry.endsWith(".ncap"))) {
    golden.set(name, [...(golden.get(name) ?? []), join(GOLDEN, capture, name)]);
  }
}

/** protobuf-es writes 64-bit integers as strings; as numbers they are as inexact as those that JSON.parse makes of ours. */
function withNumbers(desc: DescMessage, json: unknown): unknown {
  const object = { ...(json as Record<string, unknown>) };
  for (const field of desc.fields) {
    const value = object[field.jsonName];
    if (value !== undefined) object[field.jsonName] = fieldWithNumbers(field, value);
  }
  return object;
}

function fieldWithNumbers(field: DescField, value: unknown): unknown {
  const element = (item: unknown) =>
    field.message !== undefined
      ? withNumbers(field.message, item)
      : field.scalar !== undefined && LONG.has(field.scalar)
        ? Number(item)
        : item;
  if (Array.isArray(value)) return value.map(element);
  if (field.fieldKind === "map")
    return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, element(item)]));
  return element(value);
}

/** The scalar types int64 and uint64. */
const LONG = new Set([3, 4]);

(golden.size > 0 ? describe : describe.skip)("files of Netcap (Go)", () => {
  test.each([...golden.keys()])("%s prints in every form, and JSON tells what protobuf-es tells", async (name) => {
    for (const path of golden.get(name) ?? []) {
      const reader = await RecordReader.open(path);
      const desc = descriptorOf(reader.type);
      expect(`${reader.type.fileBase}.ncap`).toBe(name);
      expect(reader.header.Version).toBe("v0.6.11");
      const plan = planOf(desc);
      const json = new JsonWriter(plan);
      const others = [new CsvWriter(plan), new PrettyWriter(plan), new TableWriter(plan)];
      const out = new TextBuffer();
      while (await reader.fill()) {
        while (reader.next()) {
          for (const writer of others) writer.append(out, reader.bytes, reader.start, reader.end);
          out.length = 0;
          json.append(out, reader.bytes, reader.start, reader.end);
          const told = JSON.parse(out.toString());
          const expected = withNumbers(desc, toJson(desc, parseRecord(desc, reader.bytes.subarray(reader.start, reader.end))));
          // For tens of thousands of records `expect` alone would take most of the time.
          if (JSON.stringify(told) !== JSON.stringify(expected)) expect(told).toEqual(expected);
          out.length = 0;
        }
      }
      expect(reader.count).toBeGreaterThan(0);
    }
  });
});
