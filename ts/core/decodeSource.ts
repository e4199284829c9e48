import { monotonicMs } from "../runtime/environment.ts";
import { breathe } from "../runtime/process.ts";
import type { Source } from "../source/source.ts";
import type { Core, Lane } from "./core.ts";

/** A lane is handed over when it holds this much; the core stops for it at the same size. */
const LANE_FULL = 1 << 20;
/** Bytes read at once. */
const CHUNK = 1 << 20;
/** How often other things (signals, progress) get their turn. */
const TURN_MS = 50;

/** How reading a capture went; filled while it is read. At most one of the last three is set, and none when it was stopped. */
export interface Reading {
  /** Bytes of the capture, uncompressed. */
  bytes: number;
  /** Whole packets; set at the end. */
  packets?: number;
  /** The core cannot read on: a Status, the number that is wrong, and where in the uncompressed capture that is. */
  damage?: { status: number; value: number; offset: number };
  /** The capture ends inside a packet or block, of which more bytes are missing, at least as many. */
  cut?: { missing: number };
  /** What the source threw. */
  failure?: unknown;
}

/** What decodeSource may be told. */
export interface DecodeOptions {
  /** Lanes are handed over at the latest when a chunk is decoded, not only when they are full. */
  readonly eager?: boolean;
  /** Called a few times a second. */
  readonly progress?: () => void;
  /** Ends the reading early. */
  readonly signal?: { readonly aborted: boolean } | undefined;
  /** Called between blocks where packets are shared out (see Core.share), after the lanes of the one before: to begin the next. */
  readonly nextBlock?: () => void | Promise<void>;
}

/**
 * Decodes a capture from its source and hands over full lanes on the way; what the other lanes hold stays in the core for
 * the next capture, or for `finish`. A lane's bytes are good until the next one is asked for. Whatever is wrong with the
 * capture goes into `reading`, after all packets before it are decoded.
 */
export async function* decodeSource(
  core: Core,
  source: Source,
  reading: Reading,
  { eager = false, progress, signal, nextBlock }: DecodeOptions = {},
): AsyncGenerator<Lane, void, undefined> {
  const before = core.packetsSeen;
  /** Bytes of the region that are not decoded yet: at its front, between chunks. */
  let filled = 0;
  let turn = monotonicMs();
  core.open();
  try {
    for (;;) {
      let added: number;
      try {
        const count = source.read(core.input.subarray(filled, filled + CHUNK));
        added = typeof count === "number" ? count : await count;
      } catch (failure) {
        if (!signal?.aborted) reading.failure = failure;
        return;
      }
      reading.bytes += added;
      filled += added;
      let done = core.decode(0, filled);
      for (;;) {
        if (core.atBoundary) {
          yield* packetLanes(core);
          await nextBlock?.();
        } else if (core.full) {
          yield* core.drain(LANE_FULL);
        } else {
          break;
        }
        done = core.decode(done, filled);
      }
      if (eager) yield* core.drain();
      filled -= done;
      const damage = core.problem;
      if (damage) {
        reading.damage = { ...damage, offset: reading.bytes - filled };
        return;
      }
      core.input.copyWithin(0, done, done + filled);
      if (!added) break;
      if (monotonicMs() - turn < TURN_MS) continue;
      progress?.();
      await breathe();
      turn = monotonicMs();
      if (signal?.aborted) return;
    }
    // A source that was stopped ends early, which says nothing about the capture.
    const missing = core.pending || (filled && core.needed - filled);
    if (missing && !signal?.aborted) reading.cut = { missing };
  } finally {
    reading.packets = core.packetsSeen - before;
  }
}

/** What the lanes hold of the packets so far, those of flows left out. */
export function packetLanes(core: Core): Generator<Lane, void, undefined> {
  return core.drain(1, LANE_FULL);
}

/** Ends a run: what flows are still open is recorded, and all lanes are handed over. */
export function* finish(core: Core): Generator<Lane, void, undefined> {
  yield* packetLanes(core);
  while (!core.flush()) yield* core.drain(LANE_FULL);
  yield* core.drain();
}
