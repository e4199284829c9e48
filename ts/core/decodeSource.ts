import { breathe } from "../runtime/process.ts";
import type { Source } from "../source/source.ts";
import type { Core, Lane } from "./core.ts";

/** A lane is handed over when it holds this much; the core stops for it at the same size. */
const LANE_FULL = 1 << 20;
/** Bytes read at once. */
const CHUNK = 1 << 20;
/** How often other things (signals, progress) get their turn. */
const TURN_MS = 50;

/** How reading a capture went; filled while it is read. */
export interface Reading {
  /** Bytes of the capture, uncompressed. */
  bytes: number;
  /** What ended it before its end: damage (a Status of the core and the number that is wrong), a packet cut off, or what the source threw. */
  damage?: { status: number; value: number };
  cut?: { have: number; need: number };
  failure?: unknown;
}

/** What decodeSource may be told. */
export interface DecodeOptions {
  /** Lanes are handed over at the latest when a chunk is decoded, not only when they are full. */
  readonly eager?: boolean;
  /** Called a few times a second. */
  readonly progress?: () => void;
  /** Ends the reading early. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Decodes a capture from its source and hands over full lanes on the way; what the other lanes hold stays in the core for
 * the next capture, or for `finish`. A lane's bytes are good until the next one is asked for.
 */
export async function* decodeSource(
  core: Core,
  source: Source,
  reading: Reading,
  options: DecodeOptions = {},
): AsyncGenerator<Lane, void, undefined> {
  let filled = 0;
  let turn = performance.now();
  core.open();
  for (;;) {
    let added: number;
    try {
      const count = source.read(core.input.subarray(filled, filled + CHUNK));
      added = typeof count === "number" ? count : await count;
    } catch (failure) {
      reading.failure = failure;
      return;
    }
    reading.bytes += added;
    filled += added;
    let done = core.decode(0, filled);
    while (core.full) {
      yield* core.drain(LANE_FULL);
      done = core.decode(done, filled);
    }
    if (options.eager) yield* core.drain();
    const damage = core.problem;
    if (damage) {
      reading.damage = damage;
      return;
    }
    core.input.copyWithin(0, done, filled);
    filled -= done;
    if (!added) break;
    if (performance.now() - turn < TURN_MS) continue;
    options.progress?.();
    await breathe();
    turn = performance.now();
    if (options.signal?.aborted) return;
  }
  const pending = core.pending;
  if (filled || pending) reading.cut = { have: filled, need: filled ? core.needed : pending };
}

/** Ends a run: what flows are still open are recorded, and all lanes handed over. */
export function* finish(core: Core): Generator<Lane, void, undefined> {
  while (!core.flush()) yield* core.drain(LANE_FULL);
  yield* core.drain();
}
