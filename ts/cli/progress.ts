import { monotonicMs } from "../runtime/environment.ts";
import { formatByteRate, formatBytes, formatCount, formatDuration, formatRate } from "./format.ts";
import type { Messages } from "./io.ts";

/** Between two lines on the terminal. */
const INTERVAL_MS = 200;

/** Before it, a rate says little about how long the rest will take. */
const SETTLED_MS = 1000;

/** A line on the terminal that says how far a run is; nothing where no person reads it. */
export class Progress {
  readonly #messages: Messages;
  readonly #total: number | undefined;
  readonly #clock: () => number;
  readonly #noun: string;
  readonly #begun: number;
  #shown = Number.NEGATIVE_INFINITY;

  /**
   * @param messages where the line goes; silent when that is no terminal
   * @param total bytes that there are to read, when known
   * @param clock milliseconds, for tests
   * @param noun what is counted
   */
  constructor(messages: Messages, total?: number, clock: () => number = monotonicMs, noun = "packets") {
    this.#messages = messages;
    this.#total = total;
    this.#clock = clock;
    this.#noun = noun;
    this.#begun = clock();
  }

  /** Says how much was read so far. Cheap enough to be called for every chunk: it prints five times a second at most. */
  update(bytes: number, count: number): void {
    const now = this.#clock();
    if (!this.#messages.isTerminal || now - this.#shown < INTERVAL_MS) return;
    this.#shown = now;
    const line = this.#line(bytes, count, now - this.#begun);
    // A line as wide as the terminal would wrap on some, and then not be overwritten.
    this.#messages.write(`\r${line.slice(0, this.#messages.columns - 1)}\x1b[K`);
  }

  /** Clears the line. */
  end(): void {
    if (this.#shown > Number.NEGATIVE_INFINITY) this.#messages.write("\r\x1b[K");
    this.#shown = Number.NEGATIVE_INFINITY;
  }

  #line(bytes: number, count: number, elapsed: number): string {
    const rates = [`${formatCount(count)} ${this.#noun}`, formatRate(count, elapsed), formatByteRate(bytes, elapsed)];
    if (this.#total === undefined || this.#total <= 0) return [formatBytes(bytes), ...rates].join("  ");
    const share = Math.min(1, bytes / this.#total);
    const parts = [`${Math.floor(share * 100)}%`.padStart(4), ...rates];
    if (share > 0 && elapsed >= SETTLED_MS) parts.push(`ETA ${formatDuration((elapsed * (1 - share)) / share)}`);
    return parts.join("  ");
  }
}
