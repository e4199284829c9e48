import type { Capture } from "../source/openSource.ts";
import { type Down, WINDOW } from "./decodeTalk.ts";

/** Bytes sent at once. */
const CHUNK = 1 << 20;

/** Sends the bytes of a capture to all threads, no faster than the slowest of them takes them. */
export class Feed {
  readonly #capture: Capture;
  readonly #index: number;
  readonly #threads: number;
  readonly #toAll: (message: Down) => void;
  #waiting: number;
  /** Chunks that are on their way, counted for each thread. */
  #onTheWay = 0;
  #wake: (() => void) | undefined;
  #failure: unknown;

  constructor(capture: Capture, index: number, threads: number, toAll: (message: Down) => void) {
    this.#capture = capture;
    this.#index = index;
    this.#threads = threads;
    this.#waiting = threads;
    this.#toAll = toAll;
  }

  /** What the source threw, for a Reading. */
  get failed(): { failure?: unknown } {
    return this.#failure === undefined ? {} : { failure: this.#failure };
  }

  /** A thread waits for the bytes; they are sent when all do. */
  ready(): void {
    if (--this.#waiting === 0) void this.#send();
  }

  /** A thread took a chunk. */
  taken(): void {
    this.#onTheWay--;
    this.#wake?.();
  }

  async #send(): Promise<void> {
    const capture = this.#index;
    try {
      const source = this.#capture.open();
      try {
        for (;;) {
          while (this.#onTheWay > (WINDOW - 1) * this.#threads) await new Promise<void>((resolve) => (this.#wake = resolve));
          // Shared, so that no thread needs a copy of its own.
          const room = new Uint8Array(new SharedArrayBuffer(CHUNK));
          const count = await source.read(room);
          if (!count) break;
          this.#onTheWay += this.#threads;
          this.#toAll({ kind: "chunk", capture, bytes: room.subarray(0, count) });
        }
      } finally {
        await source.close();
      }
    } catch (error) {
      this.#failure = error;
    }
    this.#toAll({ kind: "end", capture });
  }
}
