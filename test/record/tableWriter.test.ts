import { describe, expect, test } from "@jest/globals";
import { TCPSchema } from "../../ts/gen/netcap_pb.ts";
import { planOf, selectColumns } from "../../ts/record/plan.ts";
import { TableWriter } from "../../ts/record/tableWriter.ts";
import { printed, record } from "./writers.ts";

const plan = selectColumns(planOf(TCPSchema), ["SrcPort", "SYN", "SrcIP"]);

describe("TableWriter", () => {
  test("makes columns as wide as they need to be, numbers to the right", () => {
    const records = [record(TCPSchema, { SrcPort: 123456789, SrcIP: "ä€" }), record(TCPSchema, { SYN: true, SrcIP: "10.0.0.1" })];
    expect(printed(new TableWriter(plan), ...records)).toBe(`┌───────────┬───────┬──────────┐
│ SrcPort   │ SYN   │ SrcIP    │
├───────────┼───────┼──────────┤
│ 123456789 │ false │ ä€       │
│         0 │ true  │ 10.0.0.1 │
└───────────┴───────┴──────────┘
`);
  });

  test("begins a new table every 100 records", () => {
    const records = Array.from({ length: 201 }, () => new Uint8Array(0));
    const tables = printed(new TableWriter(plan), ...records)
      .split("┌")
      .slice(1);
    expect(tables.map((table) => table.split("\n").length - 1)).toEqual([104, 104, 5]);
  });

  test("writes nothing when there are no records", () => {
    expect(printed(new TableWriter(plan))).toBe("");
  });

  test("keeps every record in its line", () => {
    expect(printed(new TableWriter(plan), record(TCPSchema, { SrcIP: "a\nb" }))).toContain("│ a\\nb  │\n");
  });
});
