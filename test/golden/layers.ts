/*
 * How what tshark says of a packet and our records of it go together.
 */

/** Link types that we decode; of captures with others only the packets are counted. */
export const LINK_TYPES = new Set([
  ...[0, 1, 9, 10, 12, 14, 50, 51, 101, 104, 105, 108, 113, 119, 127, 163, 166, 189, 192, 204, 205, 220, 228, 229, 239, 249, 276],
]);

/** Our records by the name that tshark gives to their layer. */
const LAYERS: Readonly<Record<string, string>> = {
  eth: "Ethernet",
  vlan: "Dot1Q",
  ieee8021ad: "Dot1Q",
  fddi: "FDDI",
  llc: "LLC",
  stp: "STP",
  rstp: "STP",
  mstp: "STP",
  cdp: "CiscoDiscovery",
  ndp: "NortelDiscovery",
  lldp: "LinkLayerDiscovery",
  loop: "EthernetCTP",
  lacp: "LACP",
  pn_dcp: "PNDCP",
  eapol: "EAPOL",
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
  mdns: "DNS",
  llmnr: "DNS",
  nbns: "DNS",
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
  wlan: "Dot11",
  usb: "USB",
  ppp: "PPP",
  pppoed: "PPPoE",
  pppoes: "PPPoE",
  l2tp: "L2TP",
  mbtcp: "Modbus",
  enip: "ENIP",
  cip: "CIP",
  cotp: "COTP",
  s7comm: "S7comm",
  iec60870_104: "IEC104",
  dnp3: "DNP3",
  bvlc: "BACnet",
  opcua: "OPCUA",
  radius: "RADIUS",
  snmp: "SNMP",
  tftp: "TFTP",
  syslog: "Syslog",
  ssdp: "SSDP",
  coap: "CoAP",
  diameter: "Diameter",
};

/** Our records by the type of the ICMPv6 message. */
export const MESSAGES: Readonly<Record<string, string>> = {
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

/** All of our records that are counted. */
export const RECORDS = [...new Set([LAYERS, MESSAGES, OSPF].flatMap((records) => Object.values(records)))];

/** tshark names IGMP twice. */
const NOT_COUNTED = new Set(["igmp:igmp"]);

/** A layer that tshark found, and our record of it, if there is one. */
export interface CountedLayer {
  layer: string;
  record: string | undefined;
}

/** The layers of a stack such as `eth:ethertype:ip:udp:dns`, without those of a packet that an error message of ICMP quotes. */
export function* countedLayers(stack: string): Generator<CountedLayer> {
  let around = "";
  let network = "";
  for (const layer of stack.split(":")) {
    if (layer in OSPF) network = layer;
    if (!NOT_COUNTED.has(`${around}:${layer}`)) yield { layer, record: layer === "ospf" ? OSPF[network] : LAYERS[layer] };
    if (layer === "icmp" || layer === "icmpv6") return;
    around = layer;
  }
}
