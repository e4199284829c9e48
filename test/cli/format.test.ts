import { describe, expect, test } from "@jest/globals";
import { formatByteRate, formatBytes, formatCount, formatDuration, formatRate, formatShare } from "../../ts/cli/format.ts";

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1,000"],
  [1_234_567, "1,234,567"],
  [-1234, "-1,234"],
  [18_446_744_073_709_551_615n, "18,446,744,073,709,551,615"],
])("formatCount(%p)", (count, text) => expect(formatCount(count)).toBe(text));

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [999_949, "999.9 kB"],
  [999_950, "1.0 MB"],
  [123_400_000, "123.4 MB"],
  [5e18, "5000.0 PB"],
])("formatBytes(%p)", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [0, "0 ms"],
  [999.4, "999 ms"],
  [999.5, "1.0 s"],
  [59_949, "59.9 s"],
  [59_950, "1m 00s"],
  [125_000, "2m 05s"],
  [3_599_499, "59m 59s"],
  [3_599_500, "1h 00m"],
  [11_220_000, "3h 07m"],
  [86_400_000, "1d 00h"],
  [352_800_000, "4d 02h"],
])("formatDuration(%p)", (ms, text) => expect(formatDuration(ms)).toBe(text));

describe("rates and shares", () => {
  test("of ordinary numbers", () => {
    expect(formatRate(1_624_690, 2000)).toBe("812,345/s");
    expect(formatByteRate(46_550_000, 500)).toBe("93.1 MB/s");
    expect(formatShare(123, 1000)).toBe("12.3%");
    expect(formatShare(1, 1)).toBe("100.0%");
  });

  test("of nothing, and of very little", () => {
    expect(formatRate(5, 0)).toBe("0/s");
    expect(formatByteRate(5, 0)).toBe("0 B/s");
    expect(formatShare(0, 0)).toBe("0.0%");
    expect(formatShare(0, 10)).toBe("0.0%");
    expect(formatShare(1, 1_000_000)).toBe("<0.1%");
  });
});
