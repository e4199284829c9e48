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
    name: "IPv6.HopByHop",
    reason: "the original leaves it empty",
    records: ["IPv6"],
    normalise: (record) => without(record, "HopByHop"),
  },
  {
    name: "LinkLayerDiscoveryInfo, CiscoDiscoveryInfo: parts that are not there",
    reason: "the original gives empty ones to all records, we give those that the announcement has",
    records: ["LinkLayerDiscoveryInfo", "CiscoDiscoveryInfo"],
    normalise: (record) => {
      for (const [field, value] of Object.entries(record)) if (isEmpty(value)) delete record[field];
    },
  },
  {
    name: "EAP.TypeData",
    reason: "the original takes the padding of the frame for a part of it",
    records: ["EAP"],
    normalise: (record) => {
      if (record.TypeData === undefined) return;
      const data = Buffer.from(String(record.TypeData), "base64").subarray(0, Number(record.Length) - EAP_HEADER);
      if (data.length) record.TypeData = data.toString("base64");
      else without(record, "TypeData");
    },
  },
  {
    name: "FDDI.SrcMAC, DstMAC",
    reason: "the original exchanges the two addresses, and writes their bytes, not their text",
    records: ["FDDI"],
    normalise: (record) => without(record, "SrcMAC", "DstMAC"),
  },
  {
    name: "NortelDiscovery.IPAddress, SrcMac, DstMac",
    reason: "the original writes the bytes of the IP address, not its text, and leaves the others empty",
    records: ["NortelDiscovery"],
    normalise: (record) => without(record, "IPAddress", "SrcMac", "DstMac"),
  },
  {
    name: "Dot11.Checksum",
    reason: "of frames without a check sequence the original records one of its own making, or their last four bytes",
    records: ["Dot11"],
    normalise: (record) => without(record, "Checksum"),
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
  {
    name: "OSPFv2: LSAs",
    reason:
      "the original leaves out the addresses of LSAs and the bodies of Network-LSAs and Summary-LSAs, and reads the headers in a database description as those of version 3, whose type has 16 bits",
    records: ["OSPFv2"],
    normalise: ({ DbDesc, LSU }) => {
      for (const header of parts(DbDesc, "LSAinfo")) without(header, "LSType", "LSOptions");
      for (const lsa of parts(LSU, "LSAs")) without(lsa, "SrcIP", "DstIP", "NLSAV2", "SLSAV2");
    },
  },
  {
    name: "SIP: URI, MethodName, BodySize",
    reason: "the original has no such fields, and has the headers in no order",
    records: ["SIP"],
    normalise: (record) => {
      without(record, "URI", "MethodName", "BodySize");
      if (Array.isArray(record.Headers)) record.Headers.sort();
    },
  },
];

/** Bytes of a packet of EAP in front of the data of its type. */
const EAP_HEADER = 5;

/** Whether a value is an object in which there is nothing. */
function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(isEmpty);
}

function without(record: Json, ...fields: readonly string[]): void {
  for (const field of fields) delete record[field];
}

function resourceRecords(record: Json): Json[] {
  return ["Answers", "Authorities", "Additionals"].flatMap((section) => parts(record, section));
}

/** The messages in a field of a message that need not be there. */
function parts(message: unknown, field: string): Json[] {
  return ((message as Json | undefined)?.[field] as Json[] | undefined) ?? [];
}

function pairs(record: Json): Json[] {
  return (record.AVPs as Json[] | undefined) ?? [];
}
