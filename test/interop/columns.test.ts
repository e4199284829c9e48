import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type DescField, type Message, ScalarType } from "@bufbuild/protobuf";
import { afterAll, describe, expect, test } from "@jest/globals";
import { capture } from "../../ts/cli/capture.ts";
import { dump } from "../../ts/cli/dump.ts";
import { main } from "../../ts/cli/main.ts";
import { recordTypeByName } from "../../ts/record/catalogue.ts";
import { descriptorOf } from "../../ts/record/descriptorOf.ts";
import { readRecords } from "../../ts/record/readRecords.ts";
import { memoryIo } from "../cli/memoryIo.ts";
import { isThere, python, run } from "./tools.ts";

/* What pyarrow and DuckDB read of our Parquet and Arrow files is what the protobuf records hold. */

const available = isThere("Python with pyarrow and DuckDB", python, "-c", "import duckdb, pandas, pyarrow");

const CAPTURES = ["test/sample/sample.pcapng", ...(existsSync("../shared/pcaps") ? ["../shared/pcaps"] : [])];
const directory = mkdtempSync(join(tmpdir(), "netcap-interop-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** A value as readColumns.py prints it. */
function plain(field: DescField, value: unknown): unknown {
  switch (field.fieldKind) {
    case "list":
      return (value as unknown[]).map((part) => element(field, part));
    case "map": {
      const entries = Object.entries(value as object);
      return entries.map(([key, part]) => ({ key, value: element(field, part) }));
    }
    default:
      return element(field, value);
  }
}

function element({ scalar, message }: Pick<DescField, "scalar" | "message">, value: unknown): unknown {
  if (message) {
    if (value === undefined) return null;
    // A message within itself is written as bytes.
    const parts = message.fields.filter((part) => part.message !== message);
    return Object.fromEntries(
      parts
        .sort((a, b) => a.number - b.number)
        .map((part) => [part.name, plain(part, Reflect.get(value as object, part.localName))]),
    );
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (typeof value === "boolean" || typeof value === "string" || scalar === ScalarType.DOUBLE) return value;
  return String(value);
}

/** Without the bytes that stand for messages within themselves. */
function comparable(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (name, part) => (name === "Next" ? undefined : part)));
}

async function execute(tool: typeof capture | typeof dump, ...argv: string[]): Promise<void> {
  await main(tool as typeof capture, argv, memoryIo());
}

(available ? describe : describe.skip)("pyarrow and DuckDB read", () => {
  test.each(CAPTURES)(
    "the records of %s",
    async (input) => {
      const out = mkdtempSync(join(directory, "run-"));
      const [records, columns] = [join(out, "records"), join(out, "columns")];
      await execute(capture, "-r", input, "-o", records, "-q", "--no-compress");
      await execute(dump, "-r", records, "-o", columns, "--format", "parquet");
      await execute(dump, "-r", records, "-o", columns, "--format", "arrow");
      const lines = run(python, [resolve("test/interop/readColumns.py"), columns], out)
        .trim()
        .split("\n");
      const files = readdirSync(records).filter((name) => name.endsWith(".ncap"));
      expect(lines.length).toBe(files.length);
      for (const line of lines) {
        const { type, names, rows, duckdb, arrow } = JSON.parse(line);
        const found = recordTypeByName(type);
        if (!found) throw new Error(`no record ${type}`);
        const fields = [...descriptorOf(found).fields].sort((a, b) => a.number - b.number);
        const expected: unknown[] = [];
        for await (const message of readRecords(join(records, `${type}.ncap`)) as AsyncIterable<Message>) {
          expected.push(fields.map((field) => plain(field, Reflect.get(message, field.localName))));
        }
        expect([type, names, arrow, duckdb]).toEqual([type, fields.map(({ name }) => name), true, true]);
        const [read, wanted] = [comparable(rows), comparable(expected)];
        // What says where large values differ takes its time also where they do not.
        if (JSON.stringify(read) !== JSON.stringify(wanted)) expect(read).toEqual(wanted);
      }
    },
    900_000,
  );
});
