import type { Reading } from "../core/decodeSource.ts";
import type { Statistics } from "../core/statistics.ts";
import type { Pressed } from "../sink/lanePress.ts";

/** Packets that a thread takes at once. The same for every number of threads, so that all make the same files. */
export const BLOCK_PACKETS = 1 << 13;

/** Messages with records that a thread may have on their way, and chunks of a capture that may be on their way to it. */
export const WINDOW = 2;

/** What a thread is told. */
export type Down =
  /** The next bytes of a capture that is sent; shared, so nobody may change them. */
  | { readonly kind: "chunk"; readonly capture: number; readonly bytes: Uint8Array }
  /** The capture has no more bytes. */
  | { readonly kind: "end"; readonly capture: number }
  /** A message with records is written; its buffers come back for the next, so that none pile up for the garbage collector. */
  | { readonly kind: "written"; readonly buffers: readonly ArrayBuffer[] };

/** What a thread says. */
export type Up =
  /** Records of a block, in order and complete with the last, or of flows. */
  | {
      readonly kind: "records";
      readonly to: { readonly block: number; readonly last: boolean } | "flows";
      readonly pressed: readonly Pressed[];
    }
  /** The thread waits for the bytes of a capture; then, that it took a chunk. */
  | { readonly kind: "ready"; readonly capture: number }
  | { readonly kind: "taken"; readonly capture: number }
  /** How far it is in the capture at hand, and packets over all. */
  | { readonly kind: "progress"; readonly capture: number; readonly consumed: number; readonly packets: number }
  /** How a capture was read. */
  | { readonly kind: "reading"; readonly capture: number; readonly reading: Reading }
  | { readonly kind: "done"; readonly statistics: Statistics };

/** The few words of memory that all threads share. */
export class Control {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  /** Takes a block for the thread that asks, if nobody has. Every thread asks for every block in order. */
  claim(block: number): boolean {
    return Atomics.compareExchange(this.#words, 0, block, block + 1) === block;
  }

  /** Whether the run is to end early. */
  get aborted(): boolean {
    return Atomics.load(this.#words, 1) !== 0;
  }

  abort(): void {
    Atomics.store(this.#words, 1, 1);
  }
}
