import { describe, expect, test } from "@jest/globals";
import { decodeBytes } from "../core/decodeBytes.ts";
import { atHand, captureNames, type Expected, readCapture, readExpected } from "./captures.ts";

const LINK_TYPES = new Set([0, 1, 12, 14, 101, 108, 113, 228, 229, 276]);

/** Our records by the name that tshark gives their layer. */
const LAYERS: Readonly<Record<string, string>> = {
  eth: "Ethernet",
  vlan: "Dot1Q",
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
};
/** Our records by the type of the ICMPv6 message that they hold. */
const MESSAGES: Readonly<Record<string, string>> = {
  128: "ICMPv6Echo",
  129: "ICMPv6Echo",
  133: "ICMPv6RouterSolicitation",
  134: "ICMPv6RouterAdvertisement",
  135: "ICMPv6NeighborSolicitation",
  136: "ICMPv6NeighborAdvertisement",
};
const RECORDS = [...new Set([...Object.values(LAYERS), ...Object.values(MESSAGES)])];

/** How many records of each type tshark's layers call for. */
function expectedCounts({ stacks, histograms }: Expected): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (record: string | undefined, count: number) => record && counts.set(record, (counts.get(record) ?? 0) + count);
  for (const [stack, packets] of Object.entries(stacks)) {
    for (const layer of stack.split(":")) {
      if (!(layer === "dns" && stack.includes("tcp:"))) add(LAYERS[layer], packets);
      // What follows is the packet that an error message quotes.
      if (layer === "icmp" || layer === "icmpv6") break;
    }
  }
  for (const [type, packets] of Object.entries(histograms["icmpv6.type"] ?? {})) add(MESSAGES[type], packets);
  return counts;
}

(atHand ? describe : describe.skip)("counts", () => {
  test("dev", async () => {
    const out: string[] = [];
    for (const name of captureNames()) {
      const expected = readExpected(name);
      const t = performance.now();
      const { counts, statistics, reading } = await decodeBytes(readCapture(name));
      if (performance.now() - t > 300) out.push(`SLOW ${name} ${performance.now() - t}`);
      if (statistics.packets !== expected.packets_authoritative) out.push(`${name} PACKETS ${expected.packets_authoritative} ${statistics.packets} ${JSON.stringify(reading)}`);
      if (!expected.container.linktypes || !expected.container.linktypes.every((l) => LINK_TYPES.has(l))) continue;
      const wanted = expectedCounts(expected);
      for (const r of RECORDS) if ((wanted.get(r) ?? 0) !== (counts.get(r) ?? 0)) out.push(`${name}\t${r}\t${wanted.get(r) ?? 0}\t${counts.get(r) ?? 0}`);
      if (statistics.causes.some((c) => c.malformed?.status === 7)) out.push(`TRAP ${name}`);
    }
    require: {
      const { writeFileSync } = await import("node:fs");
      writeFileSync("/tmp/drv/counts.txt", out.join("\n") + "\n");
    }
    expect(out.length).toBe(0);
  }, 200000);
});
