import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { tableFromIPC } from "apache-arrow";
import { label } from "../../ts/cli/label.ts";
import { main } from "../../ts/cli/main.ts";
import { DNSSchema, TCPSchema } from "../../ts/gen/netcap_pb.ts";
import { memoryIo } from "../cli/memoryIo.ts";
import { arrowRows, parquetColumns, parquetRows } from "../columns/readBack.ts";
import { at, recordFile } from "./recordFiles.ts";

/* Labelled Parquet and Arrow are read back, by other libraries than those that wrote them where there are any. */

const root = mkdtempSync(join(tmpdir(), "netcap-labelled-"));
afterAll(() => rmSync(root, { recursive: true }));

const ends = { SrcIP: "192.0.2.1", DstIP: "2001:db8::7" };
const FILES = {
  "TCP.ncap": recordFile(
    TCPSchema,
    { Timestamp: at("12:00:01.000000001"), ...ends, SrcPort: 4000, DstPort: 80, SYN: true },
    { Timestamp: at("12:00:02"), ...ends, SrcPort: 4001, DstPort: 80, SeqNum: 4294967295 },
    { Timestamp: at("12:00:03"), ...ends, SrcPort: 4002, DstPort: 80 },
  ),
  "DNS.ncap": recordFile(
    DNSSchema,
    { Timestamp: at("12:00:02"), ...ends, SrcPort: 4001, DstPort: 80, Questions: [{ Name: "a.example" }, { Name: "b.example" }] },
    { Timestamp: at("12:00:09"), ...ends, SrcPort: 4001, DstPort: 53 },
  ),
};

const alert = (time: string, port: number, category: string) =>
  JSON.stringify({
    timestamp: `2024-06-01T${time}.000000+0000`,
    event_type: "alert",
    src_ip: "192.0.2.1",
    src_port: port,
    dest_ip: "2001:0db8:0000:0000:0000:0000:0000:0007",
    dest_port: 80,
    proto: "TCP",
    alert: { category, signature: "rule" },
  });

/** The bytes of the labelled files by their names. */
async function labelled(format: string, ...flags: string[]): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const out = mkdtempSync(join(root, "run-"));
  for (const [name, bytes] of Object.entries(FILES)) writeFileSync(join(out, name), bytes);
  const log = join(out, "eve.json");
  writeFileSync(
    log,
    [alert("12:00:02", 4001, "Scan"), alert("12:00:02", 4001, "Trojan"), alert("12:00:03", 4002, "Täter")].join("\n"),
  );
  expect(await main(label, ["-o", out, "-a", log, "--to", join(out, "to"), "--format", format, ...flags], memoryIo())).toBe(0);
  const names = readdirSync(join(out, "to")).filter((name) => name.includes("_labeled"));
  return new Map(names.map((name) => [name, Uint8Array.from(readFileSync(join(out, "to", name)))]));
}

test("Parquet has all columns, and behind them the label", async () => {
  const files = await labelled("parquet");
  expect([...files.keys()].sort()).toEqual(["DNS_labeled.parquet", "TCP_labeled.parquet"]);
  const tcp = files.get("TCP_labeled.parquet") as Uint8Array<ArrayBuffer>;
  expect(parquetColumns(tcp).at(-1)).toBe("result REQUIRED BYTE_ARRAY STRING");
  expect(await parquetRows(tcp)).toMatchObject([
    { Timestamp: at("12:00:01.000000001"), SrcPort: 4000, SYN: true, SrcIP: "192.0.2.1", result: "normal" },
    { Timestamp: at("12:00:02"), SrcPort: 4001, SYN: false, SeqNum: 4294967295, result: "Scan" },
    { Timestamp: at("12:00:03"), SrcPort: 4002, DstIP: "2001:db8::7", result: "Täter" },
  ]);
  expect(await parquetRows(files.get("DNS_labeled.parquet") as Uint8Array<ArrayBuffer>)).toMatchObject([
    { Questions: [{ Name: "a.example" }, { Name: "b.example" }], result: "Scan" },
    { Questions: [], result: "normal" },
  ]);
});

test("Parquet has the columns that are chosen, and all labels", async () => {
  const files = await labelled("parquet", "--select", "SrcPort", "--collect");
  expect(await parquetRows(files.get("TCP_labeled.parquet") as Uint8Array<ArrayBuffer>)).toEqual([
    { SrcPort: 4000, result: "normal" },
    { SrcPort: 4001, result: "Scan | Trojan" },
    { SrcPort: 4002, result: "Täter" },
  ]);
});

test("Arrow has the same rows, labels through a dictionary", async () => {
  const files = await labelled("arrow", "--select", "SrcPort,SYN,SrcIP");
  const tcp = files.get("TCP_labeled.arrow") as Uint8Array;
  expect(tableFromIPC(tcp).schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "SrcPort Int32",
    "SYN Bool",
    "SrcIP Dictionary<Int32, Utf8>",
    "result Dictionary<Int32, Utf8>",
  ]);
  expect(arrowRows(tcp)).toEqual([
    { SrcPort: 4000, SYN: true, SrcIP: "192.0.2.1", result: "normal" },
    { SrcPort: 4001, SYN: false, SrcIP: "192.0.2.1", result: "Scan" },
    { SrcPort: 4002, SYN: false, SrcIP: "192.0.2.1", result: "Täter" },
  ]);
});
