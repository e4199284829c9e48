import { fromBinary, toJson } from "@bufbuild/protobuf";
import { describe, expect, test } from "@jest/globals";
import { recordTypeOf } from "../../ts/record/catalogue.ts";
import { descriptorOf } from "../../ts/record/descriptorOf.ts";
import { decodeBytes, recordsOf } from "../core/decodeBytes.ts";
import { goldenFiles, readCapture } from "./captures.ts";
import { type Json, rules } from "./differences.ts";
import { parseGoldenRecord, readGoldenRecords } from "./goldenRecords.ts";
import { readList } from "./list.ts";

/*
 * All record files of Netcap (Go) are read in full, and where we make such records, too, they are the same in any order, but
 * for the rules of differences.ts and the list in differences.tsv, which must be exact.
 */

/** Decimals of an entropy that do not depend on the order of a sum. */
const DECIMALS = 9;

/** The original keeps connections to the end of the capture. */
const NEVER = { tcpIdle: 0, udpIdle: 0, icmpIdle: 0, otherIdle: 0, tcpClosed: 0 };

const used = new Set<string>();

/** Fields with higher numbers only exist here. */
const SHARED_NUMBERS = 1000;

/** A record as text that is the same for records that count as the same. */
function comparable(type: string, record: Json): string {
  for (const field of descriptorOf(recordTypeOf(type)).fields) {
    if (field.number >= SHARED_NUMBERS) delete record[field.jsonName];
  }
  const entropy = record.PayloadEntropy;
  if (typeof entropy === "number") record.PayloadEntropy = Number(entropy.toFixed(DECIMALS));
  for (const rule of rules.filter(({ records }) => records.includes(type))) {
    const before = JSON.stringify(record);
    rule.normalise(record);
    if (JSON.stringify(record) !== before) used.add(rule.name);
  }
  return JSON.stringify(record);
}

/** What is left of two lists without what both have. */
function withoutCommon<Item>(first: readonly Item[], second: readonly Item[], key: (item: Item) => string): [Item[], Item[]] {
  const counts = new Map<string, number>();
  for (const item of second) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  const absent = (item: Item) => {
    const count = counts.get(key(item)) ?? 0;
    if (count) counts.set(key(item), count - 1);
    return !count;
  };
  const onlyFirst = first.filter(absent);
  // What is still counted was not in the first list.
  const onlySecond = second.filter((item) => !absent(item));
  return [onlyFirst, onlySecond];
}

/** How many records of a type only we have, and only Netcap (Go). */
function countDifferences(type: string, ours: readonly Uint8Array[], theirs: readonly Uint8Array[]): [number, number] {
  const desc = descriptorOf(recordTypeOf(type));
  // Most records have the same bytes, and need not be parsed.
  const [left, leftOfTheirs] = withoutCommon(ours, theirs, (bytes) => Buffer.from(bytes).toString("latin1"));
  const ourTexts = left.map((bytes) => comparable(type, toJson(desc, fromBinary(desc, bytes)) as Json));
  const theirTexts = leftOfTheirs.map((bytes) => comparable(type, parseGoldenRecord(desc, bytes)));
  const [onlyOurs, onlyTheirs] = withoutCommon(ourTexts, theirTexts, (text) => text);
  return [onlyOurs.length, onlyTheirs.length];
}

/** What differs in a capture, as lines of the list without their reasons. */
async function differences(kind: "packets" | "streams", capture: string): Promise<string[]> {
  const theirs = new Map<string, Uint8Array[]>();
  for (const file of goldenFiles(kind)) {
    if (file.capture === capture) theirs.set(file.type, await readGoldenRecords(file.path));
  }
  const { lanes } = await decodeBytes(readCapture(capture), { entropy: kind === "packets", timeouts: NEVER });
  const lines: string[] = [];
  for (const type of COMPARED) {
    const ours = [...recordsOf(lanes.get(type) ?? new Uint8Array(0))];
    const counts = countDifferences(type, ours, theirs.get(type) ?? []);
    if (counts[0] || counts[1]) lines.push([`${kind}/${capture}`, type, ...counts].join("\t"));
  }
  return lines;
}

const COMPARED = [
  ...["Connection", "Ethernet", "Dot1Q", "ARP", "IPv4", "IPv6", "IPv6HopByHop", "IPv6Fragment", "ICMPv4", "ICMPv6", "ICMPv6Echo"],
  ...["ICMPv6NeighborSolicitation", "ICMPv6NeighborAdvertisement", "ICMPv6RouterSolicitation", "ICMPv6RouterAdvertisement"],
  ...["IGMP", "TCP", "UDP", "DNS", "NTP", "DHCPv4", "DHCPv6", "VXLAN", "Geneve", "GRE", "MPLS", "IPSecAH", "IPSecESP"],
  ...["OSPFv2", "OSPFv3", "VRRPv2", "BFD", "SCTP", "SIP", "Diameter", "Modbus", "ENIP", "CIP", "LCM"],
  ...[
    "Dot11",
    "USB",
    "USBRequestBlockSetup",
    "FDDI",
    "LLC",
    "SNAP",
    "EthernetCTP",
    "EthernetCTPReply",
    "EAP",
    "EAPOL",
    "EAPOLKey",
  ],
  ...["CiscoDiscovery", "CiscoDiscoveryInfo", "NortelDiscovery", "LinkLayerDiscovery", "LinkLayerDiscoveryInfo"],
];

const listed = readList("test/golden/differences.tsv");

describe.each(["packets", "streams"] as const)("%s of Netcap (Go)", (kind) => {
  const captures = [...new Set(goldenFiles(kind).map(({ capture }) => capture))].sort();

  if (!captures.length) return test.skip("the shared record files are not at hand", () => {});

  test("the list is about captures that are there, and gives a reason for each difference", () => {
    const ours = listed.filter(({ capture }) => capture.startsWith(`${kind}/`));
    expect(ours.filter(({ capture }) => !captures.includes(capture.slice(kind.length + 1)))).toEqual([]);
    expect(ours.filter(({ reason }) => !reason)).toEqual([]);
  });

  test.each(captures)("%s", async (capture) => {
    const expected = listed.filter((line) => line.capture === `${kind}/${capture}`).map(({ line }) => line);
    expect(await differences(kind, capture)).toEqual(expected);
  });
});

(goldenFiles("packets").length > 0 ? test : test.skip)("every rule is still needed", () => {
  expect(rules.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
});
