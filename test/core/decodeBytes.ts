import { Core, type CoreOptions, type Lane } from "../../ts/core/core.ts";
import { coreModule } from "../../ts/core/coreModule.ts";
import { decodeSource, finish, type Reading } from "../../ts/core/decodeSource.ts";
import type { Statistics } from "../../ts/core/statistics.ts";
import { ChunkSource } from "../../ts/source/chunkSource.ts";

/** What a capture was decoded to. */
export interface Decoded {
  /** The bytes of each lane, by record. */
  lanes: Map<string, Uint8Array>;
  /** How many records each lane holds. */
  counts: Map<string, number>;
  statistics: Statistics;
  reading: Reading;
}

/** Decodes a capture that is given as one array or in chunks, by a core of its own or by one that is used again. */
export async function decodeBytes(capture: Uint8Array | readonly Uint8Array[], options?: CoreOptions | Core): Promise<Decoded> {
  const core = options instanceof Core ? options : new Core(coreModule(), options);
  const source = new ChunkSource(
    "capture",
    (async function* () {
      yield* capture instanceof Uint8Array ? [capture] : capture;
    })(),
  );
  const reading: Reading = { bytes: 0 };
  const parts = new Map<string, Uint8Array[]>();
  const counts = new Map<string, number>();
  const take = ({ name, bytes, records }: Lane) => {
    parts.set(name, [...(parts.get(name) ?? []), bytes.slice()]);
    counts.set(name, (counts.get(name) ?? 0) + records);
  };
  for await (const lane of decodeSource(core, source, reading)) take(lane);
  for (const lane of finish(core)) take(lane);
  const lanes = new Map([...parts].map(([name, list]) => [name, joined(list)]));
  return { lanes, counts, statistics: core.statistics(), reading };
}

/** The wire bytes of each record of a lane. */
export function* recordsOf(lane: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < lane.length; ) {
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = lane[at++] ?? 0;
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (at + size > lane.length) throw new RangeError(`a record ends ${at + size - lane.length} bytes behind its lane`);
    yield lane.subarray(at, at + size);
    at += size;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
