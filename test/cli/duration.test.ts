import { expect, test } from "@jest/globals";
import { parseDuration } from "../../ts/cli/duration.ts";

test.each([
  ["0", 0],
  ["0s", 0],
  ["1s", 1000],
  ["300ms", 300],
  ["1.5h", 5_400_000],
  [".5s", 500],
  ["2.s", 2000],
  ["1h30m", 5_400_000],
  ["24h0m0s", 86_400_000],
  ["1500us", 1.5],
  ["1500µs", 1.5],
  ["1500μs", 1.5],
  ["1000000ns", 1],
])("parseDuration() reads %j", (text, ms) => {
  expect(parseDuration(text)).toBeCloseTo(ms, 9);
});

test.each(["", "5", "s", ".s", "1d", "-1s", "1 s", "1s 2m", "1m2", "1e3s", "1,5s"])("parseDuration() refuses %j", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
