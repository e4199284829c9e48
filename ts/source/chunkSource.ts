import type { Source } from "./source.ts";

/** A capture that comes in chunks: from standard input, a decompressor, or whoever uses the library. */
export class ChunkSource implements Source {
  readonly name: string;
  readonly size: number | undefined;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #consumed: (() => number) | undefined;
  #chunk: Uint8Array = new Uint8Array(0);
  #read = 0;

  /** @param input tells size and consumed bytes of what the chunks are made from, where that is not the chunks themselves */
  constructor(name: string, chunks: AsyncIterable<Uint8Array>, input?: { size: number | undefined; consumed: () => number }) {
    this.name = name;
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.size = input?.size;
    this.#consumed = input?.consumed;
  }

  get consumed(): number {
    return this.#consumed?.() ?? this.#read;
  }

  read(into: Uint8Array): number | Promise<number> {
    return this.#chunk.length ? this.#take(into) : this.#wait(into);
  }

  async #wait(into: Uint8Array): Promise<number> {
    while (!this.#chunk.length) {
      const { done, value } = await this.#chunks.next();
      if (done) return 0;
      this.#chunk = value;
    }
    return this.#take(into);
  }

  #take(into: Uint8Array): number {
    const count = Math.min(into.length, this.#chunk.length);
    into.set(this.#chunk.subarray(0, count));
    this.#chunk = this.#chunk.subarray(count);
    this.#read += count;
    return count;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
