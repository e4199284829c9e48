import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { explainCause } from "../../ts/core/explain.ts";
import { decodeBytes } from "../core/decodeBytes.ts";
import { atHand, captureNames, type Expected, readCapture, readExpected } from "./captures.ts";
import { countedLayers, LINK_TYPES, MESSAGES, RECORDS } from "./layers.ts";
import { readList } from "./list.ts";

/*
 * Packets and records of real captures are counted as tshark counts them. What differs stands in counts.tsv with its reason;
 * that list must be exact. How many packets are unknown and malformed stands in outcomes.tsv.
 */

/** How many records of each type the layers call for that tshark found. */
function expectedCounts({ container, stacks, histograms }: Expected): Map<string, number> {
  const counts = new Map<string, number>();
  if (!container.linktypes?.every((type) => LINK_TYPES.has(type))) return counts;
  for (const record of RECORDS) counts.set(record, 0);
  const add = (record: string | undefined, packets: number) => {
    if (record !== undefined) counts.set(record, (counts.get(record) ?? 0) + packets);
  };
  for (const [stack, packets] of Object.entries(stacks)) {
    for (const layer of countedLayers(stack)) add(layer.record, packets);
  }
  for (const [type, packets] of Object.entries(histograms["icmpv6.type"] ?? {})) add(MESSAGES[type], packets);
  return counts;
}

/** Packets, and how many of them are unknown and malformed, by capture. */
const OUTCOMES = new Map(
  readFileSync("test/golden/outcomes.tsv", "utf8")
    .split("\n")
    .slice(1)
    .map((line) => [line.split("\t")[0] ?? "", line]),
);

/** What differs in a capture, as lines of the list without their reasons. */
async function differences(name: string): Promise<string[]> {
  const expected = readExpected(name);
  const { counts, statistics } = await decodeBytes(readCapture(name));
  const told = statistics.causes.reduce((sum, { packets }) => sum + packets, 0);
  expect(told).toBe(statistics.unknown + statistics.malformed);
  const { packets, unknown, malformed } = statistics;
  expect([name, packets, unknown, malformed].join("\t")).toBe(OUTCOMES.get(name));
  const flaws = statistics.causes.filter((cause) => cause.malformed).map(explainCause);
  expect(flaws.filter((sentence) => !/^[A-Z]\w* (header needs|at offset) .{8,}/.test(sentence))).toEqual([]);
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
