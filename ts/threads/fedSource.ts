import type { Source } from "../source/source.ts";

/** A capture whose bytes another thread reads and sends in chunks. */
export class FedSource implements Source {
  readonly name = "";
  readonly size = undefined;
  consumed = 0;
  readonly #chunks: Uint8Array[] = [];
  readonly #taken: () => void;
  #ended = false;
  #wake: (() => void) | undefined;

  /** @param taken called when a chunk was read to its end */
  constructor(taken: () => void) {
    this.#taken = taken;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async read(into: Uint8Array): Promise<number> {
    while (!this.#chunks.length && !this.#ended) await new Promise<void>((resolve) => (this.#wake = resolve));
    const chunk = this.#chunks[0];
    if (!chunk) return 0;
    const count = Math.min(into.length, chunk.length);
    into.set(chunk.subarray(0, count));
    this.consumed += count;
    if (count < chunk.length) {
      this.#chunks[0] = chunk.subarray(count);
    } else {
      this.#chunks.shift();
      this.#taken();
    }
    return count;
  }

  close(): void {}
}
