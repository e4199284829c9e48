import { describe, expect, test } from "@jest/globals";
import { Core } from "../../ts/core/core.ts";
import { coreModule } from "../../ts/core/coreModule.ts";
import { flawsOf } from "../core/canonical.ts";
import { decodeBytes } from "../core/decodeBytes.ts";
import { pcapBytes, type TestPacket } from "../core/pcapBytes.ts";
import { atHand, captureNames, readCapture } from "../golden/captures.ts";
import { type Host, type Json, pick, recordsOfLanes, tcp, timeOf, udp } from "./traffic.ts";

const RECORDS = ["IPProfile", "DeviceProfile"];
const A: Host = [1, 40000];
const B: Host = [2, 443];

interface Profiles {
  addresses: Map<string, Json>;
  devices: Map<string, Json>;
}

/** The profiles of packets, by address. */
async function profiles(packets: readonly TestPacket[]): Promise<Profiles> {
  const decoded = await decodeBytes(pcapBytes(1, packets), { records: RECORDS });
  expect(flawsOf(decoded)).toEqual([]);
  const found = recordsOfLanes(decoded);
  const by = (name: string, key: string) => new Map((found.get(name) ?? []).map((record) => [record[key] as string, record]));
  return { addresses: by("IPProfile", "Addr"), devices: by("DeviceProfile", "MacAddr") };
}

/** A frame from 02:00:00:00:00:`from` to 02:00:00:00:00:`to`, of hexadecimal bytes. */
function frame(at: number, from: number, to: number, hex: string): TestPacket {
  const bytes = Buffer.from(hex.replace(/\s/g, ""), "hex");
  return { time: timeOf(at), data: Uint8Array.from([2, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from, ...bytes]) };
}

/** An IPv4 packet without content from 198.51.100.`source` to 203.0.113.`destination`. */
function ip(at: number, from: number, to: number, source: number, destination: number): TestPacket {
  const byte = (n: number) => n.toString(16).padStart(2, "0");
  return frame(at, from, to, `0800 45000014 00000000 40fd0000 c63364${byte(source)} cb0071${byte(destination)}`);
}

const mac = (n: number) => `02:00:00:00:00:0${n}`;
const port = (number: number, protocol: string, packets: number, bytes: number) => ({
  PortNumber: number,
  Protocol: protocol,
  Stats: { Packets: `${packets}`, Bytes: `${bytes}` },
});

describe("two hosts that talk", () => {
  // Frames of 54 bytes and payload; UDP of 42 and payload.
  const packets = [
    tcp(0, A, B, { flags: "S" }),
    tcp(1, B, A, { flags: "SA" }),
    tcp(2, A, B, { flags: "PA", size: 100 }),
    udp(3, A, B, 10),
  ];

  test("have a profile of each address", async () => {
    const { addresses } = await profiles(packets);
    expect(Object.fromEntries(addresses)).toEqual({
      "192.0.2.1": {
        Addr: "192.0.2.1",
        NumPackets: "4",
        TimestampFirst: `${timeOf(0)}`,
        TimestampLast: `${timeOf(3)}`,
        Bytes: "314",
        SrcPorts: [port(40000, "TCP", 2, 208), port(40000, "UDP", 1, 52)],
        DstPorts: [port(40000, "TCP", 1, 54)],
        ContactedPorts: [port(443, "TCP", 3, 262), port(443, "UDP", 1, 52)],
        Contacts: ["192.0.2.2"],
      },
      "192.0.2.2": {
        Addr: "192.0.2.2",
        NumPackets: "4",
        TimestampFirst: `${timeOf(0)}`,
        TimestampLast: `${timeOf(3)}`,
        Bytes: "314",
        SrcPorts: [port(443, "TCP", 1, 54)],
        DstPorts: [port(443, "TCP", 2, 208), port(443, "UDP", 1, 52)],
        ContactedPorts: [port(40000, "TCP", 3, 262), port(40000, "UDP", 1, 52)],
        Contacts: ["192.0.2.1"],
      },
    });
  });

  test("are devices that have each other for a contact", async () => {
    const { devices } = await profiles(packets);
    expect(Object.fromEntries(devices)).toEqual({
      [mac(1)]: {
        MacAddr: mac(1),
        DeviceIPs: ["192.0.2.1"],
        Contacts: ["192.0.2.2"],
        NumPackets: "3",
        Timestamp: `${timeOf(0)}`,
        TimestampLast: `${timeOf(3)}`,
        Bytes: "260",
      },
      [mac(2)]: {
        MacAddr: mac(2),
        DeviceIPs: ["192.0.2.2"],
        Contacts: ["192.0.2.1"],
        NumPackets: "1",
        Timestamp: `${timeOf(1)}`,
        TimestampLast: `${timeOf(1)}`,
        Bytes: "54",
      },
    });
  });
});

test("late packets move the times", async () => {
  const { addresses, devices } = await profiles([udp(5, A, B), udp(2, A, B), udp(4, A, B)]);
  expect([addresses.get("192.0.2.1")]).toMatchObject([{ TimestampFirst: `${timeOf(2)}`, TimestampLast: `${timeOf(5)}` }]);
  expect([devices.get(mac(1))]).toMatchObject([{ Timestamp: `${timeOf(2)}`, TimestampLast: `${timeOf(5)}` }]);
});

test("a host that talks to itself has each packet once", async () => {
  const { addresses } = await profiles([udp(0, [1, 5], [1, 6])]);
  expect(pick([...addresses.values()], "NumPackets", "SrcPorts", "DstPorts", "ContactedPorts")).toEqual([
    {
      NumPackets: "1",
      SrcPorts: [port(5, "UDP", 1, 46)],
      DstPorts: [port(6, "UDP", 1, 46)],
      ContactedPorts: [port(6, "UDP", 1, 46), port(5, "UDP", 1, 46)],
    },
  ]);
});

test("protocols are counted once a packet, in tunnels for the hosts within", async () => {
  // UDP to port 4789: VXLAN with a DNS query from 10.0.0.1 to 10.0.0.2 for a.
  const dns = "0001 0100 0001 0000 0000 0000 0161 00 0001 0001";
  const inner = `020000000009 020000000008 0800 4500002f 00000000 40110000 0a000001 0a000002 3039 0035 001b 0000 ${dns}`;
  const outer = `0800 45000061 00000000 40110000 c0000201 c0000202 2000 12b5 004d 0000 08000000 00000100 ${inner}`;
  const { addresses, devices } = await profiles([frame(0, 1, 2, outer), frame(1, 1, 2, outer)]);
  const protocols = [...addresses.values()].map(({ Addr, NumPackets, Protocols }) => [Addr, NumPackets, Protocols]);
  expect(protocols).toEqual([
    ["192.0.2.1", "2", { VXLAN: { Packets: "2", Category: "UNKNOWN" } }],
    ["192.0.2.2", "2", { VXLAN: { Packets: "2", Category: "UNKNOWN" } }],
    ["10.0.0.1", "2", { DNS: { Packets: "2", Category: "UNKNOWN" } }],
    ["10.0.0.2", "2", { DNS: { Packets: "2", Category: "UNKNOWN" } }],
  ]);
  expect(pick([...devices.values()], "MacAddr", "DeviceIPs", "Contacts")).toEqual([
    { MacAddr: mac(1), DeviceIPs: ["192.0.2.1"], Contacts: ["192.0.2.2"] },
  ]);
});

describe("a device has the addresses that are its own", () => {
  const forwarded = (count: number) => Array.from({ length: count }, (_, i) => ip(i, 1, 2, 10 + i, 1));
  const shown = (count: number) => Array.from({ length: count }, (_, i) => `198.51.100.${10 + i}`);

  async function own(...packets: readonly TestPacket[]): Promise<Json[]> {
    const { devices } = await profiles(packets);
    return pick([devices.get(mac(1)) ?? {}], "DeviceIPs", "Forwards");
  }

  test("all of up to eight", async () => {
    expect(await own(...forwarded(8), ...forwarded(8))).toEqual([{ DeviceIPs: shown(8), Forwards: undefined }]);
  });

  test("none of more than eight, which a router forwards", async () => {
    expect(await own(...forwarded(9))).toEqual([{ DeviceIPs: undefined, Forwards: true }]);
    expect(await own(...forwarded(40))).toEqual([{ DeviceIPs: undefined, Forwards: true }]);
  });

  const arp = (at: number, from: number, operation: string, sender: string) =>
    frame(at, from, 9, `0806 0001 0800 06 04 ${operation} 020000000001 ${sender} 000000000000 c0000209`);

  test("but for those that it claims by ARP, before or after", async () => {
    const claims = [arp(0, 1, "0001", "c0000201"), arp(1, 1, "0002", "c6336411")];
    const expected = [{ DeviceIPs: ["192.0.2.1", "198.51.100.17"], Forwards: true }];
    expect(await own(...claims, ...forwarded(20))).toEqual(expected);
    expect(await own(...forwarded(20), ...claims)).toEqual(expected);
    expect(await own(...forwarded(5), ...claims)).toEqual([
      { DeviceIPs: [...shown(5), "192.0.2.1", "198.51.100.17"], Forwards: undefined },
    ]);
  });

  test("not by an ARP probe, nor by the frame of another", async () => {
    expect(await own(...forwarded(9), arp(0, 1, "0001", "00000000"), arp(0, 3, "0001", "c0000201"))).toEqual([
      { DeviceIPs: undefined, Forwards: true },
    ]);
  });

  const ipv6 = (hops: string, body: string) =>
    frame(50, 1, 2, `86dd 60000000 0018 3a ${hops} fe80000000000000 0000000000000001 ff02000000000000 0000000000000001 ${body}`);
  const advertisement = "8800 0000 20000000 20010db8000000000000000000000007";
  const solicitation = "8700 0000 00000000 20010db8000000000000000000000008";

  test("and by neighbor discovery, as its sender and as what it advertises", async () => {
    expect(await own(...forwarded(9), ipv6("ff", advertisement))).toEqual([{ DeviceIPs: ["2001:db8::7"], Forwards: true }]);
    expect(await own(...forwarded(9), ipv6("ff", solicitation))).toEqual([{ DeviceIPs: ["fe80::1"], Forwards: true }]);
    expect(await own(...forwarded(9), ipv6("fe", solicitation))).toEqual([{ DeviceIPs: undefined, Forwards: true }]);
  });

  test("and by DHCP, as a client", async () => {
    const message = (op: string, ciaddr: string, client: string) =>
      `${op} 01 06 00 00000001 0000 0000 ${ciaddr} 00000000 00000000 00000000 ${client} ${"00".repeat(202)} 63825363 3501 01 ff`;
    const dhcp = (source: string, text: string) =>
      frame(60, 1, 2, `0800 45000110 00000000 40110000 ${source} ffffffff 0044 0043 00fc 0000 ${text}`);
    const me = "020000000001";
    expect(await own(...forwarded(9), dhcp("c0000205", message("01", "c0000206", me)))).toEqual([
      { DeviceIPs: ["192.0.2.6"], Forwards: true },
    ]);
    expect(await own(...forwarded(9), dhcp("c0000205", message("01", "00000000", me)))).toEqual([
      { DeviceIPs: ["192.0.2.5"], Forwards: true },
    ]);
    const others = [dhcp("00000000", message("01", "00000000", me)), dhcp("c0000205", message("02", "c0000206", me))];
    const relayed = dhcp("c0000205", message("01", "c0000206", "020000000077"));
    expect(await own(...forwarded(9), ...others, relayed)).toEqual([{ DeviceIPs: undefined, Forwards: true }]);
  });
});

test("contacts are the peers of both directions, once each, as they come", async () => {
  const { addresses } = await profiles([
    udp(0, [1, 5], [7, 6]),
    udp(1, [3, 5], [1, 6]),
    udp(2, [1, 5], [7, 9]),
    udp(3, [1, 5], [2, 6]),
  ]);
  expect(addresses.get("192.0.2.1")?.Contacts).toEqual(["192.0.2.7", "192.0.2.3", "192.0.2.2"]);
  expect(addresses.get("192.0.2.3")?.Contacts).toEqual(["192.0.2.1"]);
});

describe("what is kept has bounds", () => {
  test("contacts are 1,024, and the others counted", async () => {
    const packets = Array.from({ length: 1100 }, (_, i) => udp(i / 1000, A, B));
    for (const [i, { data }] of packets.entries()) new DataView(data.buffer).setUint32(30, 0x0a000000 + i);
    const { addresses } = await profiles([...packets, ...packets.slice(0, 10)]);
    const found = addresses.get("192.0.2.1");
    const contacts = (found?.Contacts ?? []) as string[];
    expect([contacts.length, contacts.at(-1)]).toEqual([1024, "10.0.3.255"]);
    expect(found?.ContactsUnlisted).toBe("76");
  });

  test("lists hold 1,024 items, and count what has no place", async () => {
    const packets = Array.from({ length: 1500 }, (_, i) => udp(i / 1000, [1, 2000 + i], B));
    const { addresses } = await profiles([...packets, udp(2, [1, 2000], B), udp(2, [1, 3499], B)]);
    const client = addresses.get("192.0.2.1");
    const server = addresses.get("192.0.2.2");
    const lengths = (record?: Json) =>
      ["SrcPorts", "DstPorts", "ContactedPorts"].map((name) => (record?.[name] as Json[])?.length);
    expect([lengths(client), client?.SrcPortsUnlisted, client?.ContactedPortsUnlisted]).toEqual([
      [1024, undefined, 1],
      "477",
      undefined,
    ]);
    expect([lengths(server), server?.ContactedPortsUnlisted, server?.NumPackets]).toEqual([[undefined, 1, 1024], "477", "1502"]);
    expect(client?.SrcPorts).toContainEqual(port(2000, "UDP", 2, 92));
  });

  test("hosts that have been idle longest are recorded early, and none is lost", async () => {
    const count = 20_000;
    const packets = Array.from({ length: count }, (_, i) => udp(i / 1000, [1, 1], [2, 2]));
    for (const [i, { data }] of packets.entries()) new DataView(data.buffer).setUint32(26, 0x0a000000 + i);
    const core = new Core(coreModule(), { records: RECORDS, stateLimit: 1 << 20 });
    const decoded = await decodeBytes(pcapBytes(1, packets), core);
    const found = recordsOfLanes(decoded).get("IPProfile") ?? [];
    expect(decoded.counts.get("IPProfile")).toBe(count + 1);
    expect(decoded.statistics.evictedFlows).toBeGreaterThan(count * 0.9);
    expect(found.slice(0, 3).map(({ Addr }) => Addr)).toEqual(["10.0.0.0", "10.0.0.1", "10.0.0.2"]);
    expect(found.at(-1)).toMatchObject({ Addr: "192.0.2.2", NumPackets: `${count}` });
    // What the core begins with.
    expect(core.input.buffer.byteLength).toBe(128 << 20);
  });

  test("a host at hand stays, though its lists take all memory", async () => {
    const packets = Array.from({ length: 6000 }, (_, i) => udp(i / 1000, [1 + (i % 6), 1000 + i], [9, i]));
    const decoded = await decodeBytes(pcapBytes(1, packets), { records: RECORDS, stateLimit: 1 << 20 });
    const found = recordsOfLanes(decoded).get("IPProfile") ?? [];
    expect(found.reduce((sum, { NumPackets }) => sum + Number(NumPackets), 0)).toBe(12_000);
    expect(flawsOf(decoded)).toEqual([]);
  });
});

test("without being asked for, there are none", async () => {
  const { counts } = await decodeBytes(pcapBytes(1, [udp(0, A, B)]));
  expect(RECORDS.map((name) => counts.get(name))).toEqual([undefined, undefined]);
});

describe("packets and bytes of all profiles are those of the packets", () => {
  if (!atHand) return test.skip("the shared captures are not at hand", () => {});
  const records = [...RECORDS, "Ethernet", "IPv4", "IPv6", "NetworkFlow"];
  const sum = (list: readonly Json[] = [], field: string) =>
    list.reduce((total, record) => total + Number(record[field] ?? 0), 0);
  const sumPorts = (list: readonly Json[] = [], field: string) =>
    list.reduce(
      (total, record) =>
        total + ((record[field] as Json[] | undefined) ?? []).reduce((n, p) => n + Number((p.Stats as Json).Packets), 0),
      0,
    );

  test.each(captureNames())("%s", async (name) => {
    const decoded = await decodeBytes(readCapture(name), { records, stateLimit: 1 << 20 });
    expect(flawsOf(decoded)).toEqual([]);
    const { statistics } = decoded;
    const found = recordsOfLanes(decoded);
    const profiles = found.get("IPProfile");
    const devices = found.get("DeviceProfile");
    // Where each packet has one Ethernet header, each has a device.
    if (found.get("Ethernet")?.length === statistics.packets) {
      expect([sum(devices, "NumPackets"), sum(devices, "Bytes")]).toEqual([statistics.packets, statistics.bytesCaptured]);
    }
    // Where there are no tunnels, each packet with a network layer has two hosts, or one that talks to itself.
    const networks = found.get("NetworkFlow") ?? [];
    const packets = sum(networks, "NumPackets");
    if (packets === (found.get("IPv4")?.length ?? 0) + (found.get("IPv6")?.length ?? 0)) {
      const alone = sum(
        networks.filter(({ SrcIP, DstIP }) => SrcIP === DstIP),
        "NumPackets",
      );
      expect(sum(profiles, "NumPackets")).toBe(2 * packets - alone);
    }
    const sent = sumPorts(profiles, "SrcPorts") + sum(profiles, "SrcPortsUnlisted");
    const received = sumPorts(profiles, "DstPorts") + sum(profiles, "DstPortsUnlisted");
    const contacted = sumPorts(profiles, "ContactedPorts") + sum(profiles, "ContactedPortsUnlisted");
    expect([received, contacted]).toEqual([sent, 2 * sent]);
  });
});
