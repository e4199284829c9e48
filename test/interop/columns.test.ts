import { execFileSync, spawnSync } from "node:child_process";
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

/* What pyarrow and DuckDB read of our Parquet and Arrow files is what the protobuf records hold. */

/** A Python that has both; NETCAP_PYTHON may name one. */
const PYTHON = process.env.NETCAP_PYTHON ?? "python3";
const available = spawnSync(PYTHON, ["-c", "import duckdb, pyarrow"]).status === 0;

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

async function run(tool: typeof capture | typeof dump, ...argv: string[]): Promise<void> {
  await main(tool as typeof capture, argv, memoryIo());
}

(available ? describe : describe.skip)("pyarrow and DuckDB read", () => {
  test.each(CAPTURES)(
    "the records of %s",
    async (input) => {
      const out = mkdtempSync(join(directory, "run-"));
      const [records, columns] = [join(out, "records"), join(out, "columns")];
      await run(capture, "-r", input, "-o", records, "-q", "--no-compress");
      await run(dump, "-r", records, "-o", columns, "--format", "parquet");
      await run(dump, "-r", records, "-o", columns, "--format", "arrow");
      const read = execFileSync(PYTHON, [resolve("test/interop/readColumns.py"), columns], {
        encoding: "utf8",
        maxBuffer: 1 << 30,
      });
      const lines = read.trim().split("\n");
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
        expect([type, names, duckdb, arrow]).toEqual([type, fields.map(({ name }) => name), expected.length, true]);
        expect(comparable(rows)).toEqual(comparable(expected));
      }
    },
    300_000,
  );
});
