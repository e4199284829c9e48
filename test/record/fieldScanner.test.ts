import { describe, expect, test } from "@jest/globals";
import { GRESchema, TCPSchema, TLSClientHelloSchema } from "../../ts/gen/netcap_pb.ts";
import { JsonWriter } from "../../ts/record/jsonWriter.ts";
import { planOf, selectColumns } from "../../ts/record/plan.ts";
import { hex } from "./ncapBytes.ts";
import { printed } from "./writers.ts";

function tcp(digits: string): string {
  return printed(new JsonWriter(planOf(TCPSchema)), hex(digits));
}

function hello(digits: string): string {
  return printed(new JsonWriter(selectColumns(planOf(TLSClientHelloSchema), ["CipherSuites"])), hex(digits));
}

describe("fields on the wire", () => {
  test("may come in any order", () => {
    expect(tcp("18 bb 03  10 50")).toBe('{"SrcPort":80,"DstPort":443}\n');
  });

  test("count as they came last", () => {
    expect(tcp("10 50  10 51")).toBe('{"SrcPort":81}\n');
  });

  test("may have numbers longer than they need to be", () => {
    expect(tcp("90 80 00  d0 80 80 00")).toBe('{"SrcPort":80}\n');
  });

  test("are skipped when they are unknown, whatever their type", () => {
    expect(tcp("f8 07 01  f9 07 0102030405060708  fa 07 02 6162  fd 07 01020304  10 50")).toBe('{"SrcPort":80}\n');
  });

  test("are skipped when they come with a type that is not theirs", () => {
    expect(tcp("12 01 61  c1 01 0102030405060708  18 bb 03")).toBe('{"DstPort":443}\n');
  });

  test("may be negative in ten bytes", () => {
    expect(tcp("10 ff ff ff ff ff ff ff ff ff 01")).toBe('{"SrcPort":-1}\n');
    expect(tcp("08 ff ff ff ff ff ff ff ff ff 01")).toBe('{"Timestamp":-1}\n');
  });
});

describe("lists on the wire", () => {
  test.each([
    ["packed", "7a 04 01 02 ac 02"],
    ["not packed", "78 01  78 02  78 ac 02"],
    ["half packed, with other fields between", "7a 02 01 02  0a 01 61  7a 00  78 ac 02"],
  ])("may be %s", (_, digits) => {
    expect(hello(digits)).toBe('{"CipherSuites":[1,2,300]}\n');
  });
});

describe("malformed records", () => {
  test.each([
    ["10", "a number cut short"],
    ["10 80", "a number cut short"],
    ["10 80 80 80 80", "a number cut short"],
    ["10 80 80 80 80 80", "a number cut short"],
    ["10 ff ff ff ff ff ff ff ff ff ff 01", "a number that is too long"],
    ["80", "a number cut short"],
    ["00 01", "a field number that cannot be"],
    ["ff ff ff ff ff 01 01", "a field number that cannot be"],
    ["a9 01 01 02", "a number cut short"],
    ["fd 07 01 02", "a number cut short"],
    ["c2 01 02 61", "a length that leads past its end"],
    ["c2 01 ff ff ff ff 0f 61", "a length that leads past its end"],
    ["c2 01 80 80 80 80 10 61", "a length that leads past its end"],
    ["13", "a wire type that cannot be"],
    ["17", "a wire type that cannot be"],
    ["a2 01 02 08 80", "a number cut short"],
    ["a2 01 02 12 01", "a length that leads past its end"],
  ])("[%s] is refused: %s", (digits, trouble) => {
    expect(() => tcp(digits)).toThrow(`malformed record: ${trouble}`);
  });

  test("a number that runs on behind the record is not read", () => {
    const bytes = hex("10 50 18 80 01");
    const writer = new JsonWriter(planOf(TCPSchema));
    expect(() => printed({ ...bounded(writer, 4) }, bytes)).toThrow("malformed record: a number cut short");
  });

  test("a message that lies in itself a thousand times is refused before the stack is full", () => {
    let routing = "";
    for (let depth = 0; depth < 1000; depth++) routing = `2a ${varint(routing.replace(/\s/g, "").length / 2)} ${routing}`;
    const gre = `${tagOf("Routing")} ${varint(routing.replace(/\s/g, "").length / 2)} ${routing}`;
    expect(() => printed(new JsonWriter(planOf(GRESchema)), hex(gre))).toThrow("malformed record: messages nested too deeply");
  });
});

/** A writer that sees only the first bytes of every record. */
function bounded(writer: JsonWriter, size: number) {
  return {
    begin: () => writer.begin(),
    append: (out: Parameters<JsonWriter["append"]>[0], bytes: Uint8Array) => writer.append(out, bytes, 0, size),
    end: () => writer.end(),
  };
}

function tagOf(name: string): string {
  const column = planOf(GRESchema).columns.find((candidate) => candidate.name === name);
  return varint(((column?.number ?? 0) << 3) | 2);
}

function varint(value: number): string {
  const low = (value & 0x7f) | (value > 0x7f ? 0x80 : 0);
  return low.toString(16).padStart(2, "0") + (value > 0x7f ? varint(value >>> 7) : "");
}
