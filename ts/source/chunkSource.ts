import type { Source } from "./source.ts";

/** A capture that comes in chunks: from standard input, a decompressor, or whoever uses the library. */
export class ChunkSource implements Source {
  readonly name: string;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #input: Pick<Source, "size" | "consumed"> | undefined;
  #chunk: Uint8Array = new Uint8Array(0);
  #read = 0;

  /** @param input what the chunks are made from, where they are not the input themselves */
  constructor(name: string, chunks: AsyncIterable<Uint8Array>, input?: Pick<Source, "size" | "consumed">) {
    this.name = name;
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#input = input;
  }

  get size(): number | undefined {
    return this.#input?.size;
  }

  get consumed(): number {
    return this.#input?.consumed ?? this.#read;
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
