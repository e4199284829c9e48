/** Any protocol, or one that cannot be told. */
export const ANY_PROTOCOL = 0;
/** Number of ICMP, for IPv4 and IPv6 alike (IANA protocol numbers): logs call both ICMP. */
export const ICMP = 1;

/** Of a record: some protocol without ports. */
export const WITHOUT_PORTS = -1;

const ICMPV6 = 58;
const NUMBERS: Readonly<Record<string, number>> = {
  icmp: ICMP,
  icmpv4: ICMP,
  icmp6: ICMP,
  icmpv6: ICMP,
  "ipv6-icmp": ICMP,
  igmp: 2,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  sctp: 132,
};

/** The protocols with ports: TCP, UDP, DCCP, SCTP, UDP-Lite. */
const WITH_PORTS = new Set([6, 17, 33, 132, 136]);

/** The number of a protocol by its name or number; `ANY_PROTOCOL` for what is unknown. */
export function protocolNumber(text: string): number {
  const word = text.trim().toLowerCase();
  return /^\d{1,3}$/.test(word) ? sameFamily(Number(word)) : (NUMBERS[word] ?? ANY_PROTOCOL);
}

/** One number for ICMP of both versions; others as they are. */
export function sameFamily(protocol: number): number {
  return protocol === ICMPV6 ? ICMP : protocol;
}

/** Whether numbers beside addresses can be ports; of other protocols they are types and codes. */
export function hasPorts(protocol: number): boolean {
  return protocol === ANY_PROTOCOL || WITH_PORTS.has(protocol);
}

/** Whether the protocol of an alert can be that of a record, as far as both are known. */
export function mayBeSame(ofAlert: number, ofRecord: number): boolean {
  if (ofAlert === ANY_PROTOCOL || ofRecord === ANY_PROTOCOL || ofAlert === ofRecord) return true;
  return ofRecord === WITHOUT_PORTS && !hasPorts(ofAlert);
}
