import { describe, expect, test } from "@jest/globals";
import { DNSSchema, HeaderSchema, IPProfileSchema, TCPSchema, TLSClientHelloSchema, Type } from "../../ts/gen/netcap_pb.ts";
import { planOf } from "../../ts/record/plan.ts";
import { PrettyWriter } from "../../ts/record/prettyWriter.ts";
import { hex } from "./ncapBytes.ts";
import { printed, record } from "./writers.ts";

describe("PrettyWriter", () => {
  test("writes a line for every field that is not zero, and an empty line between records", () => {
    const tcp = record(TCPSchema, {
      Timestamp: 1500000000n,
      SrcPort: 80,
      SYN: true,
      Options: [{ OptionType: 2, OptionData: hex("05b4") }, {}, { OptionLength: 1 }],
      SrcIP: "::1",
    });
    expect(printed(new PrettyWriter(planOf(TCPSchema)), tcp, new Uint8Array(0))).toBe(`TCP
  Timestamp: 1.500000
  SrcPort: 80
  SYN: true
  Options:
    - OptionType: 2
      OptionData: 05b4
    -
    - OptionLength: 1
  SrcIP: ::1

TCP
`);
  });

  test("indents structures, and leaves out those with nothing in them", () => {
    const dns = record(DNSSchema, { Answers: [{ Name: "a", SOA: {}, MX: { Preference: 10, Name: "m" } }], ID: 7 });
    expect(printed(new PrettyWriter(planOf(DNSSchema)), dns)).toBe(`DNS
  ID: 7
  Answers:
    - Name: a
      MX:
        Preference: 10
        Name: m
`);
  });

  test("writes lists in a line, and maps a line an entry", () => {
    const hello = record(TLSClientHelloSchema, { CipherSuites: [4865, 4866], ALPNs: ["h2", "http/1.1"] });
    expect(printed(new PrettyWriter(planOf(TLSClientHelloSchema)), hello)).toBe(
      "TLSClientHello\n  CipherSuites: 4865, 4866\n  ALPNs: h2, http/1.1\n",
    );
    const profile = record(IPProfileSchema, { Protocols: { dns: { Packets: 2n } }, SNIs: { "x.example": 3n } });
    expect(printed(new PrettyWriter(planOf(IPProfileSchema)), profile)).toBe(
      "IPProfile\n  Protocols:\n    dns:\n      Packets: 2\n  SNIs:\n    x.example: 3\n",
    );
  });

  test("keeps control characters from the terminal", () => {
    const tcp = record(TCPSchema, { SrcIP: "a\u001b[31m\nb\u0007\u009bä" });
    expect(printed(new PrettyWriter(planOf(TCPSchema)), tcp)).toBe("TCP\n  SrcIP: a\\x1b[31m\\nb\\x07\\x9bä\n");
  });

  test("writes zeros as well when asked", () => {
    const header = record(HeaderSchema, { Type: Type.NC_TCP });
    expect(printed(new PrettyWriter(planOf(HeaderSchema), { zeros: true, utc: true }), header)).toBe(
      "Header\n  Created: 1970-01-01T00:00:00.000000Z\n  InputSource: \n  Type: NC_TCP\n  Version: \n  ContainsPayloads: false\n",
    );
  });

  test("colors names when asked", () => {
    expect(printed(new PrettyWriter(planOf(TCPSchema), { color: true }), record(TCPSchema, { SrcPort: 80 }))).toBe(
      "\u001b[1mTCP\u001b[0m\n  \u001b[36mSrcPort\u001b[0m: 80\n",
    );
  });
});
