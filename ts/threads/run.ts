import type { Reading } from "../core/decodeSource.ts";
import type { Statistics } from "../core/statistics.ts";
import type { Pressed } from "../sink/lanePress.ts";
import type { Capture } from "../source/openSource.ts";
import type { Job } from "./blockDecoder.ts";

/** Captures to decode, and what becomes of their records. */
export interface Run extends Pick<Job, "options" | "press"> {
  readonly captures: readonly Capture[];
  readonly signal: AbortSignal;
  /** Takes records, those of a type in the order of their packets. What it throws ends the run. */
  readonly take: (pressed: Pressed) => void;
  /** Told how many bytes of the capture at hand, and packets over all, are read. */
  readonly progress: (capture: number, consumed: number, packets: number) => void;
}

/** What a run came to. */
export interface Outcome {
  /** How each capture was read. */
  readonly readings: readonly Reading[];
  readonly statistics: Statistics;
}
