import { crc32 } from "node:zlib";
import { expect, test } from "@jest/globals";
import { combineCrc32 } from "../../ts/runtime/combineCrc32.ts";

// The check value of CRC-32: "123456789" gives cbf43926.
test.each([
  ["", "123456789"],
  ["1", "23456789"],
  ["12345", "6789"],
  ["12345678", "9"],
  ["123456789", ""],
])("joins %j and %j", (first, second) => {
  expect(combineCrc32(crc32(first), crc32(second), second.length)).toBe(0xcbf43926);
});

test("of nothing is 0", () => {
  expect(combineCrc32(0, 0, 0)).toBe(0);
});

test("joins a long piece", () => {
  const piece = new Uint8Array(1_000_003).fill(0xa5);
  expect(combineCrc32(crc32("head"), crc32(piece), piece.length)).toBe(crc32(piece, crc32("head")));
});

test("takes lengths above 32 bits", () => {
  const piece = new Uint8Array(1 << 16).fill(7);
  let sum = crc32(piece);
  let length = piece.length;
  // 2^16 · 2^17 bytes in steps that double, and the same as two unequal pieces.
  const sums = new Map([[length, sum]]);
  while (length < 2 ** 33) {
    sum = combineCrc32(sum, sum, length);
    length *= 2;
    sums.set(length, sum);
  }
  let pieces = crc32(piece);
  for (let size = 2 ** 16; size < 2 ** 33; size *= 2) pieces = combineCrc32(pieces, sums.get(size) ?? 0, size);
  expect(pieces).toBe(sum);
});
