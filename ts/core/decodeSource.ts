import type { Source } from "../source/source.ts";
import { breathe } from "../runtime/process.ts";
import type { Core, Lane } from "./core.ts";

/** A lane is handed over when it holds this much; the core stops for it at the same size. */
const LANE_FULL = 1 << 20;
/** Bytes read at once. */
const CHUNK = 1 << 20;
/** How often other things (signals, progress) get their turn. */
const TURN_MS = 50;

/** How reading a capture ended. */
export interface Reading {
  /** Bytes of the capture, uncompressed. */
  bytes: number;
  /** What ended it before its end: damage (a Status of the core and the number that is wrong), a packet cut off, what the source threw, or a stop. */
  damage?: { status: number; value: number };
  cut?: { have: number; need: number };
  failure?: unknown;
  stopped?: boolean;
}

/** What takes the records and is told how it goes. */
export interface Receiver {
  /** Takes a lane; its bytes are good until it returns. */
  take(lane: Lane): void;
  /** Called now and then, a few times a second and after every capture. */
  progress?(): void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Decodes a capture from its source. Full lanes are handed over on the way; what the others hold stays in the core for the
 * next capture, or for `finish`.
 * @throws what the receiver throws.
 */
export async function decodeSource(core: Core, source: Source, receiver: Receiver): Promise<Reading> {
  const reading: Reading = { bytes: 0 };
  const take = (lane: Lane) => receiver.take(lane);
  let filled = 0;
  let turn = performance.now();
  core.open();
  for (;;) {
    let added: number;
    try {
      const count = source.read(core.input.subarray(filled, filled + CHUNK));
      added = typeof count === "number" ? count : await count;
    } catch (failure) {
      return { ...reading, failure };
    }
    reading.bytes += added;
    filled += added;
    let done = core.decode(0, filled);
    while (core.full) {
      core.drain(take, LANE_FULL);
      done = core.decode(done, filled);
    }
    const damage = core.problem;
    if (damage) return { ...reading, damage };
    core.input.copyWithin(0, done, filled);
    filled -= done;
    if (!added) break;
    if (performance.now() - turn < TURN_MS) continue;
    receiver.progress?.();
    await breathe();
    turn = performance.now();
    if (receiver.signal?.aborted) return { ...reading, stopped: true };
  }
  const pending = Number(core.pending);
  if (filled || pending) reading.cut = { have: filled, need: filled ? core.needed : pending };
  return reading;
}

/** Ends a run: what flows are still open are recorded, and all lanes handed over. */
export function finish(core: Core, take: (lane: Lane) => void): void {
  while (!core.flush()) core.drain(take, LANE_FULL);
  core.drain(take);
}
