import type { DescMessage } from "@bufbuild/protobuf";
import { describe, expect, test } from "@jest/globals";
import { ARPSchema, DHCPv4Schema, DNSSchema, IPProfileSchema, TCPSchema, TLSClientHelloSchema } from "../../ts/gen/netcap_pb.ts";
import { type CsvOptions, CsvWriter } from "../../ts/record/csvWriter.ts";
import { planOf, selectColumns } from "../../ts/record/plan.ts";
import { hex } from "./ncapBytes.ts";
import { printed, record } from "./writers.ts";

const tcp = record(TCPSchema, {
  Timestamp: 1216384407092326000n,
  SrcPort: 102,
  DstPort: 1069,
  SeqNum: 3286805959,
  SYN: true,
  Options: [
    { OptionType: 2, OptionLength: 4, OptionData: hex("05b4") },
    { OptionType: 1, OptionLength: 1 },
  ],
  PayloadEntropy: 5.685774495940334,
  Payload: hex("00ff"),
  SrcIP: "172.16.201.2",
  DstIP: "fe80::1",
});

const TCP_COLUMNS =
  "Timestamp,SrcPort,DstPort,SeqNum,AckNum,DataOffset,FIN,SYN,RST,PSH,ACK,URG,ECE,CWR,NS,Window,Checksum,Urgent,Padding,Options," +
  "PayloadEntropy,PayloadSize,Payload,SrcIP,DstIP\n";

/** The line of a single field. */
function cell(options: CsvOptions, name: string, bytes: Uint8Array, schema: DescMessage = TCPSchema): string {
  return printed(new CsvWriter(selectColumns(planOf(schema), [name]), { ...options, header: false }), bytes);
}

/** The line of an ARP record whose SrcHwAddress is this text, behind a zero. */
function quoted(text: string | Uint8Array, separator = ","): string {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  // Put together by hand, since protobuf-es would refuse what is not UTF-8.
  const column = planOf(ARPSchema).columns.find(({ name }) => name === "SrcHwAddress");
  const wire = Uint8Array.of(((column?.number ?? 0) << 3) | 2, bytes.length, ...bytes);
  const plan = selectColumns(planOf(ARPSchema), ["Operation", "SrcHwAddress"]);
  return printed(new CsvWriter(plan, { separator, header: false }), wire);
}

describe("CsvWriter", () => {
  test("writes all fields of the schema, zero or not", () => {
    expect(printed(new CsvWriter(planOf(TCPSchema)), tcp)).toBe(
      `${TCP_COLUMNS}1216384407.092326,102,1069,3286805959,0,0,false,true,false,false,false,false,false,false,false,0,0,0,,` +
        "((2-4-05b4)-(1-1-)),5.685774495940334,0,00ff,172.16.201.2,fe80::1\n",
    );
  });

  test("writes zero values for an empty record", () => {
    expect(printed(new CsvWriter(planOf(TCPSchema)), new Uint8Array(0))).toBe(
      `${TCP_COLUMNS}0.000000,0,0,0,0,0,false,false,false,false,false,false,false,false,false,0,0,0,,(),0,0,,,\n`,
    );
  });

  test("writes times in UTC when asked", () => {
    expect(cell({ utc: true }, "Timestamp", tcp)).toBe("2008-07-18T12:33:27.092326Z\n");
    expect(cell({ utc: true }, "Timestamp", new Uint8Array(0))).toBe("1970-01-01T00:00:00.000000Z\n");
  });

  test("writes the fields selected, in their order, each once", () => {
    const plan = selectColumns(planOf(TCPSchema), ["DstIP", "SrcPort", "DstIP", "ACK"]);
    expect(printed(new CsvWriter(plan), tcp, tcp)).toBe("DstIP,SrcPort,ACK\nfe80::1,102,false\nfe80::1,102,false\n");
  });

  test("leaves the header out when asked, and takes any separator", () => {
    const plan = selectColumns(planOf(TCPSchema), ["SrcPort", "DstPort"]);
    expect(printed(new CsvWriter(plan, { header: false, separator: "\t" }), tcp)).toBe("102\t1069\n");
    expect(printed(new CsvWriter(plan, { separator: " | " }), tcp)).toBe("SrcPort | DstPort\n102 | 1069\n");
  });

  test("writes structures with the characters given", () => {
    expect(cell({ structBegin: "{", structEnd: "}", structSeparator: ";" }, "Options", tcp)).toBe("{{2;4;05b4};{1;1;}}\n");
    expect(cell({ structBegin: "[[", structEnd: "", structSeparator: "" }, "Options", tcp)).toBe("[[[[2405b4[[11\n");
  });

  test("writes lists of numbers and strings, structures that are absent, and maps", () => {
    const hello = record(TLSClientHelloSchema, { CipherSuites: [4865, 0, 4867], ALPNs: ["h2", "", "a,b"] });
    const plan = selectColumns(planOf(TLSClientHelloSchema), ["CipherSuites", "ALPNs", "SupportedPoints"]);
    expect(printed(new CsvWriter(plan, { header: false }), hello)).toBe('(4865-0-4867),"(h2--a,b)",()\n');

    const profile = record(IPProfileSchema, { SNIs: { "a.example": 3n }, Protocols: { dns: { Packets: 2n, Category: "net" } } });
    const maps = selectColumns(planOf(IPProfileSchema), ["Ja3Hashes", "Protocols", "SNIs"]);
    expect(printed(new CsvWriter(maps, { header: false }), profile)).toBe("(),((dns-(2-net))),((a.example-3))\n");

    const dns = record(DNSSchema, { Answers: [{ Name: "a", MX: { Preference: 10, Name: "m" } }] });
    expect(cell({}, "Answers", dns, DNSSchema)).toMatch(/^\(\(a-.*-\(10-m\).*\)\)\n$/);
    expect(cell({}, "Answers", record(DNSSchema, { Answers: [{}] }), DNSSchema)).toMatch(/^\(\(-0-0-0-0--.*\)\)\n$/);
  });

  test.each([
    ["a,b", '0,"a,b"\n'],
    ['say "hi"', '0,"say ""hi"""\n'],
    ['"', '0,""""\n'],
    ["two\nlines", '0,"two\nlines"\n'],
    ["two\rlines", '0,"two\rlines"\n'],
    ["a;b", "0,a;b\n"],
    ["ä€", "0,ä€\n"],
    ["ä,€", '0,"ä,€"\n'],
    [" a ", "0, a \n"],
    ["", "0,\n"],
  ])("quotes %j where RFC 4180 asks for it", (text, line) => {
    expect(quoted(text)).toBe(line);
  });

  test("quotes what contains another separator", () => {
    expect(quoted("a;b", ";")).toBe('0;"a;b"\n');
    expect(quoted("a,b", ";")).toBe("0;a,b\n");
    expect(quoted("a\tb", "\t")).toBe('0\t"a\tb"\n');
  });

  test("quotes numbers when the separator may stand in one", () => {
    const plan = selectColumns(planOf(TCPSchema), ["Timestamp", "SrcPort", "Options"]);
    expect(printed(new CsvWriter(plan, { separator: "." }), tcp)).toBe(
      'Timestamp.SrcPort.Options\n"1216384407.092326".102.((2-4-05b4)-(1-1-))\n',
    );
    expect(printed(new CsvWriter(plan, { separator: "-", header: false }), tcp)).toBe(
      '1216384407.092326-102-"((2-4-05b4)-(1-1-))"\n',
    );
    expect(printed(new CsvWriter(plan, { structSeparator: ",", header: false }), tcp)).toBe(
      '1216384407.092326,102,"((2,4,05b4),(1,1,))"\n',
    );
  });

  test("quotes an empty cell that is alone in its line", () => {
    expect(cell({}, "SrcIP", new Uint8Array(0))).toBe('""\n');
    expect(cell({}, "Payload", new Uint8Array(0))).toBe('""\n');
    expect(cell({}, "SrcPort", new Uint8Array(0))).toBe("0\n");
  });

  test("writes U+FFFD for what is not UTF-8", () => {
    expect(quoted(hex("61 ff 2c 62"))).toBe('0,"a\ufffd,b"\n');
  });

  test("takes strings from a structure as they are", () => {
    const dhcp = record(DHCPv4Schema, { Options: [{ Type: 12, Length: 4, Data: 'a"b,' }] });
    expect(cell({}, "Options", dhcp, DHCPv4Schema)).toBe('"((12-4-a""b,))"\n');
  });
});
