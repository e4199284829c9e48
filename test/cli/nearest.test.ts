import { expect, test } from "@jest/globals";
import { didYouMean, nearest } from "../../ts/cli/nearest.ts";

test.each([
  ["captrue", "capture"],
  ["Capture", "capture"],
  ["dmup", "dump"],
  ["dumps", "dump"],
  ["d", undefined],
  ["transform", undefined],
  ["", undefined],
])("nearest(%j)", (word, expected) => {
  expect(nearest(word, ["capture", "dump"])).toBe(expected);
});

test("didYouMean() is a clause, or nothing", () => {
  expect(didYouMean("SrcIp", ["SrcIP", "DstIP"])).toBe(', did you mean "SrcIP"?');
  expect(didYouMean("red", ["read"], (name) => `--${name}`)).toBe(", did you mean --read?");
  expect(didYouMean("TTL", ["SrcIP"])).toBe("");
});
