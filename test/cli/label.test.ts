import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "@jest/globals";
import { label } from "../../ts/cli/label.ts";
import { main } from "../../ts/cli/main.ts";
import { EthernetSchema, TCPSchema } from "../../ts/gen/netcap_pb.ts";
import type { Audit } from "../../ts/label/audit.ts";
import { at, recordFile } from "../label/recordFiles.ts";
import { memoryIo } from "./memoryIo.ts";

const root = mkdtempSync(join(tmpdir(), "netcap-label-"));
const records = join(root, "records");
afterAll(() => rmSync(root, { recursive: true }));

const A = "192.0.2.1";
const B = "198.51.100.7";
const packet = (time: string, SrcPort: number) => ({ Timestamp: at(time), SrcIP: A, DstIP: B, SrcPort, DstPort: 80 });
const tcp = recordFile(TCPSchema, packet("12:00:01", 4000), packet("12:00:02", 4001), packet("12:00:03", 4002));

function written(name: string, content: string | Uint8Array): string {
  const path = join(root, name);
  writeFileSync(path, content);
  return path;
}

/** A new directory with record files. */
function directory(files: Record<string, Uint8Array>): string {
  const path = mkdtempSync(`${records}-`);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(path, name), bytes);
  return path;
}

const FILES = {
  "TCP.ncap.gz": gzipSync(tcp),
  "Ethernet.ncap": recordFile(EthernetSchema, { Timestamp: at("12:00:02") }),
};

async function run(argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const io = memoryIo();
  const code = await main(label, argv, io);
  return { code, out: io.out, err: io.err };
}

const text = (...path: string[]) => readFileSync(join(...path), "utf8");
const audit = (path: string) => JSON.parse(text(path, "label-audit.json")) as Audit;
/** The ports of TCP records and their labels. */
const results = (path: string) => text(path, "TCP_labeled.csv").trimEnd().split("\n").slice(1);

const line = (time: string, port: number, category: string, signature = "rule") =>
  JSON.stringify({
    timestamp: `2024-06-01T${time}.000000+0000`,
    event_type: "alert",
    src_ip: A,
    src_port: port,
    dest_ip: B,
    dest_port: 80,
    proto: "TCP",
    alert: { category, signature },
  });
const EVE = written(
  "eve.json",
  [
    line("12:00:03", 4002, "Trojan", "a trojan"),
    '{"timestamp":"2024-06-01T12:00:00+0000","event_type":"flow"}',
    line("12:00:02", 4001, "Scan", "a scan"),
    "",
    line("12:00:02", 4001, "Trojan", "a trojan"),
    line("13:00:00", 4001, "Late", "too late"),
    '{"timestamp":"2024-06-01T12:00',
    "[]",
    '{"event_type":"alert","alert":{"category":"x"},"timestamp":"never"}',
    '{"event_type":"alert","timestamp":"2024-06-01T12:00:00Z"}',
    '{"event_type":"alert","alert":{},"timestamp":"2024-06-01T12:00:00Z"}',
    '{"n":1}',
  ].join("\n"),
);

describe("label", () => {
  test("labels the records of a directory, with the earliest alert", async () => {
    const out = directory(FILES);
    const { code, err } = await run(["-o", out, "-a", EVE, "--select", "SrcPort"]);
    expect(text(out, "TCP_labeled.csv")).toBe("SrcPort,result\n4000,normal\n4001,Scan\n4002,Trojan\n");
    expect(text(out, "Ethernet_labeled.csv")).toBe("result\nScan\n");
    expect(err).toBe(`4 alerts: 1 matched, 2 ambiguous, 1 unmatched, 0 excluded
4 records of 2 types: 3 labelled, 1 normal
see ${out}/label-audit.txt and .html for what labelled what
netcap: "${EVE}" has 6 broken lines, the first being line 7, which is no JSON
`);
    expect(code).toBe(0);
  });

  test.each([
    ["--collect", ["4000,normal", "4001,Scan | Trojan", "4002,Trojan"]],
    ["--description", ["4000,normal", "4001,a scan", "4002,a trojan"]],
    ["--exclude=scan,Late", ["4000,normal", "4001,Trojan", "4002,Trojan"]],
    ["-excluded=TROJAN", ["4000,normal", "4001,Scan", "4002,normal"]],
  ])("%s", async (flag, expected) => {
    const out = directory(FILES);
    expect((await run(["-o", out, EVE, "--select", "SrcPort", flag])).code).toBe(0);
    expect(results(out)).toEqual(expected);
    expect(audit(out).balanced).toBe(true);
  });

  test("--strict fails where two alerts meet, and writes nothing", async () => {
    const out = directory(FILES);
    const { code, err } = await run(["-o", out, EVE, "--strict"]);
    expect(code).toBe(1);
    expect(err).toBe(
      `netcap: --strict allows one alert a moment: ${EVE}, line 5 is of the same moment as ${EVE}, line 3 (2024-06-01T12:00:02.000000Z)\n`,
    );
    expect(readdirSync(out)).toEqual(["Ethernet.ncap", "TCP.ncap.gz"]);
    expect((await run(["-o", out, EVE, "--strict", "--exclude", "Scan"])).code).toBe(0);
  });

  test("--disable-layers leaves out what has no addresses", async () => {
    const out = directory(FILES);
    await run(["-o", out, EVE, "--disable-layers"]);
    expect(readdirSync(out).filter((name) => name.endsWith(".csv"))).toEqual(["TCP_labeled.csv"]);
    expect(audit(out).remarks).toEqual(["Ethernet is left out: its records have no addresses"]);
  });

  test("writes JSON Lines elsewhere, and other separators", async () => {
    const out = directory(FILES);
    await run(["-o", out, EVE, "--to", join(out, "there"), "--format", "jsonl", "--select", "SrcPort", "--disable-layers"]);
    expect(text(out, "there", "TCP_labeled.jsonl")).toBe(
      '{"SrcPort":4000,"result":"normal"}\n{"SrcPort":4001,"result":"Scan"}\n{"SrcPort":4002,"result":"Trojan"}\n',
    );
    await run(["-o", out, EVE, "-sep", ";", "--select", "SrcPort,DstPort", "--utc"]);
    expect(results(out)).toEqual(["4000;80;normal", "4001;80;Scan", "4002;80;Trojan"]);
  });

  test("replaces what is there only when it may", async () => {
    const out = directory(FILES);
    expect((await run(["-o", out, EVE])).code).toBe(0);
    const { code, err } = await run(["-o", out, EVE]);
    expect(code).toBe(1);
    expect(err).toBe(
      `netcap: "${out}/Ethernet_labeled.csv" exists already: choose another directory with --to, or replace it with --force\n`,
    );
    expect((await run(["-o", out, EVE, "--force"])).code).toBe(0);
  });
});

test("the audit tells what labelled what, and its sums balance", async () => {
  const out = directory(FILES);
  await run(["-o", out, EVE]);
  const found = audit(out);
  expect(found.alerts).toEqual({ read: 4, excluded: 0, clear: 1, ambiguous: 2, unmatched: 1 });
  expect(found.records).toEqual({ total: 4, normal: 1, labelled: 3, ambiguous: 2 });
  expect(found.types).toEqual([
    { type: "Ethernet", records: 1, normal: 0, ambiguous: 1, labels: { Scan: 1 } },
    { type: "TCP", records: 3, normal: 1, ambiguous: 1, labels: { Scan: 1, Trojan: 1 } },
  ]);
  expect(found.sources).toEqual([
    {
      path: EVE,
      format: "Suricata eve.json",
      lines: 12,
      alerts: 4,
      excluded: 0,
      other: 1,
      empty: 1,
      broken: 6,
      problems: [
        { line: 7, problem: "is no JSON" },
        { line: 8, problem: "is no JSON object" },
        { line: 9, problem: "has no timestamp that can be read" },
        { line: 10, problem: "is an alert without its rule" },
        { line: 11, problem: "has neither a category nor a signature" },
        { line: 12, problem: "has no event_type" },
      ],
    },
  ]);
  const scan = { file: EVE, line: 3, time: "2024-06-01T12:00:02.000000Z" };
  expect(found.labels).toEqual([
    { label: "Late", alerts: 1, unmatched: 1, evidence: [], more: 0 },
    {
      label: "Scan",
      alerts: 1,
      unmatched: 0,
      evidence: [{ ...scan, records: 2, first: { type: "Ethernet", record: 1 }, ambiguous: true }],
      more: 0,
    },
    {
      label: "Trojan",
      alerts: 2,
      unmatched: 0,
      evidence: [
        {
          file: EVE,
          line: 1,
          time: "2024-06-01T12:00:03.000000Z",
          records: 1,
          first: { type: "TCP", record: 3 },
          ambiguous: false,
        },
        { ...scan, line: 5, records: 2, first: { type: "Ethernet", record: 1 }, ambiguous: true },
      ],
      more: 0,
    },
  ]);
  expect(found.unmatched).toEqual([{ file: EVE, line: 6, time: "2024-06-01T13:00:00.000000Z", label: "Late" }]);
  expect(found.balanced).toBe(true);
  expect(text(out, "label-audit.txt")).toContain(
    "Alerts: 4 read = 0 excluded + 1 matched + 2 ambiguous + 1 unmatched\nRecords: 4 = 1 normal + 3 labelled, of which 2 ambiguous\nSums balance: yes\n",
  );
  const page = text(out, "label-audit.html");
  expect(page).toContain("<svg ");
  expect(page).not.toMatch(/https?:|<script|src=/);
});

test("what logs say does no harm to the page", async () => {
  const out = directory(FILES);
  const log = written("hostile.json", line("12:00:01", 4000, "<script>alert('1')</script>\u001b[31m\u0000"));
  await run(["-o", out, log]);
  expect(text(out, "label-audit.html")).not.toContain("<script");
  expect(text(out, "label-audit.txt")).not.toContain("\u001b");
});

describe("other sources", () => {
  test.each([
    [
      "fast.log",
      `06/01/2024-14:00:02.000000  [**] [1:2000:3] a scan [**] [Classification: Scan] [Priority: 2] {TCP} ${A}:4001 -> ${B}:80
06/01/2024-14:00:03.000000  [Drop] [**] [1:2000:3] a drop [**] [Priority: 2] {TCP} ${B}:80 -> ${A}:4002
06/01/2024-14:00:01.000000  [**] [1:1:1] ping [**] [Classification: Ping] [Priority: 3] {ICMP} ${A} -> ${B}
06/01/2024-14:00:01.000000  [**] [1:1:1] ping [**] [Classification: Ping] [Priority: 3] {ICMP} ${A}:8 -> ${B}:0
06/01/2024-14:00:03.000000  [**] nonsense`,
      ["4000,normal", "4001,Scan", "4002,a drop"],
      { format: "Suricata fast.log", lines: 5, alerts: 4, broken: 1 },
    ],
    [
      "a notice.log",
      `#separator \\x09
#unset_field\t-
#path\tnotice
#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tnote\tmsg\tsrc\tdst\tp
#types\ttime\taddr\tport\taddr\tport\tenum\tenum\tstring\taddr\taddr\tport
1717243202.000000\t${A}\t4001\t${B}\t80\ttcp\tSSL::Bad\tbad\t-\t-\t-
1717243203.000000\t-\t-\t-\t-\t-\tScan::Port\tscan\t${A}\t-\t-
1717243203.000000\tcut
#close\t2024`,
      ["4000,normal", "4001,SSL::Bad", "4002,Scan::Port"],
      { format: "Zeek notice.log", lines: 9, alerts: 2, other: 6, broken: 1 },
    ],
    [
      "a notice.log in JSON",
      `{"ts":1717243202.0,"id.orig_h":"${A}","id.orig_p":4001,"id.resp_h":"${B}","id.resp_p":80,"proto":"tcp","note":"N"}
{"ts":"2024-06-01T12:00:03.000000Z","id":{"orig_h":"${B}","orig_p":80,"resp_h":"${A}","resp_p":4002},"note":"M"}
{"ts":1}`,
      ["4000,normal", "4001,N", "4002,M"],
      { format: "Zeek notice.log (JSON)", lines: 3, alerts: 2, broken: 1 },
    ],
  ])("%s", async (name, content, expected, source) => {
    const out = directory(FILES);
    const log = written(name.replaceAll(" ", "-"), gzipSync(content));
    await run(["-o", out, log, "--timezone", "Europe/Berlin", "--select", "SrcPort"]);
    expect(results(out)).toEqual(expected);
    expect(audit(out).sources[0]).toMatchObject(source);
    expect(audit(out).balanced).toBe(true);
  });

  test.each([
    [
      "YAML in the original's form",
      `location: Canada/Atlantic
timeFormat: "3:04:05 PM"
dateFormat: 2/1/2006
attacks:
  - num: 1
    name: first
    category: DoS
    date: 1/6/2024
    start: 9:00:02 AM
    end: 9:00:03 AM
    victims: [${B}]
    attackers: [192.0.2.0/24]
  - nonsense
  - {name: backwards, date: 1/6/2024, start: "9:00:03 AM", end: "9:00:02 AM"}
  - {name: nowhere, date: 1/6/2024, start: "9:00:02 AM", end: "9:00:03 AM", ips: [300.1.1.1]}
`,
      ["13 is no attack: it has no fields", "14 ends before it begins", '15 names "300.1.1.1", which is no address or network'],
    ],
    [
      "CSV",
      `# times of the laboratory
name,start,end,timezone,category,attackers,ports
"first, of two",2024-06-01 14:00:02,2024-06-01T12:00:03Z,Europe/Berlin,DoS,${A};10.0.0.0/8,80 8000-8080
late,soon,later,,,,
short,1
"open,2024-06-01,2024-06-02,,,,
`,
      [
        '4 has the start "soon", which is no time that can be read',
        "5 has 2 cells where the first line names 7",
        "6 has a quote that is not closed",
      ],
    ],
  ])("%s", async (name, content, problems) => {
    const out = directory(FILES);
    const { code } = await run(["-o", out, "--custom", written(name.replace(/\W/g, "-"), content), "--select", "SrcPort"]);
    expect(code).toBe(0);
    expect(results(out)).toEqual(["4000,normal", "4001,DoS", "4002,normal"]);
    expect(audit(out).sources[0]?.problems.map((entry) => `${entry.line} ${entry.problem}`)).toEqual(problems);
  });

  test.each([
    ["YAML that is none", "attacks: [", /^netcap: ".*" is no YAML: line 1: /],
    ["YAML without attacks", "a: 1", /is no schedule: it needs a list "attacks"\n/],
    ["YAML that grows", "a: &a [1]\nb: &b [*a,*a]\nattacks: 7", /needs a list "attacks"/],
    ["CSV without times", "name,when\n", /is no schedule: the column "start" is missing; columns are name, start, end,/],
    ["CSV with unknown columns", "name,start,end,who\n", /is no schedule: there is no column "who"/],
  ])("a schedule of %s is refused", async (_, content, sentence) => {
    const { code, err } = await run(["-o", directory(FILES), "--custom", written("bad", content)]);
    expect(err.replace("no labels found\n", "")).toMatch(sentence);
    expect(code).toBe(1);
  });

  test("Suricata, where it is", async () => {
    const out = directory(FILES);
    const pcap = written("traffic.pcap", "");
    const fake = written("suricata", `#!/bin/sh\nwhile [ "$1" != -l ]; do shift; done\ncp "${EVE}" "$2/eve.json"\n`);
    chmodSync(fake, 0o755);
    const argv = ["-o", out, "-read", pcap, "--suricata", fake, "--select", "SrcPort"];
    expect((await run(argv)).code).toBe(0);
    expect(results(out)).toEqual(["4000,normal", "4001,Scan", "4002,Trojan"]);
    const { code, err } = await run([...argv, "--force", "--suricata", join(root, "absent")]);
    expect(code).toBe(1);
    expect(err).toContain(`there is no program "${root}/absent": install Suricata`);
  });
});

describe("trouble is told", () => {
  test("no source, no records, no zone, no field", async () => {
    expect((await run(["-o", root])).code).toBe(2);
    expect((await run(["-o", directory({}), EVE])).err).toMatch(
      /holds no record files: make them with "netcap capture -r FILE -o /,
    );
    expect((await run(["-o", root, EVE, "--timezone", "Mars"])).err).toMatch(/"Mars" is no time zone/);
    expect((await run(["-o", directory(FILES), EVE, "--select", "Nope"])).err).toMatch(
      /no type of records here has a field "Nope"/,
    );
  });

  test("no alerts", async () => {
    const out = directory(FILES);
    const { code, err } = await run(["-o", out, written("quiet.json", '{"event_type":"flow"}\n')]);
    expect({ code, err }).toEqual({ code: 0, err: "no labels found\n" });
    expect(readdirSync(out).filter((name) => name.endsWith(".csv"))).toEqual([]);
  });

  test("a file that is no log, and one that is not there", async () => {
    const out = directory(FILES);
    const prose = written("prose.txt", "It was a dark and stormy night.\n");
    const { code, err } = await run(["-o", out, prose, join(root, "absent.json"), EVE]);
    expect(code).toBe(1);
    expect(err).toContain(`"${prose}" is no log of alerts: none of its lines looks like eve.json, fast.log or notice.log`);
    expect(err).toContain(`cannot read "${root}/absent.json": no such file`);
    expect(audit(out).labels.map((entry) => entry.evidence[0]?.file)).toEqual([undefined, EVE, EVE]);
  });

  test("a record file that is cut, after its whole records", async () => {
    const out = directory({ "TCP.ncap": tcp.subarray(0, -5), "Bad.ncap": Buffer.from("nonsense") });
    const { code, err } = await run(["-o", out, EVE, "--select", "SrcPort"]);
    expect(code).toBe(1);
    expect(err).toMatch(/TCP\.ncap: ends in the middle of a record/);
    expect(err).toMatch(/Bad\.ncap: is not a record file/);
    expect(results(out)).toEqual(["4000,normal", "4001,Scan"]);
  });

  test("a line without an end", async () => {
    const out = directory(FILES);
    await run(["-o", out, written("long.json", `${"x".repeat(5 << 20)}\n${line("12:00:02", 4001, "Scan")}`)]);
    expect(audit(out).sources[0]?.problems).toEqual([{ line: 1, problem: "is longer than 4 Mi characters" }]);
    expect(audit(out).records.labelled).toBe(2);
  });
});
