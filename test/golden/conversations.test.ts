import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "@jest/globals";
import { ConnectionSchema } from "../../ts/gen/netcap_pb.ts";
import { decodeBytes, recordsOf } from "../core/decodeBytes.ts";
import { atHand, captureNames, readCapture, readExpected } from "./captures.ts";
import { readList } from "./list.ts";

/*
 * Without timeouts, there are as many TCP and UDP connections as tshark finds conversations. What differs stands in
 * conversations.tsv with its reason; that list must be exact.
 */

/** tshark ends no conversation because of the time that has passed. */
const NEVER = { tcpIdle: 0, udpIdle: 0, icmpIdle: 0, otherIdle: 0, tcpClosed: 0 };

/** What differs in a capture, as lines of the list without their reasons. */
async function differences(name: string): Promise<string[]> {
  const { conv } = readExpected(name);
  const { lanes } = await decodeBytes(readCapture(name), { records: ["Connection"], timeouts: NEVER });
  const counts = new Map<string, number>();
  for (const bytes of recordsOf(lanes.get("Connection") ?? new Uint8Array(0))) {
    const { TransportProto } = fromBinary(ConnectionSchema, bytes);
    counts.set(TransportProto, (counts.get(TransportProto) ?? 0) + 1);
  }
  const pairs = [
    ["TCP", conv.tcp, counts.get("TCP") ?? 0],
    ["UDP", conv.udp, counts.get("UDP") ?? 0],
  ] as const;
  return pairs.filter(([, theirs, ours]) => theirs !== ours).map((pair) => [name, ...pair].join("\t"));
}

describe("conversations", () => {
  if (!atHand) return test.skip("the shared captures are not at hand", () => {});
  const listed = readList("test/golden/conversations.tsv");
  // tshark refuses a few captures.
  const names = captureNames().filter((name) => {
    const { container, conv } = readExpected(name);
    return container.format.startsWith("pcap") && conv.tcp !== undefined;
  });

  test("the list is about captures that are there, and gives a reason for each difference", () => {
    expect(listed.filter(({ capture }) => !names.includes(capture))).toEqual([]);
    expect(listed.filter(({ reason }) => !reason)).toEqual([]);
  });

  test.each(names)("%s", async (name) => {
    expect(await differences(name)).toEqual(listed.filter(({ capture }) => capture === name).map(({ line }) => line));
  });
});
