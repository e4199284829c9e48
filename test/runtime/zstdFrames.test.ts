import { describe, expect, test } from "@jest/globals";
import { zstdFrames } from "../../ts/runtime/zstdFrames.ts";
import { hex } from "../host/captureBytes.ts";

/** "abc" in a raw block. */
const PLAIN = "28b52ffd 20 03 190000 616263";
/** Seven times "x" as a run, then an empty raw block, with a window descriptor, a dictionary of two bytes and a checksum. */
const FULL = "28b52ffd 46 58 3412 0700 3a0000 78 010000 deadbeef";
const SKIPPABLE = "5e2a4d18 02000000 ffff";

async function framesOf(bytes: Uint8Array, step: number): Promise<string[]> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
  }
  const frames: string[] = [];
  for await (const frame of zstdFrames(chunks(), (problem) => new Error(problem))) {
    const pieces: Uint8Array[] = [];
    for await (const piece of frame) pieces.push(piece);
    frames.push(Buffer.concat(pieces).toString("hex"));
  }
  return frames;
}

const bare = (text: string) => text.replaceAll(" ", "");

describe("zstdFrames()", () => {
  test.each([1, 2, 5, 100])("finds the ends of frames in chunks of %d, and leaves out what is to be skipped", async (step) => {
    expect(await framesOf(hex(`${PLAIN} ${SKIPPABLE} ${FULL} ${PLAIN}`), step)).toEqual([PLAIN, FULL, PLAIN].map(bare));
  });

  test("says where data ends too early", async () => {
    const whole = hex(FULL);
    for (let length = 1; length < whole.length; length++) {
      await expect(framesOf(whole.subarray(0, length), 4)).rejects.toThrow("has zstd data that ends too early");
    }
  });

  test("says that something else is between frames", async () => {
    await expect(framesOf(hex(`${PLAIN} 01020304`), 3)).rejects.toThrow("has damaged zstd data");
  });
});
