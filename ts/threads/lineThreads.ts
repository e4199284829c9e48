import { threadCode } from "../gen/threadCode.ts";
import type { LineForm } from "../record/lineWriter.ts";
import type { Records } from "../record/records.ts";
import { Thread } from "../runtime/threads.ts";
import type { LineJob, Lines } from "./lineThread.ts";

/** Records that a thread may have on their way: one to write, and the next ones. */
const WINDOW = 2;

/** Threads that turn records into lines, beside the one that reads the records and writes the lines. */
export class LineThreads {
  readonly #threads: Thread<Records, Lines | undefined>[] = [];
  /** Of each thread who waits for lines, the first one first; undefined as long as it has not started. */
  readonly #waiting: (Waiting[] | undefined)[] = [];
  #failure: { readonly error: unknown } | undefined;

  /** Starts threads. */
  constructor(form: LineForm, count: number) {
    const job: LineJob = { task: "lines", form };
    for (let i = 0; i < count; i++) {
      this.#waiting.push(undefined);
      this.#threads.push(
        new Thread<Records, Lines | undefined>(
          threadCode,
          job,
          (lines) => {
            if (lines) this.#waiting[i]?.shift()?.resolve(lines);
            else this.#waiting[i] = [];
          },
          (error) => this.#fail(error),
        ),
      );
    }
  }

  /**
   * Has a thread write records, which must not be more than a few hundred kilobytes.
   * @returns their lines, which come later and are rejected when a thread fails; undefined where all threads have enough to do
   */
  write({ bytes, ends }: Records): Promise<Lines> | undefined {
    if (this.#failure) return Promise.reject(this.#failure.error);
    let least = -1;
    for (const [i, waiting] of this.#waiting.entries()) {
      if (waiting && waiting.length < (this.#waiting[least]?.length ?? WINDOW)) least = i;
    }
    const waiting = this.#waiting[least];
    if (!waiting) return undefined;
    this.#threads[least]?.post({ bytes, ends });
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  }

  /** Ends the threads; what they have not written never comes. */
  async end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    for (const waiting of this.#waiting) for (const { reject } of waiting?.splice(0) ?? []) reject(error);
  }
}

interface Waiting {
  resolve(lines: Lines): void;
  reject(error: unknown): void;
}
