import { fromBinary, toJson } from "@bufbuild/protobuf";
import { describe, expect, test } from "@jest/globals";
import type { Statistics } from "../../ts/core/statistics.ts";
import { Status } from "../../ts/gen/netcap/core_pb.ts";
import { recordTypeOf } from "../../ts/record/catalogue.ts";
import { descriptorOf } from "../../ts/record/descriptorOf.ts";
import { flawsOf } from "../core/canonical.ts";
import { type Decoded, decodeBytes, recordsOf } from "../core/decodeBytes.ts";
import { pcapBytes } from "../core/pcapBytes.ts";
import { readWireCases, type WireCase } from "./wireCases.ts";

/** Changed frames that are tried of each case. */
const MUTATIONS = 300;

const cases = readWireCases("test/wire");

/** The time that all packets of the cases have, in nanoseconds. */
const TIME = 1n;

/** Everything that records may hold; little memory for connections, since hundreds of cores are made. */
const EVERYTHING = { payload: true, entropy: true, stateLimit: 1 << 20 };

function decodeFrames({ link, frame }: WireCase, frames: readonly Uint8Array[]): Promise<Decoded> {
  const packets = frames.map((data) => ({ time: TIME, data, wireLength: frame.length }));
  return decodeBytes(pcapBytes(link, packets), EVERYTHING);
}

/** The records of a type as protobuf JSON. */
function parsed(name: string, lane: Uint8Array | undefined): unknown[] {
  const desc = descriptorOf(recordTypeOf(name));
  return lane ? [...recordsOf(lane)].map((record) => toJson(desc, fromBinary(desc, record))) : [];
}

function outcomeOf({ packets, unknown, malformed }: Statistics): string {
  if (unknown + malformed > packets) return "more outcomes than packets";
  return unknown ? "unknown" : malformed ? "malformed" : "decoded";
}

/** What must hold for packets of any bytes. */
function expectSound(decoded: Decoded, packets: number): void {
  const { unknown, malformed, causes } = decoded.statistics;
  expect(decoded.statistics.packets).toBe(packets);
  expect(causes.reduce((sum, cause) => sum + cause.packets, 0)).toBe(unknown + malformed);
  expect(causes.filter(({ malformed }) => malformed?.status === Status.TRAP)).toEqual([]);
  expect(flawsOf(decoded)).toEqual([]);
}

/** Numbers that look random and are the same in every run (mulberry32), below `limit`. */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

describe.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
  test("gives the records expected", async () => {
    const packet = { time: TIME, data: one.frame };
    const decoded = await decodeBytes(pcapBytes(one.link, [packet]), { stateLimit: 1 << 20 });
    const { lanes, statistics } = decoded;
    for (const [name, records] of one.records) expect({ [name]: parsed(name, lanes.get(name)) }).toEqual({ [name]: records });
    if (one.outcome !== undefined) expect(outcomeOf(statistics)).toBe(one.outcome);
    expectSound(decoded, 1);
  });

  test("is safe when the capture cuts it anywhere", async () => {
    const frames = Array.from(one.frame, (_, length) => one.frame.subarray(0, length));
    expectSound(await decodeFrames(one, frames), frames.length);
  });

  test("is safe with any byte changed", async () => {
    const random = randomNumbers(0x6e636170);
    const frames = Array.from({ length: MUTATIONS }, () => {
      const frame = one.frame.slice();
      frame[random(frame.length)] = random(256);
      return frame;
    });
    expectSound(await decodeFrames(one, frames), frames.length);
  });
});
