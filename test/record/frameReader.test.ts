import { describe, expect, test } from "@jest/globals";
import { FrameReader } from "../../ts/record/frameReader.ts";
import { NcapFormatError } from "../../ts/record/ncapFormatError.ts";
import { hex } from "./ncapBytes.ts";

/** The frames of a file that comes in chunks of `size` bytes, as hexadecimal digits, with the offset of each. */
function framesOf(file: Uint8Array, size = file.length): string[] {
  const reader = new FrameReader("x.ncap");
  const frames: string[] = [];
  for (let at = 0; at < file.length; at += size) {
    reader.push(file.slice(at, at + size));
    while (reader.next())
      frames.push(`${reader.offset}:${Buffer.from(reader.bytes.subarray(reader.start, reader.end)).toString("hex")}`);
  }
  reader.finish();
  return frames;
}

describe("FrameReader", () => {
  const long = "ab".repeat(300);
  const file = hex(`02 0102  00  ac02 ${long}  01 ff`);

  test.each([1, 2, 3, 5, 100, 302, 303, 10_000])("finds the same frames in chunks of %i bytes", (size) => {
    expect(framesOf(file, size)).toEqual(["1:0102", "4:", `6:${long}`, "307:ff"]);
  });

  test("hands out the chunk itself where a frame lies in one", () => {
    const reader = new FrameReader("x.ncap");
    const chunk = hex("01 aa 02 bb");
    reader.push(chunk);
    expect(reader.next()).toBe(true);
    expect(reader.bytes).toBe(chunk);
    expect(reader.next()).toBe(false);
    reader.push(hex("cc"));
    expect(reader.next()).toBe(true);
    expect(reader.bytes.subarray(reader.start, reader.end)).toEqual(hex("bb cc"));
  });

  test("leaves frames that it put together alone afterwards", () => {
    const reader = new FrameReader("x.ncap");
    const kept: Uint8Array[] = [];
    for (const byte of hex("01 aa 01 bb")) {
      reader.push(Uint8Array.of(byte));
      while (reader.next()) kept.push(reader.bytes.subarray(reader.start, reader.end));
    }
    expect(kept).toEqual([hex("aa"), hex("bb")]);
  });

  test("takes nothing at all", () => {
    expect(framesOf(new Uint8Array(0), 1)).toEqual([]);
  });

  test.each([
    ["inside a record", "01 00  01 aa  01 bb  03 cccc", "x.ncap: ends in the middle of a record, after 2 whole records"],
    ["inside a length", "01 00  01 aa  80", "x.ncap: ends in the middle of a record, after 1 whole record"],
    ["inside the header", "02 00", "x.ncap: ends in the middle of a record, after 0 whole records"],
  ])("complains when the file ends %s", (_, digits, message) => {
    expect(() => framesOf(hex(digits), 1)).toThrow(message);
  });

  test.each([1, 2, 100])("refuses a length above 64 MiB before it takes the memory, in chunks of %i bytes", (size) => {
    const file = hex("01 00  81 80 80 20  aa");
    expect(() => framesOf(file, size)).toThrow(
      "x.ncap: is damaged at offset 2: a length of 67108865 bytes, above the limit of 64 MiB, after 0 whole records",
    );
  });

  test("refuses a length of more than ten bytes", () => {
    expect(() => framesOf(hex("ff".repeat(11)))).toThrow("x.ncap: is damaged at offset 0: no length where one belongs");
    expect(() => framesOf(hex("ff".repeat(11)), 1)).toThrow("x.ncap: is damaged at offset 0: no length where one belongs");
  });

  test("carries file and offset in its errors", () => {
    try {
      framesOf(hex("01 00  ff ff ff ff 7f"));
      throw new Error("not reached");
    } catch (error) {
      expect(error).toBeInstanceOf(NcapFormatError);
      expect(error).toMatchObject({ name: "NcapFormatError", file: "x.ncap", offset: 2 });
    }
  });
});
