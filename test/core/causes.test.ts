import { expect, test } from "@jest/globals";
import { explainCause } from "../../ts/core/explain.ts";
import { Numbering } from "../../ts/gen/netcap/core_pb.ts";
import { decodeBytes } from "./decodeBytes.ts";
import { pcapBytes } from "./pcapBytes.ts";

/** Causes that are told apart. */
const MAX_CAUSES = 256;

const ETHERNET = 1;

test("causes that are too many to be told apart count as others, of unknown and of malformed packets", async () => {
  const frame = (type: number, ...payload: number[]) => ({
    time: 1n,
    data: Uint8Array.from([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, type >> 8, type & 255, ...payload]),
  });
  const unknown = Array.from({ length: MAX_CAUSES + 44 }, (_, i) => frame(0xf000 + i));
  const { statistics } = await decodeBytes(pcapBytes(ETHERNET, [...unknown, frame(0x0800), frame(0x86dd), frame(0xf000)]));
  const { causes } = statistics;
  expect(causes).toHaveLength(MAX_CAUSES + 2);
  expect(causes[0]).toEqual({ packets: 2, firstPacket: 1, unknown: { numbering: Numbering.ETHER_TYPE, number: 0xf000 } });
  expect(causes[MAX_CAUSES - 1]?.unknown?.number).toBe(0xf000 + MAX_CAUSES - 1);
  const others = causes.slice(MAX_CAUSES).map((cause) => [cause.packets, cause.firstPacket, explainCause(cause)]);
  expect(others).toEqual([
    [44, MAX_CAUSES + 1, "other protocols, too many to tell apart"],
    [2, MAX_CAUSES + 45, "other flaws, in layers and of kinds too many to tell apart"],
  ]);
});
