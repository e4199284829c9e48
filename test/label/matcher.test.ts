import type { DescMessage, MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, test } from "@jest/globals";
import {
  ARPSchema,
  ConnectionSchema,
  DNSSchema,
  EthernetSchema,
  HTTPSchema,
  ICMPv4Schema,
  IPProfileSchema,
  IPv4Schema,
  TCPSchema,
  TLSClientHelloSchema,
} from "../../ts/gen/netcap_pb.ts";
import { AlertTable } from "../../ts/label/alertTable.ts";
import { Matcher } from "../../ts/label/matcher.ts";
import { RecordView } from "../../ts/label/recordView.ts";
import { type AttackEntry, compileAttack } from "../../ts/label/schedule.ts";
import { eveAlert } from "../../ts/label/suricata.ts";
import { TimeZone } from "../../ts/label/timeZone.ts";
import { recordTypeOf } from "../../ts/record/catalogue.ts";
import { planOf } from "../../ts/record/plan.ts";
import { at, recordBytes } from "./recordFiles.ts";

const UTC = TimeZone.of("UTC") as TimeZone;

/** An alert of 1 June 2024, as Suricata tells it. */
function alert(name: string, time: string, ends: string, proto = "TCP", more: object = {}): string {
  const [src_ip, src_port, dest_ip, dest_port] = ends.split(" ").map((text) => (/^\d+$/.test(text) ? Number(text) : text));
  const event = { timestamp: `2024-06-01T${time}+0000`, event_type: "alert", proto, ...more };
  return JSON.stringify({ ...event, src_ip, src_port, dest_ip, dest_port, alert: { category: name } });
}

function attack(name: string, start: string, end: string, more: Partial<AttackEntry> = {}): AttackEntry {
  const [date, none] = ["2024-06-01", [] as string[]];
  const texts = { line: 1, name, category: "", description: "", date, zone: "", protocol: "" };
  return { ...texts, start, end, ips: none, attackers: none, victims: none, ports: none, victimTraffic: false, ...more };
}

/** The labels of a record, in the order of what gave them. */
function labels<Desc extends DescMessage>(rules: readonly (string | AttackEntry)[], desc: Desc, record: MessageInitShape<Desc>) {
  const table = new AlertTable();
  rules.forEach((rule, line) => {
    if (typeof rule !== "string") table.addAttack(compileAttack(rule, { zone: UTC }), rule.name, 0);
    else {
      const found = eveAlert(rule, UTC);
      if (found) table.addAlert(found, found.category, 0, line);
    }
  });
  const view = new RecordView(recordTypeOf(desc.name), planOf(desc));
  const bytes = recordBytes(desc, record);
  view.read(bytes, 0, bytes.length);
  const hits: number[] = [];
  new Matcher(table, 60_000_000).match(view, hits);
  return hits.map((id) => table.labels[table.label.at(id)]);
}

const A = "192.0.2.1";
const B = "198.51.100.7";
const WEB = `${A} 4000 ${B} 80`;
const tcp = { Timestamp: at("12:00:01.5"), SrcIP: A, DstIP: B, SrcPort: 4000, DstPort: 80 };
const connection = {
  TimestampFirst: at("12:00:00"),
  TimestampLast: at("12:00:10"),
  TransportProto: "TCP",
  SrcIP: A,
  DstIP: B,
  SrcPort: "4000",
  DstPort: "80",
};

describe("a packet", () => {
  test.each<[string, string[], object, string[]]>([
    ["of the very moment", [alert("x", "12:00:01.500000", WEB)], {}, ["x"]],
    ["of the other direction", [alert("x", "12:00:01.500000", `${B} 80 ${A} 4000`)], {}, ["x"]],
    ["of the moment with nanoseconds", [alert("x", "12:00:01.500000", WEB)], { Timestamp: at("12:00:01.500000999") }, ["x"]],
    ["a microsecond later", [alert("x", "12:00:01.500001", WEB)], {}, []],
    ["of other ports", [alert("x", "12:00:01.500000", `${A} 4001 ${B} 80`)], {}, []],
    ["of ports the wrong way around", [alert("x", "12:00:01.500000", `${A} 80 ${B} 4000`)], {}, []],
    ["of another protocol", [alert("x", "12:00:01.500000", WEB, "UDP")], {}, []],
    ["of another host", [alert("x", "12:00:01.500000", `${A} 4000 198.51.100.8 80`)], {}, []],
    [
      "of two alerts, in the order in which they were read",
      [alert("x", "12:00:01.5", WEB), alert("y", "12:00:01.5", WEB)],
      {},
      ["x", "y"],
    ],
    ["of an alert that comes twice", [alert("x", "12:00:01.5", WEB), alert("x", "12:00:01.5", WEB)], {}, ["x", "x"]],
    ["of an alert without addresses", [alert("x", "12:00:01.5", "")], {}, ["x"]],
    [
      "of alerts out of order",
      [alert("y", "12:00:02", WEB), alert("x", "12:00:01.5", WEB), alert("z", "12:00:00", WEB)],
      {},
      ["x"],
    ],
  ])("%s", (_, rules, more, expected) => {
    expect(labels(rules, TCPSchema, { ...tcp, ...more })).toEqual(expected);
  });

  test("with IPv6 addresses, however they are written", () => {
    const rule = alert("x", "12:00:01.5", "2001:0db8:0000:0000:0000:0000:0000:0001 4000 2001:DB8::2 80");
    expect(labels([rule], TCPSchema, { ...tcp, SrcIP: "2001:db8::1", DstIP: "2001:db8::2" })).toEqual(["x"]);
    expect(labels([rule], TCPSchema, { ...tcp, SrcIP: "2001:db8::1", DstIP: "2001:db8::3" })).toEqual([]);
  });

  test("of ICMP, whose alerts have no ports", () => {
    const ping = { Timestamp: at("12:00:01"), SrcIP: A, DstIP: B };
    const rule = alert("ping", "12:00:01", "", "ICMP", {}).replace('"src_ip":""', `"src_ip":"${A}","dest_ip":"${B}"`);
    expect(labels([rule], ICMPv4Schema, ping)).toEqual(["ping"]);
    expect(labels([rule], TCPSchema, { ...tcp, ...ping })).toEqual([]);
    expect(labels([rule], IPv4Schema, { ...ping, Protocol: 1 })).toEqual(["ping"]);
    expect(labels([rule], IPv4Schema, { ...ping, Protocol: 6 })).toEqual([]);
    expect(labels([rule], ConnectionSchema, { ...connection, TransportProto: "" })).toEqual(["ping"]);
    expect(labels([rule], ConnectionSchema, connection)).toEqual([]);
  });

  test("without addresses in its record", () => {
    expect(labels([alert("x", "12:00:01.5", WEB)], EthernetSchema, { Timestamp: at("12:00:01.5") })).toEqual(["x"]);
    expect(labels([alert("x", "12:00:01.5", WEB)], EthernetSchema, { Timestamp: at("12:00:01.6") })).toEqual([]);
    expect(labels([alert("x", "12:00:01.5", WEB)], EthernetSchema, {})).toEqual([]);
  });

  test("with addresses under other names", () => {
    const record = { Timestamp: at("12:00:01"), SrcProtocolAddress: A, DstProtocolAddress: B };
    expect(labels([alert("x", "12:00:01", `${A} 0 ${B} 0`, "")], ARPSchema, record)).toEqual(["x"]);
  });

  test("of an application over whatever protocol, by its ports", () => {
    const dns = { ...tcp, DstPort: 53 };
    expect(labels([alert("x", "12:00:01.5", `${A} 4000 ${B} 53`, "UDP")], DNSSchema, dns)).toEqual(["x"]);
    expect(labels([alert("x", "12:00:01.5", `${A} 4000 ${B} 54`, "UDP")], DNSSchema, dns)).toEqual([]);
  });
});

describe("a connection", () => {
  test.each<[string, string[], string[]]>([
    ["at its first moment", [alert("x", "12:00:00", WEB)], ["x"]],
    ["at its last moment", [alert("x", "12:00:10", WEB)], ["x"]],
    ["before", [alert("x", "11:59:59.999999", WEB)], []],
    ["after", [alert("x", "12:00:10.000001", WEB)], []],
    ["in the other direction", [alert("x", "12:00:05", `${B} 80 ${A} 4000`)], ["x"]],
    ["with the earliest alert first", [alert("late", "12:00:09", WEB), alert("early", "12:00:01", WEB)], ["early", "late"]],
    ["of another port", [alert("x", "12:00:05", `${A} 4000 ${B} 443`)], []],
  ])("%s", (_, rules, expected) => {
    expect(labels(rules, ConnectionSchema, connection)).toEqual(expected);
  });

  test("whose end only its duration tells", () => {
    const record = { ...connection, TimestampLast: 0n, Duration: 3_000_000_000n };
    expect(labels([alert("x", "12:00:03", WEB)], ConnectionSchema, record)).toEqual(["x"]);
    expect(labels([alert("x", "12:00:03.1", WEB)], ConnectionSchema, record)).toEqual([]);
  });

  test("without a transport protocol is of no alert about TCP", () => {
    const record = { ...connection, TransportProto: "", SrcPort: "", DstPort: "" };
    expect(labels([alert("x", "12:00:03", WEB)], ConnectionSchema, record)).toEqual([]);
  });
});

describe("a record of a stream", () => {
  const hello = { Timestamp: at("12:00:00"), SrcIP: A, DstIP: B, SrcPort: 4000, DstPort: 443 };
  const http = { Timestamp: at("12:00:00"), SrcIP: A, DstIP: B };

  test("may be a minute from its alert", () => {
    const rules = (time: string) => [alert("x", time, `${B} 443 ${A} 4000`)];
    expect(labels(rules("12:01:00"), TLSClientHelloSchema, hello)).toEqual(["x"]);
    expect(labels(rules("11:59:00"), TLSClientHelloSchema, hello)).toEqual(["x"]);
    expect(labels(rules("12:01:00.000001"), TLSClientHelloSchema, hello)).toEqual([]);
    expect(labels([alert("x", "12:00:00", `${A} 4001 ${B} 443`)], TLSClientHelloSchema, hello)).toEqual([]);
  });

  test("of HTTP belongs to alerts about HTTP", () => {
    expect(labels([alert("x", "12:00:05", WEB)], HTTPSchema, http)).toEqual(["x"]);
    expect(labels([alert("x", "12:00:05", `${A} 4000 ${B} 8123`, "TCP", { app_proto: "http" })], HTTPSchema, http)).toEqual([
      "x",
    ]);
    expect(labels([alert("x", "12:00:05", WEB, "TCP", { app_proto: "ssh" })], HTTPSchema, http)).toEqual([]);
    expect(labels([alert("x", "12:00:05", `${A} 4000 ${B} 22`)], HTTPSchema, http)).toEqual([]);
  });
});

test("a host belongs to all alerts about it during its time", () => {
  const record = { Addr: B, TimestampFirst: at("12:00:00"), TimestampLast: at("12:00:10") };
  const rules = [alert("x", "12:00:05", WEB), alert("y", "12:00:06", `${B} 1 ${A} 2`), alert("z", "12:00:11", WEB)];
  expect(labels(rules, IPProfileSchema, record)).toEqual(["x", "y"]);
});

describe("an attack", () => {
  test.each<[string, AttackEntry[], string[]]>([
    ["over everything", [attack("x", "12:00", "12:01")], ["x"]],
    ["that begins with the packet", [attack("x", "12:00:01.5", "12:01")], ["x"]],
    ["that ends with the packet", [attack("x", "11:00", "12:00:01.5")], []],
    ["of one moment", [attack("x", "12:00:01.5", "12:00:01.5")], ["x"]],
    ["touching another", [attack("x", "11:00", "12:00:01.5"), attack("y", "12:00:01.5", "13:00")], ["y"]],
    ["overlapping another", [attack("y", "12:00", "13:00"), attack("x", "11:00", "14:00")], ["x", "y"]],
    ["behind one that is over", [attack("x", "10:00", "14:00"), attack("y", "11:00", "11:30")], ["x"]],
    ["of a network", [attack("x", "12:00", "13:00", { ips: ["198.51.100.0/24"] })], ["x"]],
    ["of another network", [attack("x", "12:00", "13:00", { ips: ["198.51.101.0/24"] })], []],
    ["of attackers", [attack("x", "12:00", "13:00", { attackers: [B] })], ["x"]],
    ["of attackers and victims", [attack("x", "12:00", "13:00", { attackers: [B], victims: [A] })], ["x"]],
    ["of attackers and others as victims", [attack("x", "12:00", "13:00", { attackers: [B], victims: ["192.0.2.2"] })], []],
    [
      "of all that victims do",
      [attack("x", "12:00", "13:00", { attackers: ["192.0.2.9"], victims: [A], victimTraffic: true })],
      ["x"],
    ],
    ["of a port", [attack("x", "12:00", "13:00", { ports: ["1-79", "80"] })], ["x"]],
    ["of other ports", [attack("x", "12:00", "13:00", { ports: ["81-90"] })], []],
    ["of a protocol", [attack("x", "12:00", "13:00", { protocol: "UDP" })], []],
    ["in another time zone", [attack("x", "14:00", "14:01", { zone: "Europe/Berlin" })], ["x"]],
  ])("%s", (_, rules, expected) => {
    expect(labels(rules, TCPSchema, tcp)).toEqual(expected);
  });

  test("of IPv6 networks", () => {
    const record = { ...tcp, SrcIP: "2001:db8:0:1::5", DstIP: "2001:db8::2" };
    expect(labels([attack("x", "12:00", "13:00", { ips: ["2001:db8:0:1::/64"] })], TCPSchema, record)).toEqual(["x"]);
    expect(labels([attack("x", "12:00", "13:00", { ips: ["2001:db8:0:3::/64"] })], TCPSchema, record)).toEqual([]);
  });

  test("overlaps with connections", () => {
    expect(labels([attack("x", "12:00:10", "12:01")], ConnectionSchema, connection)).toEqual(["x"]);
    expect(labels([attack("x", "11:00", "12:00:00")], ConnectionSchema, connection)).toEqual([]);
    expect(labels([attack("x", "11:00", "12:00:00.000001")], ConnectionSchema, connection)).toEqual(["x"]);
  });

  test("labels records without addresses only where it is about all of them", () => {
    const record = { Timestamp: at("12:00:01") };
    expect(labels([attack("x", "12:00", "13:00")], EthernetSchema, record)).toEqual(["x"]);
    expect(labels([attack("x", "12:00", "13:00", { ips: ["0.0.0.0/0"] })], EthernetSchema, record)).toEqual([]);
  });
});
