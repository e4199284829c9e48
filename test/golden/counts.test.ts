import { describe, expect, test } from "@jest/globals";
import { decodeBytes } from "../core/decodeBytes.ts";
import { atHand, captureNames, type Expected, readCapture, readExpected } from "./captures.ts";
import { readList } from "./list.ts";

/*
 * Packets and records of real captures are counted as tshark counts them. What differs stands in counts.tsv with its reason;
 * that list must be exact.
 */

/** Link types that we decode; of captures with others only the packets are counted. */
const LINK_TYPES = new Set([0, 1, 12, 14, 101, 108, 113, 228, 229, 276]);

/** Our records by the name that tshark gives to their layer. */
const LAYERS: Readonly<Record<string, string>> = {
  eth: "Ethernet",
  vlan: "Dot1Q",
  ieee8021ad: "Dot1Q",
  arp: "ARP",
  ip: "IPv4",
  ipv6: "IPv6",
  "ipv6.hopopts": "IPv6HopByHop",
  "ipv6.fraghdr": "IPv6Fragment",
  icmp: "ICMPv4",
  icmpv6: "ICMPv6",
  igmp: "IGMP",
  tcp: "TCP",
  udp: "UDP",
  dns: "DNS",
  ntp: "NTP",
  dhcp: "DHCPv4",
  dhcpv6: "DHCPv6",
  vxlan: "VXLAN",
  geneve: "Geneve",
  gre: "GRE",
  erspan: "ERSPAN",
  mpls: "MPLS",
  gtp: "GTPv1U",
  ah: "IPSecAH",
  esp: "IPSecESP",
  bfd: "BFD",
  hsrp: "HSRP",
  pim: "PIM",
  rtcp: "RTCP",
  rtp: "RTP",
  sctp: "SCTP",
  sip: "SIP",
  stun: "STUN",
  vrrp: "VRRPv2",
};

/** Our records by the type of the ICMPv6 message. */
const MESSAGES: Readonly<Record<string, string>> = {
  128: "ICMPv6Echo",
  129: "ICMPv6Echo",
  130: "MLD",
  131: "MLD",
  132: "MLD",
  133: "ICMPv6RouterSolicitation",
  134: "ICMPv6RouterAdvertisement",
  135: "ICMPv6NeighborSolicitation",
  136: "ICMPv6NeighborAdvertisement",
  143: "MLD",
};

/** Our records of OSPF by the network layer around it. */
const OSPF: Readonly<Record<string, string>> = { ip: "OSPFv2", ipv6: "OSPFv3" };

const RECORDS = [...new Set([LAYERS, MESSAGES, OSPF].flatMap((records) => Object.values(records)))];

/** tshark names IGMP twice; DNS over TCP has no records yet. */
const NOT_COUNTED = new Set(["igmp:igmp", "tcp:dns"]);

/** How many records of each type the layers call for that tshark found. */
function expectedCounts({ container, stacks, histograms }: Expected): Map<string, number> {
  const counts = new Map<string, number>();
  if (!container.linktypes?.every((type) => LINK_TYPES.has(type))) return counts;
  for (const record of RECORDS) counts.set(record, 0);
  const add = (record: string | undefined, packets: number) => {
    if (record !== undefined) counts.set(record, (counts.get(record) ?? 0) + packets);
  };
  for (const [stack, packets] of Object.entries(stacks)) {
    let around = "";
    let network = "";
    for (const layer of stack.split(":")) {
      if (layer in OSPF) network = layer;
      if (!NOT_COUNTED.has(`${around}:${layer}`)) add(layer === "ospf" ? OSPF[network] : LAYERS[layer], packets);
      // What follows is the packet that an error message quotes.
      if (layer === "icmp" || layer === "icmpv6") break;
      around = layer;
    }
  }
  for (const [type, packets] of Object.entries(histograms["icmpv6.type"] ?? {})) add(MESSAGES[type], packets);
  return counts;
}

/** What differs in a capture, as lines of the list without their reasons. */
async function differences(name: string): Promise<string[]> {
  const expected = readExpected(name);
  const { counts, statistics } = await decodeBytes(readCapture(name));
  const told = statistics.causes.reduce((sum, { packets }) => sum + packets, 0);
  expect(told).toBe(statistics.unknown + statistics.malformed);
  const pairs: [string, number, number][] = [["packets", expected.packets_authoritative, statistics.packets]];
  for (const [record, count] of expectedCounts(expected)) pairs.push([record, count, counts.get(record) ?? 0]);
  return pairs.filter(([, theirs, ours]) => theirs !== ours).map((pair) => [name, ...pair].join("\t"));
}

describe("counts", () => {
  if (!atHand) return test.skip("the shared captures are not at hand", () => {});
  const listed = readList("test/golden/counts.tsv");
  const names = captureNames().filter((name) => readExpected(name).container.format.startsWith("pcap"));

  test("the list is about captures that are there, and gives a reason for each difference", () => {
    expect(listed.filter(({ capture }) => !names.includes(capture))).toEqual([]);
    expect(listed.filter(({ reason }) => !reason)).toEqual([]);
  });

  test.each(names)("%s", async (name) => {
    expect(await differences(name)).toEqual(listed.filter(({ capture }) => capture === name).map(({ line }) => line));
  });
});
