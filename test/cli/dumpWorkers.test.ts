import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import { afterAll, describe, expect, test } from "@jest/globals";
import { dump } from "../../ts/cli/dump.ts";
import { main } from "../../ts/cli/main.ts";
import { TCPSchema } from "../../ts/gen/netcap_pb.ts";
import { recordTypeByName } from "../../ts/record/catalogue.ts";
import { LineThreads } from "../../ts/threads/lineThreads.ts";
import { ncap, TCP_HEADER } from "../record/ncapBytes.ts";
import { memoryIo } from "./memoryIo.ts";

const directory = mkdtempSync(join(tmpdir(), "netcap-dump-workers-"));
afterAll(() => rmSync(directory, { recursive: true }));

// So many bytes that threads are up long before the end.
const RECORDS = 60_000;
const FILLING = new Uint8Array(200);

/** A file of records that count, one of which has other bytes than it should. */
function counting(name: string, damagedAt = -1): string {
  const parts: Uint8Array[] = [ncap(TCP_HEADER)];
  for (let i = 0; i < RECORDS; i++) {
    const record = toBinary(TCPSchema, create(TCPSchema, { SrcPort: i % 65_536, SrcIP: "192.0.2.1", Payload: FILLING }));
    if (i === damagedAt) record[0] = 0xff;
    parts.push(Uint8Array.of((record.length & 0x7f) | 0x80, record.length >> 7), record);
  }
  const path = join(directory, name);
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

/** What dump writes, its exit code, and what it says. */
async function dumped(...argv: string[]): Promise<{ code: number; text: string; err: string }> {
  const out = join(directory, "out");
  const io = memoryIo();
  const code = await main(dump, ["-o", out, "--force", ...argv], io);
  return { code, text: readFileSync(out, "utf8"), err: io.err };
}

describe("lines are the same for any number of threads", () => {
  const whole = counting("whole.ncap");
  const ports = Array.from({ length: RECORDS }, (_, i) => i % 65_536);

  test.each([1, 2, 4])("CSV with %i", async (workers) => {
    const { code, text } = await dumped("-r", whole, "--csv", "--select", "SrcIP,SrcPort", "--workers", `${workers}`);
    expect([code, text]).toEqual([0, `SrcIP,SrcPort\n${ports.map((port) => `192.0.2.1,${port}\n`).join("")}`]);
  });

  test.each([1, 3])("JSON Lines of some records with %i", async (workers) => {
    const chosen = ["--filter", "SrcPort >= 1000", "--head", "50000", "--select", "SrcPort"];
    const { code, text } = await dumped("-r", whole, "--json", ...chosen, "--workers", `${workers}`);
    const expected = ports.filter((port) => port >= 1000).slice(0, 50_000);
    expect([code, text]).toEqual([0, expected.map((port) => `{"SrcPort":${port}}\n`).join("")]);
  });

  test.each([1, 3])("CSV of a damaged file with %i", async (workers) => {
    const path = counting("damaged.ncap", 55_000);
    const { code, text, err } = await dumped(
      "-r",
      path,
      "--tsv",
      "--no-header",
      "--select",
      "SrcPort",
      "--workers",
      `${workers}`,
    );
    expect([code, text]).toEqual([
      1,
      ports
        .slice(0, 55_000)
        .map((port) => `${port}\n`)
        .join(""),
    ]);
    expect(err).toContain("damaged.ncap: malformed record: a wire type that cannot be (record 55001, at offset 12193508)\n");
  });

  test("JSON Lines of large records among small ones", async () => {
    const large = create(TCPSchema, { SrcPort: 7, Payload: new Uint8Array(3 << 20) });
    const bytes = toBinary(TCPSchema, large);
    const length = Uint8Array.of(
      (bytes.length & 0x7f) | 0x80,
      ((bytes.length >> 7) & 0x7f) | 0x80,
      ((bytes.length >> 14) & 0x7f) | 0x80,
      bytes.length >> 21,
    );
    const small = Uint8Array.of(2, 0x10, 8);
    const path = join(directory, "large.ncap");
    writeFileSync(path, Buffer.concat([ncap(TCP_HEADER), ...new Array(10).fill([small, length, bytes, small]).flat()]));
    const { code, text } = await dumped("-r", path, "--json", "--select", "SrcPort", "--workers", "2");
    expect([code, text]).toEqual([0, '{"SrcPort":8}\n{"SrcPort":7}\n{"SrcPort":8}\n'.repeat(10)]);
  });

  test("CSV of a file that ends too early", async () => {
    const path = join(directory, "cut.ncap");
    writeFileSync(path, readFileSync(whole).subarray(0, -1));
    const { code, text, err } = await dumped("-r", path, "--csv", "--no-header", "--select", "SrcPort", "--workers", "3");
    expect([code, text.split("\n").length - 1]).toEqual([1, RECORDS - 1]);
    expect(err).toContain("ends in the middle of a record, after 59999 whole records");
  });
});

test("a thread tells how many records it could write", async () => {
  const type = recordTypeByName("TCP");
  if (!type) throw new Error("the schema has no TCP");
  const threads = new LineThreads({ type, fields: ["SrcPort"], format: "csv" }, 1);
  try {
    const records = { bytes: Uint8Array.of(0x10, 80, 0x10, 81, 0x10, 0x80), ends: Uint32Array.of(2, 4, 6) };
    let lines = threads.write(records);
    expect(lines).toBeUndefined();
    while (!lines) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      lines = threads.write(records);
    }
    const { count, text } = await lines;
    expect([count, new TextDecoder().decode(text)]).toEqual([2, "80\n81\n"]);
  } finally {
    await threads.end();
  }
});
