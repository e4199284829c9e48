import { describe, expect, test } from "@jest/globals";
import {
  ConnectionSchema,
  DNSSchema,
  EthernetSchema,
  HeaderSchema,
  IPProfileSchema,
  NTPSchema,
  TCPSchema,
  Type,
} from "../../ts/gen/netcap_pb.ts";
import { JsonWriter } from "../../ts/record/jsonWriter.ts";
import { planOf, selectColumns } from "../../ts/record/plan.ts";
import { hex } from "./ncapBytes.ts";
import { printed, record } from "./writers.ts";

describe("JsonWriter", () => {
  test("leaves zero values out, and writes bytes as base64", () => {
    const tcp = record(TCPSchema, {
      Timestamp: 1216384407092326789n,
      SYN: true,
      Options: [{ OptionType: 2, OptionData: hex("05b4") }, {}],
      PayloadEntropy: 0.5,
      SrcIP: "fe80::1",
    });
    expect(printed(new JsonWriter(planOf(TCPSchema)), tcp, new Uint8Array(0))).toBe(
      '{"Timestamp":1216384407092326789,"SYN":true,"Options":[{"OptionType":2,"OptionData":"BbQ="},{}],"PayloadEntropy":0.5,"SrcIP":"fe80::1"}\n{}\n',
    );
  });

  test("writes 64-bit numbers with all their digits", () => {
    const ntp = record(NTPSchema, { ReferenceTimestamp: 18446744073709551615n });
    expect(printed(new JsonWriter(planOf(NTPSchema)), ntp)).toBe('{"ReferenceTimestamp":18446744073709551615}\n');
    const connection = record(ConnectionSchema, { TotalSize: -9223372036854775808n });
    expect(printed(new JsonWriter(planOf(ConnectionSchema)), connection)).toBe('{"TotalSize":-9223372036854775808}\n');
  });

  test("writes times as strings when asked for UTC", () => {
    const connection = record(ConnectionSchema, { TimestampFirst: -1n, TimestampLast: 1500000000n, Duration: 5n });
    expect(printed(new JsonWriter(planOf(ConnectionSchema), { utc: true }), connection)).toBe(
      '{"TimestampFirst":"1969-12-31T23:59:59.999999999Z","TimestampLast":"1970-01-01T00:00:01.500000Z","Duration":5}\n',
    );
  });

  test.each([
    [Number.NaN, '"NaN"'],
    [Number.POSITIVE_INFINITY, '"Infinity"'],
    [Number.NEGATIVE_INFINITY, '"-Infinity"'],
    [1e-7, "1e-7"],
    [1e21, "1e+21"],
    [0.1, "0.1"],
    [7.999999999999999, "7.999999999999999"],
  ])("writes the double %d as valid JSON", (value, text) => {
    expect(printed(new JsonWriter(planOf(EthernetSchema)), record(EthernetSchema, { PayloadEntropy: value }))).toBe(
      `{"PayloadEntropy":${text}}\n`,
    );
  });

  test.each([
    ['a"b\\c', '"a\\"b\\\\c"'],
    ["\n\t\u0000\u001b", '"\\n\\t\\u0000\\u001b"'],
    ["ä€😀", '"ä€😀"'],
    ["\u007f", '"\u007f"'],
  ])("escapes the string %j", (text, json) => {
    expect(printed(new JsonWriter(planOf(TCPSchema)), record(TCPSchema, { SrcIP: text }))).toBe(`{"SrcIP":${json}}\n`);
  });

  test("stays valid where a string is not UTF-8", () => {
    expect(printed(new JsonWriter(planOf(TCPSchema)), hex("c2 01 03 61 ff 62"))).toBe('{"SrcIP":"a\ufffdb"}\n');
  });

  test("writes maps as objects", () => {
    const profile = record(IPProfileSchema, {
      Ja3Hashes: { 'a"': "b" },
      Protocols: { dns: { Packets: 2n }, "": {} },
      SNIs: { "x.example": 0n },
    });
    expect(printed(new JsonWriter(planOf(IPProfileSchema)), profile)).toBe(
      '{"Ja3Hashes":{"a\\"":"b"},"Protocols":{"dns":{"Packets":2},"":{}},"SNIs":{"x.example":0}}\n',
    );
  });

  test("writes structures within structures", () => {
    const dns = record(DNSSchema, { Answers: [{ Name: "a", SOA: { Serial: 7 }, MX: {} }] });
    expect(printed(new JsonWriter(selectColumns(planOf(DNSSchema), ["Answers"])), dns)).toBe(
      '{"Answers":[{"Name":"a","SOA":{"Serial":7},"MX":{}}]}\n',
    );
  });

  test("writes names for enums, and numbers for those without one", () => {
    const plan = planOf(HeaderSchema);
    expect(printed(new JsonWriter(plan), record(HeaderSchema, { Type: Type.NC_TCP }))).toBe('{"Type":"NC_TCP"}\n');
    expect(printed(new JsonWriter(plan), hex("18 e7 07"))).toBe('{"Type":999}\n');
  });
});
