import { describe, expect, test } from "@jest/globals";
import { DNSSchema, HeaderSchema, TCPSchema, TLSClientHelloSchema, Type } from "../../ts/gen/netcap_pb.ts";
import { compileFilter } from "../../ts/query/compileFilter.ts";
import { FilterError } from "../../ts/query/filterError.ts";
import { planOf } from "../../ts/record/plan.ts";
import { hex } from "../record/ncapBytes.ts";
import { record } from "../record/writers.ts";

const SCHEMAS = { TCP: TCPSchema, DNS: DNSSchema, TLS: TLSClientHelloSchema, Header: HeaderSchema };
const RECORDS = {
  TCP: record(TCPSchema, {
    Timestamp: 1700000000_000000001n,
    SrcPort: 51000,
    DstPort: 443,
    SeqNum: 3286805959,
    SYN: true,
    PayloadEntropy: 5.5,
    Payload: hex("00ff"),
    SrcIP: "10.1.2.3",
    DstIP: "2001:db8::1",
    Options: [{ OptionType: 2, OptionLength: 4 }, { OptionType: 8 }],
  }),
  DNS: record(DNSSchema, { ID: 7, Answers: [{ Name: "a.example", MX: { Preference: 10 } }, { Name: "b.example" }] }),
  TLS: record(TLSClientHelloSchema, { CipherSuites: [4865, 4866], ALPNs: ["h2"] }),
  Header: record(HeaderSchema, { Type: Type.NC_TCP, InputSource: "a.pcap" }),
};

function holds(name: keyof typeof RECORDS, expression: string): boolean {
  const bytes = RECORDS[name];
  return compileFilter(expression, planOf(SCHEMAS[name]))(bytes, 0, bytes.length);
}

describe("a filter holds", () => {
  test.each([
    ["TCP", "DstPort == 443 && SYN"],
    ["TCP", "!ACK"],
    ["TCP", "!(DstPort != 443) || ACK"],
    ["TCP", "DstPort in [80, 443]"],
    ["TCP", "SeqNum > 3000000000"],
    ["TCP", "SeqNum == 0xc3e94cc7 || SeqNum == 3286805959"],
    ["TCP", "PayloadEntropy >= 5.5 && PayloadEntropy < 6"],
    ["TCP", "SrcPort - DstPort == 50557"],
    ["TCP", "SrcPort % 1000 == 0 && -DstPort < 0 && DstPort * 2 + 1 == 887"],
    ["TCP", 'SrcIP in "10.0.0.0/8" && DstIP in "2001:db8::/32"'],
    ["TCP", '!(SrcIP in "10.1.2.8/30") && !(DstIP in "10.0.0.0/8")'],
    ["TCP", "SrcIP == '10.1.2.3' && SrcIP.startsWith(\"10.\") && SrcIP.endsWith('.3') && SrcIP.contains('1.2')"],
    ["TCP", String.raw`SrcIP.matches("^10\\.\\d+\\.")`],
    ["TCP", 'Timestamp > "2023-11-14T22:13:20Z" && Timestamp < "2023-11-14T22:13:20.000000002Z"'],
    ["TCP", "Timestamp > 1700000000 && Timestamp < 1700000000.5"],
    ["TCP", 'Payload == "00 ff" && size(Payload) == 2 && has(Payload)'],
    ["TCP", "size(Options) == 2 && Options.OptionType == 8 && Options.OptionType != 9 && has(Options)"],
    ["TCP", "443 == DstPort && 8 in Options.OptionType"],
    ["DNS", 'Answers.Name == "b.example" && Answers.MX.Preference == 10'],
    ["DNS", 'Answers.Name.endsWith(".example") && !Answers.Name.contains("c")'],
    ["TLS", '"h2" in ALPNs && CipherSuites == 4866 && size(CipherSuites) == 2'],
    ["TLS", 'ALPNs in ["http/1.1", "h2"] && !has(SNI)'],
    ["Header", 'Type == "NC_TCP" && Type != "NC_UDP" && InputSource == "a.pcap"'],
  ] as const)("for %s: %s", (name, expression) => {
    expect(holds(name, expression)).toBe(true);
  });

  test.each([
    ["TCP", "DstPort == 443 && ACK"],
    ["TCP", "SYN && RST || FIN"],
    ["TCP", 'SrcIP in "10.1.2.4/30"'],
    ["TCP", 'DstIP in "fe80::/10"'],
    ["TCP", "DstPort in []"],
    ["TCP", "Options.OptionType == 9"],
    ["DNS", "Answers.MX.Preference > 10"],
    ["TLS", "CipherSuites != 4866"],
  ] as const)("not for %s: %s", (name, expression) => {
    expect(holds(name, expression)).toBe(false);
  });
});

describe("a filter is refused", () => {
  test.each([
    ["", 0, "a value is missing"],
    ["SYN &&", 6, "a value is missing"],
    ["(SYN", 4, '")" is missing'],
    ["SYN ACK", 4, '"ACK" is one too many'],
    ["SYN & ACK", 4, 'write "&&" for and, "||" for or'],
    ["DstPort = 443", 8, 'equality is written "=="'],
    ["SYN ; ACK", 4, '";" means nothing here'],
    ['SrcIP == "10', 9, "a string has no end"],
    ["DstPort", 0, "a number is no condition, compare it with something"],
    ['DstPort == "443"', 8, "a number cannot be compared with text"],
    ["SYN < true", 4, '"<" does not work with a boolean'],
    ["SrcIP + 1 > 2", 0, "a number is wanted here, and this is text"],
    ["DstPort in 443", 11, 'behind "in" stands a list, or a network in quotes'],
    ['SrcIP in "10.0.0.0/33"', 9, '"10.0.0.0/33" is no network, such as 10.0.0.0/8'],
    ["SrcIP.near(3)", 6, 'there is no function "near"; there are contains, startsWith, endsWith, matches, size, has'],
    ["SrcIP.contains()", 6, 'contains is written Field.contains("text")'],
    ["DstPort.contains('4')", 0, "contains wants text, and this is a number"],
    ['Timestamp > "yesterday"', 12, '"yesterday" is no time, such as 2024-05-31T12:00:00Z'],
    ["Options.Nope == 1", 0, 'Options of TCP has no field "Nope"; it has OptionType, OptionLength, OptionData'],
    [`${"(".repeat(200)}SYN`, 100, "it is nested too deeply"],
  ])("%s", (expression, at, problem) => {
    let error: unknown;
    try {
      compileFilter(expression, planOf(TCPSchema));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(FilterError);
    expect((error as FilterError).message).toBe(problem);
    expect((error as FilterError).at).toBe(at);
  });

  test("with a field that the record has not", () => {
    expect(() => compileFilter("SYN && DstPrt == 1", planOf(TCPSchema))).toThrow(
      /^TCP has no field "DstPrt"; it has Timestamp, /,
    );
  });

  test("with a name of an enum that there is not", () => {
    expect(() => compileFilter('Type == "NC_X"', planOf(HeaderSchema))).toThrow(/^"NC_X" is none of NC_Header, /);
  });
});
