import { describe, expect, test } from "@jest/globals";
import { TCPSchema } from "../../ts/gen/netcap_pb.ts";
import { DistinctCounter } from "../../ts/query/distinctCounter.ts";
import { FieldStatistics } from "../../ts/query/fieldStatistics.ts";
import { Histogram } from "../../ts/query/histogram.ts";
import { addressBytes, networkTest } from "../../ts/query/network.ts";
import { parseTime } from "../../ts/query/parseTime.ts";
import { SortedRecords } from "../../ts/query/sortedRecords.ts";
import { timeField } from "../../ts/query/timeField.ts";
import { parseRecord } from "../../ts/record/parseRecord.ts";
import { type Column, planOf, selectColumns } from "../../ts/record/plan.ts";
import { RecordReader } from "../../ts/record/recordReader.ts";
import { hex, TCP_HEADER } from "../record/ncapBytes.ts";
import { record } from "../record/writers.ts";

test.each([
  ["1216384407.092326", 1216384407_092326000n],
  ["0", 0n],
  ["-1.5", -1_500000000n],
  ["2008-07-18T12:33:27.092326001Z", 1216384407_092326001n],
  ["2008-07-18T14:33:27+02:00", 1216384407_000000000n],
  ["2008-07-18 12:33", 1216384380_000000000n],
  ["2008-07-18", 1216339200_000000000n],
  ["2008-02-30", undefined],
  ["2008-13-01", undefined],
  ["now", undefined],
  ["", undefined],
])("the time %s", (text, time) => {
  expect(parseTime(text)).toBe(time);
});

describe("addresses", () => {
  test.each([
    ["192.0.2.1", [192, 0, 2, 1]],
    ["::", new Array(16).fill(0)],
    ["2001:db8::1", [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
    ["::ffff:192.0.2.1", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 1]],
    ["1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
    ["1:2:3:4:5:6:7", undefined],
    ["1:2:3:4:5:6:7::8", undefined],
    ["1::2::3", undefined],
    ["256.0.0.1", undefined],
    ["12345::", undefined],
    ["example", undefined],
  ])("%s", (text, bytes) => {
    expect(addressBytes(text)).toEqual(bytes);
  });

  test("networks of any size", () => {
    expect(networkTest("0.0.0.0/0")?.("192.0.2.1")).toBe(true);
    expect(networkTest("192.0.2.1/32")?.("192.0.2.1")).toBe(true);
    expect(networkTest("192.0.2.0/31")?.("192.0.2.2")).toBe(false);
    expect(networkTest("fe80::/10")?.("febf::1")).toBe(true);
    expect(networkTest("fe80::/10")?.("fec0::1")).toBe(false);
    expect(networkTest("::/129")).toBeUndefined();
    expect(networkTest("10.0.0.0")).toBeUndefined();
  });
});

test("a histogram widens as numbers come", () => {
  const of = (...values: number[]) => {
    const histogram = new Histogram();
    for (const value of values) histogram.add(value);
    return histogram.chart();
  };
  expect(of()).toBe("");
  expect(of(5)).toBe("█");
  expect(of(0, 63)).toBe(`█${" ".repeat(62)}█`);
  expect(of(0, 0, 0, 0, 63)).toBe(`█${" ".repeat(62)}▂`);
  expect(of(-1e300, 1e300, Number.NaN, Number.POSITIVE_INFINITY)).toMatch(/^█ +█$/);
});

describe("DistinctCounter", () => {
  test("is exact for few values", () => {
    const counter = new DistinctCounter();
    for (const value of ["b", "a", "b", "c", "b", "a"]) counter.add(value);
    expect([counter.distinct, counter.exact, counter.top(2)]).toEqual([
      3,
      true,
      [
        { value: "b", count: 3 },
        { value: "a", count: 2 },
      ],
    ]);
  });

  test("estimates many values, and keeps the frequent ones", () => {
    const counter = new DistinctCounter();
    for (let i = 0; i < 200_000; i++) {
      counter.add(`value ${i}`);
      if (i % 4 === 0) counter.add("often");
    }
    expect(counter.exact).toBe(false);
    expect(Math.abs(counter.distinct / 200_001 - 1)).toBeLessThan(0.03);
    const [first] = counter.top(1);
    expect(first?.value).toBe("often");
    expect(first?.count).toBeGreaterThan(40_000);
    expect(first?.count).toBeLessThanOrEqual(50_000);
  });
});

test("statistics of fields", () => {
  const names = ["Timestamp", "DstPort", "SYN", "Options", "SrcIP"];
  const statistics = new FieldStatistics(selectColumns(planOf(TCPSchema), names));
  const records = [
    record(TCPSchema, { Timestamp: 1_000000000n, DstPort: 80, SYN: true, SrcIP: "10.0.0.1", Options: [{}, {}] }),
    record(TCPSchema, { Timestamp: 2_000000000n, DstPort: 443, SrcIP: "10.0.0.1" }),
    record(TCPSchema, { Timestamp: 1_000000001n, DstPort: 80 }),
  ];
  for (const bytes of records) statistics.add(bytes, 0, bytes.length);
  const common = { of: "values", count: 3, exact: true };
  expect(statistics.summaries().map(({ chart, ...summary }) => summary)).toEqual([
    {
      ...common,
      field: "Timestamp",
      set: 3,
      distinct: 3,
      min: "1970-01-01T00:00:01.000000Z",
      max: "1970-01-01T00:00:02.000000Z",
      top: [
        { value: "1970-01-01T00:00:01.000000Z", count: 1 },
        { value: "1970-01-01T00:00:02.000000Z", count: 1 },
        { value: "1970-01-01T00:00:01.000000001Z", count: 1 },
      ],
    },
    {
      ...common,
      field: "DstPort",
      set: 3,
      distinct: 2,
      min: "80",
      max: "443",
      mean: 201,
      top: [
        { value: "80", count: 2 },
        { value: "443", count: 1 },
      ],
    },
    {
      ...common,
      field: "SYN",
      set: 1,
      distinct: 2,
      top: [
        { value: "false", count: 2 },
        { value: "true", count: 1 },
      ],
    },
    {
      ...common,
      field: "Options",
      of: "elements",
      set: 1,
      distinct: 2,
      min: "0",
      max: "2",
      mean: expect.closeTo(2 / 3, 12),
      top: [
        { value: "0", count: 2 },
        { value: "2", count: 1 },
      ],
    },
    {
      ...common,
      field: "SrcIP",
      set: 2,
      distinct: 2,
      top: [
        { value: "10.0.0.1", count: 2 },
        { value: "", count: 1 },
      ],
    },
  ]);
});

describe("SortedRecords", () => {
  const plan = planOf(TCPSchema);
  const times = Array.from({ length: 300 }, (_, i) => BigInt((i * 7919) % 100) * 5_000_000_000n - 7n);
  const frames = [
    hex(TCP_HEADER),
    ...times.map((Timestamp, i) => record(TCPSchema, { Timestamp, SrcPort: i, SrcIP: "x".repeat(i % 40) })),
  ];
  const file = Uint8Array.from(frames.flatMap((bytes) => [bytes.length, ...bytes]));
  const expected = times
    .map((time, port) => ({ time, port }))
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.port - b.port))
    .map(({ port }) => port);

  async function portsOf(bytes: Uint8Array, limits: object): Promise<{ ports: number[]; problem: string }> {
    const reader = await RecordReader.open(bytes);
    const sorted = new SortedRecords(reader, plan, timeField(plan) as Column, limits);
    const ports: number[] = [];
    let problem = "";
    try {
      while (await sorted.fill()) {
        while (sorted.next()) ports.push(parseRecord(TCPSchema, sorted.bytes.subarray(sorted.start, sorted.end)).SrcPort);
      }
    } catch (error) {
      problem = (error as Error).message;
    }
    await sorted.close();
    return { ports, problem };
  }

  test.each([
    ["in memory", {}],
    ["in a few runs", { records: 100 }],
    ["in runs that are merged twice and more", { records: 3 }],
    ["in runs of some bytes", { bytes: 500 }],
    ["one by one", { records: 1 }],
  ])("sorts %s, and keeps the order of what is of the same time", async (_, limits) => {
    expect(await portsOf(file, limits)).toEqual({ ports: expected, problem: "" });
  });

  test("hands out what came before damage, and says so then", async () => {
    const { ports, problem } = await portsOf(file.subarray(0, file.length - 1), { records: 10 });
    expect(ports).toEqual(expected.filter((port) => port !== 299));
    expect(problem).toBe("record file: ends in the middle of a record, after 299 whole records");
  });
});
