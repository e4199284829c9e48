import { describe, expect, test } from "@jest/globals";
import { tableFromIPC } from "apache-arrow";
import { parquetMetadata } from "hyparquet";
import { DNSSchema, GRESchema, IPProfileSchema, NTPSchema, TCPSchema, TLSClientHelloSchema } from "../../ts/gen/netcap_pb.ts";
import { hex } from "../record/ncapBytes.ts";
import { record } from "../record/writers.ts";
import { ArrowWriter, arrowRows, bytesOf, ParquetWriter, parquetColumns, parquetRows, planFor } from "./readBack.ts";

const TCP = planFor(TCPSchema, "Timestamp", "SrcPort", "SeqNum", "SYN", "Options", "PayloadEntropy", "Payload", "SrcIP");
const tcp = record(TCPSchema, {
  Timestamp: 1216384407092326001n,
  SrcPort: 102,
  SeqNum: 3286805959,
  SYN: true,
  Options: [
    { OptionType: 2, OptionLength: 4, OptionData: hex("05b4") },
    { OptionType: 1, OptionLength: 1 },
  ],
  PayloadEntropy: 5.685774495940334,
  Payload: hex("00ff"),
  SrcIP: "172.16.201.2",
});
const NOTHING = new Uint8Array(0);

describe("ParquetWriter", () => {
  test("gives each field the type that it has in the schema", () => {
    expect(parquetColumns(bytesOf(new ParquetWriter(TCP)))).toEqual([
      "TCP",
      "Timestamp REQUIRED INT64 TIMESTAMP",
      "SrcPort REQUIRED INT32",
      "SeqNum REQUIRED INT32 UINT_32",
      "SYN REQUIRED BOOLEAN",
      "Options REQUIRED LIST",
      "list REPEATED",
      "element REQUIRED",
      "OptionType REQUIRED INT32",
      "OptionLength REQUIRED INT32",
      "OptionData REQUIRED BYTE_ARRAY",
      "PayloadEntropy REQUIRED DOUBLE",
      "Payload REQUIRED BYTE_ARRAY",
      "SrcIP REQUIRED BYTE_ARRAY STRING",
    ]);
  });

  test("writes times to the nanosecond, large numbers, lists of structures, bytes and strings", async () => {
    expect(await parquetRows(bytesOf(new ParquetWriter(TCP), tcp, NOTHING))).toEqual([
      {
        Timestamp: 1216384407092326001n,
        SrcPort: 102,
        SeqNum: 3286805959,
        SYN: true,
        Options: [
          { OptionType: 2, OptionLength: 4, OptionData: hex("05b4") },
          { OptionType: 1, OptionLength: 1, OptionData: NOTHING },
        ],
        PayloadEntropy: 5.685774495940334,
        Payload: hex("00ff"),
        SrcIP: "172.16.201.2",
      },
      {
        Timestamp: 0n,
        SrcPort: 0,
        SeqNum: 0,
        SYN: false,
        Options: [],
        PayloadEntropy: 0,
        Payload: NOTHING,
        SrcIP: "",
      },
    ]);
  });

  test("writes structures that may be absent, and maps", async () => {
    const dns = record(DNSSchema, { Answers: [{ Name: "a", MX: { Preference: 10, Name: "m" } }, { Name: "b" }] });
    const [row] = await parquetRows(bytesOf(new ParquetWriter(planFor(DNSSchema, "Answers")), dns));
    expect(row).toMatchObject({
      Answers: [
        { Name: "a", MX: { Preference: 10, Name: "m" } },
        { Name: "b", MX: undefined },
      ],
    });
    const profile = record(IPProfileSchema, { SNIs: { "a.example": 3n } });
    const maps = bytesOf(new ParquetWriter(planFor(IPProfileSchema, "SNIs")), profile, NOTHING);
    expect(await parquetRows(maps)).toEqual([{ SNIs: { "a.example": 3n } }, { SNIs: {} }]);
  });

  test("writes lists of numbers and strings, and unsigned numbers of 64 bits", async () => {
    const hello = record(TLSClientHelloSchema, { CipherSuites: [4865, 0], ALPNs: ["h2", "", "ä"] });
    const lists = planFor(TLSClientHelloSchema, "CipherSuites", "ALPNs");
    expect(await parquetRows(bytesOf(new ParquetWriter(lists), hello))).toEqual([
      { CipherSuites: [4865, 0], ALPNs: ["h2", "", "ä"] },
    ]);
    const ntp = record(NTPSchema, { TransmitTimestamp: 0xfedcba9876543210n });
    expect(await parquetRows(bytesOf(new ParquetWriter(planFor(NTPSchema, "TransmitTimestamp")), ntp))).toEqual([
      { TransmitTimestamp: 0xfedcba9876543210n },
    ]);
  });

  test("keeps a message within itself as its bytes", () => {
    const columns = parquetColumns(bytesOf(new ParquetWriter(planFor(GRESchema, "Routing"))));
    expect(columns.at(-1)).toBe("Next REQUIRED BYTE_ARRAY");
  });

  test("makes groups of 65,536 rows", async () => {
    const records = Array.from({ length: 70_000 }, (_, i) =>
      record(TCPSchema, { SrcPort: i & 0xffff, SrcIP: `10.0.0.${i % 7}` }),
    );
    const file = bytesOf(new ParquetWriter(planFor(TCPSchema, "SrcPort", "SrcIP")), ...records);
    expect(parquetMetadata(file.buffer).row_groups.map(({ num_rows }) => num_rows)).toEqual([65536n, 4464n]);
    const rows = await parquetRows(file);
    expect(rows[69_999]).toEqual({ SrcPort: 4463, SrcIP: "10.0.0.6" });
    const encodings = parquetMetadata(file.buffer).row_groups[0]?.columns[1]?.meta_data?.encodings;
    expect(encodings).toContain("RLE_DICTIONARY");
  });

  test("uses dictionaries only where they are shorter, and reads back the same", async () => {
    const records = Array.from({ length: 5000 }, (_, i) =>
      record(TCPSchema, {
        SeqNum: Math.imul(i, 0x9e3779b1) >>> 0,
        Window: i % 300,
        PayloadEntropy: i % 2 ? Number.NaN : -0,
        Payload: hex(i % 3 ? "" : "00ff"),
        SrcIP: `2001:db8::${i.toString(16)}`,
        DstIP: i % 2 ? "ä" : "",
      }),
    );
    const plan = planFor(TCPSchema, "SeqNum", "Window", "PayloadEntropy", "Payload", "SrcIP", "DstIP");
    const file = bytesOf(new ParquetWriter(plan), ...records);
    const columns = parquetMetadata(file.buffer).row_groups[0]?.columns.map(({ meta_data }) => meta_data);
    expect(columns?.map((column) => column?.encodings.at(-1))).toEqual([
      "PLAIN",
      "RLE_DICTIONARY",
      "RLE_DICTIONARY",
      "DELTA_LENGTH_BYTE_ARRAY",
      "PLAIN",
      "RLE_DICTIONARY",
    ]);
    expect(columns?.[1]?.statistics).toMatchObject({ min_value: 0, max_value: 299, null_count: 0n });
    expect(columns?.[2]?.statistics?.min_value).toBeUndefined();
    const rows = await parquetRows(file);
    expect(rows.length).toBe(5000);
    expect(rows.filter(({ SeqNum }, i) => SeqNum !== Math.imul(i, 0x9e3779b1) >>> 0)).toEqual([]);
    expect(rows[4999]).toEqual({
      SeqNum: Math.imul(4999, 0x9e3779b1) >>> 0,
      Window: 199,
      PayloadEntropy: Number.NaN,
      Payload: NOTHING,
      SrcIP: "2001:db8::1387",
      DstIP: "ä",
    });
    expect(Object.is(rows[0]?.PayloadEntropy, -0)).toBe(true);
  });

  test("writes what is no UTF-8 as U+FFFD", async () => {
    const bytes = record(TCPSchema, { SrcIP: "?" });
    bytes[bytes.length - 1] = 0xff;
    expect(await parquetRows(bytesOf(new ParquetWriter(planFor(TCPSchema, "SrcIP")), bytes))).toEqual([{ SrcIP: "\ufffd" }]);
  });

  test("writes a file without rows", async () => {
    expect(await parquetRows(bytesOf(new ParquetWriter(TCP)))).toEqual([]);
  });
});

describe("ArrowWriter", () => {
  test("gives each field the type that it has in the schema", () => {
    const { schema } = tableFromIPC(bytesOf(new ArrowWriter(TCP)));
    expect(schema.fields.map(({ name, type, nullable }) => `${name} ${type}${nullable ? "?" : ""}`)).toEqual([
      "Timestamp Timestamp<NANOSECOND, UTC>",
      "SrcPort Int32",
      "SeqNum Uint32",
      "SYN Bool",
      "Options List<Struct<{OptionType:Int32, OptionLength:Int32, OptionData:Binary}>>",
      "PayloadEntropy Float64",
      "Payload Binary",
      "SrcIP Dictionary<Int32, Utf8>",
    ]);
  });

  test("writes what ParquetWriter writes", () => {
    const plan = planFor(TCPSchema, "SrcPort", "SeqNum", "SYN", "PayloadEntropy", "SrcIP");
    expect(arrowRows(bytesOf(new ArrowWriter(plan), tcp, NOTHING))).toEqual([
      { SrcPort: 102, SeqNum: 3286805959, SYN: true, PayloadEntropy: 5.685774495940334, SrcIP: "172.16.201.2" },
      { SrcPort: 0, SeqNum: 0, SYN: false, PayloadEntropy: 0, SrcIP: "" },
    ]);
    const time = tableFromIPC(bytesOf(new ArrowWriter(planFor(TCPSchema, "Timestamp")), tcp)).getChildAt(0);
    expect(time?.data[0]?.values[0]).toBe(1216384407092326001n);
  });

  test("writes lists, structures that are absent, and maps", () => {
    const dns = record(DNSSchema, { Answers: [{ Name: "a", MX: { Preference: 10, Name: "m" } }, { Name: "b" }] });
    const [row] = arrowRows(bytesOf(new ArrowWriter(planFor(DNSSchema, "Answers")), dns));
    expect(row).toMatchObject({
      Answers: [
        { Name: "a", MX: { Preference: 10, Name: "m" } },
        { Name: "b", MX: null },
      ],
    });
    const profile = record(IPProfileSchema, { SNIs: { "a.example": 3n } });
    const maps = bytesOf(new ArrowWriter(planFor(IPProfileSchema, "SNIs")), profile, NOTHING);
    expect(arrowRows(maps)).toEqual([{ SNIs: { "a.example": "3n" } }, { SNIs: {} }]);
  });

  test("replaces dictionaries with each batch of 65,536 rows", () => {
    const records = Array.from({ length: 65_537 }, (_, i) => record(TCPSchema, { SrcIP: i < 65_536 ? "10.0.0.1" : "10.0.0.2" }));
    const table = tableFromIPC(bytesOf(new ArrowWriter(planFor(TCPSchema, "SrcIP")), ...records));
    expect(table.batches.map(({ numRows }) => numRows)).toEqual([65536, 1]);
    expect(table.getChildAt(0)?.get(65_536)).toBe("10.0.0.2");
    expect(table.getChildAt(0)?.get(65_535)).toBe("10.0.0.1");
  });
});

test.each([
  ["Parquet", ParquetWriter],
  ["Arrow", ArrowWriter],
] as const)("%s leaves a malformed record out, and goes on", async (_, Writer) => {
  const plan = planFor(DNSSchema, "ID", "Questions", "SrcIP");
  const good = record(DNSSchema, { ID: 7, Questions: [{ Name: "a.example" }], SrcIP: "10.0.0.1" });
  const { buffer } = good;
  const bad = Uint8Array.of(...new Uint8Array(buffer, good.byteOffset, good.length), 0x7a, 9);
  const cut = record(DNSSchema, { ID: 8, Questions: [{ Name: "b.example" }] }).slice();
  // The name within the question claims more than there is.
  cut[cut.indexOf(0x09, 2)] = 0x7f;
  const writer = new Writer(plan);
  const { TextBuffer } = await import("../../ts/record/textBuffer.ts");
  const out = new TextBuffer();
  writer.begin(out);
  writer.append(out, good, 0, good.length);
  expect(() => writer.append(out, bad, 0, bad.length)).toThrow("malformed record");
  expect(() => writer.append(out, cut, 0, cut.length)).toThrow("malformed record");
  writer.append(out, good, 0, good.length);
  writer.end(out);
  const file = out.view().slice();
  const rows = Writer === ParquetWriter ? await parquetRows(file) : arrowRows(file);
  expect(rows).toMatchObject([
    { ID: 7, SrcIP: "10.0.0.1" },
    { ID: 7, SrcIP: "10.0.0.1" },
  ]);
  expect(JSON.stringify(rows)).not.toContain("b.example");
});
