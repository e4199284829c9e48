import { InputFile } from "../runtime/files.ts";
import type { Source } from "./source.ts";

/** A capture in a file, as it is. */
export class FileSource implements Source {
  readonly name: string;
  readonly size: number | undefined;
  consumed = 0;
  readonly #file: InputFile;

  /**
   * @param size of the file in bytes; undefined for what is no file and can only be read forwards
   * @throws {Error} when the file cannot be opened.
   */
  constructor(path: string, size?: number) {
    this.name = `"${path}"`;
    this.size = size;
    this.#file = new InputFile(path);
  }

  read(into: Uint8Array): number {
    const count = this.#file.read(into, this.size === undefined ? null : this.consumed);
    this.consumed += count;
    return count;
  }

  /** The rest of the file in chunks; closes it at the end. */
  async *chunks(size = 1 << 18): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        const chunk = new Uint8Array(size);
        const count = this.read(chunk);
        if (!count) return;
        yield chunk.subarray(0, count);
      }
    } finally {
      this.close();
    }
  }

  close(): void {
    this.#file.close();
  }
}
