import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../ts/record/catalogue.ts";
import { flawsOf } from "../core/canonical.ts";
import { decodeBytes } from "../core/decodeBytes.ts";
import { atHand, captureNames, readCapture } from "../golden/captures.ts";

/* The bytes of lanes are what protobuf-es writes for the same records. */

/** Everything that records may hold; little memory for connections, since hundreds of cores are made. */
const EVERYTHING = { payload: true, entropy: true, stateLimit: 1 << 20 };

test("the lanes of the sample are canonical", async () => {
  expect(flawsOf(await decodeBytes(readFileSync("test/sample/sample.pcapng"), EVERYTHING))).toEqual([]);
});

test("so are those of flows that are made on request", async () => {
  const records = catalogue.filter(({ kind, decoded }) => kind === "flow" && decoded).map(({ name }) => name);
  const timeouts = { tcpIdle: 200, udpIdle: 100, active: 1000 };
  const decoded = await decodeBytes(readFileSync("test/sample/sample.pcapng"), {
    records,
    timeouts,
    firstPackets: 20,
    packetStatistics: true,
  });
  expect([...decoded.lanes.keys()].sort()).toEqual([...records].sort());
  expect(flawsOf(decoded)).toEqual([]);
});

describe("the lanes of real captures are canonical", () => {
  if (!atHand) return test.skip("the shared captures are not at hand", () => {});
  test.each(captureNames())("%s", async (name) => {
    expect(flawsOf(await decodeBytes(readCapture(name), EVERYTHING))).toEqual([]);
  });
});
