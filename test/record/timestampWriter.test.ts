import { expect, test } from "@jest/globals";
import { TextBuffer } from "../../ts/record/textBuffer.ts";
import { TimestampWriter } from "../../ts/record/timestampWriter.ts";

function written(nanoseconds: bigint, utc: boolean): string {
  const out = new TextBuffer();
  new TimestampWriter(utc).append(out, Number(BigInt.asIntN(32, nanoseconds)), Number(nanoseconds >> 32n));
  return out.toString();
}

test.each([
  [0n, "0.000000", "1970-01-01T00:00:00.000000Z"],
  [1n, "0.000000001", "1970-01-01T00:00:00.000000001Z"],
  [1_000n, "0.000001", "1970-01-01T00:00:00.000001Z"],
  [1_500_000_000n, "1.500000", "1970-01-01T00:00:01.500000Z"],
  [1_216_384_407_092_326_000n, "1216384407.092326", "2008-07-18T12:33:27.092326Z"],
  [1_216_384_407_092_326_789n, "1216384407.092326789", "2008-07-18T12:33:27.092326789Z"],
  [4_294_967_296_000_000_001n, "4294967296.000000001", "2106-02-07T06:28:16.000000001Z"],
  [-1n, "-0.000000001", "1969-12-31T23:59:59.999999999Z"],
  [-1_500_000_000n, "-1.500000", "1969-12-31T23:59:58.500000Z"],
  [-2_000_000_000n, "-2.000000", "1969-12-31T23:59:58.000000Z"],
  [9_223_372_036_854_775_807n, "9223372036.854775807", "2262-04-11T23:47:16.854775807Z"],
  [-9_223_372_036_854_775_808n, "-9223372036.854775808", "1677-09-21T00:12:43.145224192Z"],
])("%d ns is %s, or %s", (nanoseconds, seconds, utc) => {
  expect(written(nanoseconds, false)).toBe(seconds);
  expect(written(nanoseconds, true)).toBe(utc);
});

test("a second that follows another is not mistaken for it", () => {
  const writer = new TimestampWriter(true);
  const out = new TextBuffer();
  for (const low of [1_000_000_000, 1_999_999_999, 2_000_000_000, 0]) {
    writer.append(out, low, 0);
    out.text(" ");
  }
  expect(out.toString()).toBe(
    "1970-01-01T00:00:01.000000Z 1970-01-01T00:00:01.999999999Z 1970-01-01T00:00:02.000000Z 1970-01-01T00:00:00.000000Z ",
  );
});
