import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { flawsOf } from "../core/canonical.ts";
import { decodeBytes } from "../core/decodeBytes.ts";
import { atHand, captureNames, readCapture } from "../golden/captures.ts";

/* The bytes of lanes are what protobuf-es writes for the same records. */

/** Everything that records may hold; little memory for connections, since hundreds of cores are made. */
const EVERYTHING = { payload: true, entropy: true, stateLimit: 1 << 20 };

test("the lanes of the sample are canonical", async () => {
  expect(flawsOf(await decodeBytes(readFileSync("test/sample/sample.pcapng"), EVERYTHING))).toEqual([]);
});

describe("the lanes of real captures are canonical", () => {
  if (!atHand) return test.skip("the shared captures are not at hand", () => {});
  test.each(captureNames())("%s", async (name) => {
    expect(flawsOf(await decodeBytes(readCapture(name), EVERYTHING))).toEqual([]);
  });
});
