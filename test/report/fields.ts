import type { AuditRecord } from "../../ts/gen/auditRecord.ts";
import type { DNS, Dot1Q, ICMPv4, ICMPv6, IPv4, IPv6, TCP, UDP } from "../../ts/gen/netcap_pb.ts";

/** A field that tshark and we both read. */
export interface Field {
  /** Its names in tshark, one for each layer. */
  names: readonly string[];
  /** The names that tshark gives to its layer. */
  layers: readonly string[];
  /** Our record that has it. */
  record: string;
  /** Its values in a record of ours, as tshark writes them. */
  values(record: AuditRecord): readonly (string | number)[];
  /** Whether a layer has it exactly once, so that those of quoted packets can be told apart. */
  once: boolean;
}

function field(name: string, record: string, layers: readonly string[], value: (record: never) => string | number): Field {
  return { names: name.split(" "), layers, record, once: true, values: (r) => [value(r as never)] };
}

const FLAGS = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "NS"] as const;

/** The fields that are compared. */
export const fields: readonly Field[] = [
  field("eth.src", "Ethernet", ["eth"], (r: { SrcMAC: string }) => r.SrcMAC),
  field("eth.dst", "Ethernet", ["eth"], (r: { DstMAC: string }) => r.DstMAC),
  field("vlan.id ieee8021ad.id", "Dot1Q", ["vlan", "ieee8021ad"], (r: Dot1Q) => r.VLANIdentifier),
  field("arp.opcode", "ARP", ["arp"], (r: { Operation: number }) => r.Operation),
  field("ip.src", "IPv4", ["ip"], (r: IPv4) => r.SrcIP),
  field("ip.dst", "IPv4", ["ip"], (r: IPv4) => r.DstIP),
  field("ip.ttl", "IPv4", ["ip"], (r: IPv4) => r.TTL),
  field("ip.id", "IPv4", ["ip"], (r: IPv4) => r.Id),
  field("ip.len", "IPv4", ["ip"], (r: IPv4) => r.Length),
  field("ip.proto", "IPv4", ["ip"], (r: IPv4) => r.Protocol),
  field("ip.frag_offset", "IPv4", ["ip"], (r: IPv4) => r.FragOffset),
  field("ipv6.src", "IPv6", ["ipv6"], (r: IPv6) => r.SrcIP),
  field("ipv6.dst", "IPv6", ["ipv6"], (r: IPv6) => r.DstIP),
  field("ipv6.hlim", "IPv6", ["ipv6"], (r: IPv6) => r.HopLimit),
  field("ipv6.plen", "IPv6", ["ipv6"], (r: IPv6) => r.Length),
  field("ipv6.flow", "IPv6", ["ipv6"], (r: IPv6) => r.FlowLabel),
  field("tcp.srcport", "TCP", ["tcp"], (r: TCP) => r.SrcPort),
  field("tcp.dstport", "TCP", ["tcp"], (r: TCP) => r.DstPort),
  field("tcp.seq_raw", "TCP", ["tcp"], (r: TCP) => r.SeqNum),
  field("tcp.ack_raw", "TCP", ["tcp"], (r: TCP) => r.AckNum),
  field("tcp.flags", "TCP", ["tcp"], (r: TCP) => FLAGS.reduce((sum, flag, i) => sum + (r[flag] ? 1 << i : 0), 0)),
  field("tcp.window_size_value", "TCP", ["tcp"], (r: TCP) => r.Window),
  field("udp.srcport", "UDP", ["udp"], (r: UDP) => r.SrcPort),
  field("udp.dstport", "UDP", ["udp"], (r: UDP) => r.DstPort),
  field("udp.length", "UDP", ["udp"], (r: UDP) => r.Length),
  field("icmp.type", "ICMPv4", ["icmp"], (r: ICMPv4) => r.TypeCode >> 8),
  field("icmp.code", "ICMPv4", ["icmp"], (r: ICMPv4) => r.TypeCode & 0xff),
  field("icmpv6.type", "ICMPv6", ["icmpv6"], (r: ICMPv6) => r.TypeCode >> 8),
  field("dns.id", "DNS", ["dns", "mdns", "llmnr"], (r: DNS) => r.ID),
  {
    names: ["dns.qry.name"],
    record: "DNS",
    layers: ["dns", "mdns", "llmnr"],
    once: false,
    values: (r) => (r as DNS).Questions.map(({ Name }) => Name || "<Root>"),
  },
];

/** Whether a record has its fields under the names above: tshark has others for the NetBIOS name service. */
export function isCompared(record: AuditRecord): boolean {
  return record.$typeName !== "types.DNS" || record.Service !== "NBNS";
}
