import { describe, expect, test } from "@jest/globals";
import { Literal } from "../../ts/record/literal.ts";
import { TextBuffer } from "../../ts/record/textBuffer.ts";
import { hex } from "./ncapBytes.ts";

/** What a few calls write, into a buffer that has to grow at once. */
function written(write: (out: TextBuffer) => void): string {
  const out = new TextBuffer(1);
  write(out);
  return out.toString();
}

/** Both halves of a 64-bit number. */
function halves(value: bigint): [low: number, high: number] {
  return [Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n))];
}

describe("TextBuffer", () => {
  test.each([
    0, 1, 9, 10, 11, 99, 100, 101, 999, 1000, 9999, 10_000, 65_535, 99_999, 100_000, 999_999, 1_000_000, 9_999_999, 10_000_000,
    99_999_999, 100_000_000, 999_999_999, 1_000_000_000, 2_147_483_647, 2_147_483_648, 4_294_967_295, 4_294_967_296,
    1_000_000_000_000, 9_007_199_254_740_991,
  ])("writes the whole number %d", (value) => {
    expect(written((out) => out.uint(value))).toBe(String(value));
  });

  test.each([0, 1, -1, 127, -128, 2_147_483_647, -2_147_483_648])("writes the 32-bit number %d", (value) => {
    expect(written((out) => out.int32(value))).toBe(String(value));
  });

  test.each([
    0n,
    1n,
    -1n,
    4_294_967_295n,
    4_294_967_296n,
    -4_294_967_296n,
    -4_294_967_297n,
    999_999_999_999n,
    1_000_000_000_000n,
    1_216_384_407_092_326_000n,
    -1_216_384_407_092_326_000n,
    9_007_199_254_740_993n,
    9_223_372_036_854_775_807n,
    -9_223_372_036_854_775_808n,
  ])("writes the signed 64-bit number %d", (value) => {
    expect(written((out) => out.int64(...halves(value)))).toBe(String(value));
  });

  test.each([0n, 4_294_967_295n, 4_294_967_296n, 9_223_372_036_854_775_808n, 18_446_744_073_709_551_615n])(
    "writes the unsigned 64-bit number %d",
    (value) => {
      expect(written((out) => out.uint64(...halves(value)))).toBe(String(value));
    },
  );

  test("writes digits with zeros in front", () => {
    expect(written((out) => out.digits(42, 6))).toBe("000042");
    expect(written((out) => out.digits(0, 3))).toBe("000");
  });

  test("writes literals of any length, one behind the other", () => {
    const texts = ["", "a", "ab", "abc", "abcd", "abcde", ",", "äö"];
    expect(
      written((out) => {
        for (const text of texts) out.literal(new Literal(text));
      }),
    ).toBe("aababcabcdabcde,äö");
  });

  test("writes bytes as lower-case hexadecimal", () => {
    expect(written((out) => out.hex(hex("ff 00 0a f0 ff"), 1, 4))).toBe("000af0");
  });

  test.each([
    ["", ""],
    ["00", "AA=="],
    ["fb ff", "+/8="],
    ["fb ff fe", "+//+"],
    ["01 02 03 04", "AQIDBA=="],
  ])("writes the bytes [%s] as base64", (digits, text) => {
    const bytes = hex(digits);
    expect(written((out) => out.base64(bytes, 0, bytes.length))).toBe(text);
  });

  test.each([
    ["41 42", "AB"],
    ["c3 a4 e2 82 ac f0 9f 98 80", "ä€😀"],
    ["ef bb bf 41", "\ufeffA"],
    ["41 ff 42", "A\ufffdB"],
    ["e2 82", "\ufffd"],
    ["ed a0 80", "\ufffd\ufffd\ufffd"],
  ])("writes the string [%s], with U+FFFD for what is not UTF-8", (digits, text) => {
    const bytes = hex(digits);
    expect(written((out) => out.utf8(bytes, 0, bytes.length))).toBe(text);
  });

  test("takes text back when its length is lowered", () => {
    expect(
      written((out) => {
        out.text("abc");
        out.length = 1;
        out.byte(0x64);
      }),
    ).toBe("ad");
  });
});
