import { fromBinary } from "@bufbuild/protobuf";
import { expect, test } from "@jest/globals";
import { EthernetSchema } from "../../ts/gen/netcap_pb.ts";
import { decodeBytes, recordsOf } from "./decodeBytes.ts";
import { pcapBytes } from "./pcapBytes.ts";

/** A frame of an EtherType that nothing decodes. */
const frame = (payload: readonly number[]) => Uint8Array.from([...new Array<number>(12).fill(0), 0x88, 0xb5, ...payload]);
const times = (count: number, ...values: readonly number[]) => new Array<readonly number[]>(count).fill(values).flat();
const ALL = Array.from({ length: 256 }, (_, i) => i);

test.each([
  ["none for equal bytes", times(100, 7), 0],
  ["one bit for two", times(50, 7, 9), 1],
  ["two thirds and a third", times(100, 7, 9, 7), Math.log2(3) - 2 / 3],
  ["eight bits for all", ALL, 8],
  ["eight bits for as many of each", times(3, ...ALL), 8],
  ["one of the 16,385th kind", [...times(16_384, 7), 9], Math.log2(16_385) - (16_384 * 14) / 16_385],
  ["many bytes", times(80, ...ALL), 8],
  ["many equal bytes", times(40_000, 7), 0],
])("entropy: %s", async (_, payload, bits) => {
  const { lanes } = await decodeBytes(pcapBytes(1, [{ time: 0n, data: frame(payload) }]), { entropy: true });
  const [record] = [...recordsOf(lanes.get("Ethernet") ?? new Uint8Array(0))];
  expect(fromBinary(EthernetSchema, record ?? new Uint8Array(0)).PayloadEntropy).toBeCloseTo(bits, 9);
});
