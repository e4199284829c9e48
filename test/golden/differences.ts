/** A record as protobuf JSON. */
export type Json = Record<string, unknown>;

/** A difference between the records of Netcap (Go) and ours that is known, and taken out of both before they are compared. */
export interface Rule {
  /** The fields that differ. */
  readonly name: string;
  /** Why they do. */
  readonly reason: string;
  /** The types of records that have them. */
  readonly records: readonly string[];
  /** Takes the difference out of a record. */
  normalise(record: Json): void;
}

/** The rules; what else differs stands in differences.tsv. */
export const rules: readonly Rule[] = [
  {
    name: "addresses that are not there",
    reason: 'the original prints "<nil>" where a DNS record or a DHCPv6 message has no address',
    records: ["DNS", "DHCPv6"],
    normalise: (record) => {
      for (const part of [record, ...resourceRecords(record)]) {
        for (const [field, value] of Object.entries(part)) if (value === "<nil>") delete part[field];
      }
    },
  },
  {
    name: "DNS: SOA, SRV, MX",
    reason: "the original gives empty ones to all resource records, we give them to those of their type",
    records: ["DNS"],
    normalise: (record) => {
      for (const part of resourceRecords(record)) {
        for (const field of ["SOA", "SRV", "MX"]) if (part[field] && !Object.keys(part[field]).length) delete part[field];
      }
    },
  },
  {
    name: "DNS.Service",
    reason: "the original knows no more than DNS itself",
    records: ["DNS"],
    normalise: (record) => without(record, "Service"),
  },
  {
    name: "DHCPv4.Fingerprint",
    reason: "fingerprints are made of what the client asks for (option 55); the original lists the options of the message",
    records: ["DHCPv4"],
    normalise: (record) => without(record, "Fingerprint"),
  },
  {
    name: "Ethernet.EthernetType",
    reason: "the original leaves out the length that IEEE 802.3 frames have in its place",
    records: ["Ethernet"],
    normalise: (record) => {
      if (Number(record.EthernetType) <= 1500) without(record, "EthernetType");
    },
  },
  {
    name: "IPv6.PayloadSize, PayloadEntropy",
    reason: "the original counts hop-by-hop options as part of the header, RFC 8200 section 3 as part of the payload",
    records: ["IPv6"],
    normalise: (record) => {
      if (!record.NextHeader) without(record, "PayloadSize", "PayloadEntropy");
    },
  },
  {
    name: "Diameter.AVPs: ValueLen",
    reason: "the original leaves it out",
    records: ["Diameter"],
    normalise: (record) => {
      for (const part of pairs(record)) without(part, "ValueLen");
    },
  },
  {
    name: "Diameter.AVPs: Host-IP-Address, Vendor-Id, CC-Request-Type",
    reason: "their formats are those of RFC 6733 and RFC 8506; the original has others, and so reads a wrong vendor",
    records: ["Diameter"],
    normalise: (record) => {
      for (const part of pairs(record)) {
        if ([257, 266, 416].includes(Number(part.AttributeCode))) without(part, "AttributeFormat");
        if (part.AttributeCode === 266) without(part, "DecodedValue");
      }
    },
  },
  {
    name: "Connection.MeanWindowSize",
    reason: "the original divides the last window by the number of segments, which is no mean",
    records: ["Connection"],
    normalise: (record) => without(record, "MeanWindowSize"),
  },
  {
    name: "Connection.AppPayloadSize",
    reason: "the original counts what follows the innermost layer it knows, we count what follows the transport header",
    records: ["Connection"],
    normalise: (record) => without(record, "AppPayloadSize"),
  },
  {
    name: "Connection.ApplicationProto",
    reason:
      "the original leaves out DHCP, calls data Payload and fragments Fragment, knows DNS on UDP port 53 only, and knows layers that have no records here yet",
    records: ["Connection"],
    normalise: (record) => {
      const { ApplicationProto, TransportProto, SrcPort, DstPort } = record;
      const isDNS = ApplicationProto === "DNS" && TransportProto === "UDP" && [SrcPort, DstPort].includes("53");
      if (!isDNS && ApplicationProto !== "NTP") without(record, "ApplicationProto");
    },
  },
  {
    name: "Connection.LinkProto",
    reason: "the original has no name for loopback and raw IP, and calls LinuxSLL Linux SLL",
    records: ["Connection"],
    normalise: (record) => {
      if (record.LinkProto !== "Ethernet") without(record, "LinkProto");
    },
  },
  {
    name: "Connection.BytesClientToServer, BytesServerToClient",
    reason:
      "the original tells the directions apart by IP address alone, and counts other packets than IP for neither after the first",
    records: ["Connection"],
    normalise: (record) => {
      if (record.SrcIP === record.DstIP) without(record, "BytesClientToServer", "BytesServerToClient");
    },
  },
];

function without(record: Json, ...fields: readonly string[]): void {
  for (const field of fields) delete record[field];
}

function resourceRecords(record: Json): Json[] {
  return ["Answers", "Authorities", "Additionals"].flatMap((section) => (record[section] as Json[] | undefined) ?? []);
}

function pairs(record: Json): Json[] {
  return (record.AVPs as Json[] | undefined) ?? [];
}
