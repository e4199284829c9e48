import { constants, crc32, deflateRawSync } from "node:zlib";
import { OutputFile } from "./files.ts";

/** RFC 1952 section 2.3.1: deflate, no flags, no time, fastest algorithm, unknown system. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255);
/** An empty last block (RFC 1951 section 3.2.3). */
const LAST_BLOCK = Uint8Array.of(3, 0);

/**
 * A gzip file that is written block by block: each is compressed by itself and ends on a byte, so that they join to one
 * member, and what was written can be read however the run ends.
 */
export class GzipFile {
  readonly #file: OutputFile;
  readonly #level: number;
  #crc = 0;
  #size = 0;
  /** Compressed bytes written so far. */
  written = 0;

  /**
   * Creates the file.
   * @param level 1 (fastest) to 9 (smallest)
   * @throws {Error} when it cannot be opened.
   */
  constructor(path: string, options: { readonly exclusive?: boolean; readonly level?: number } = {}) {
    this.#file = new OutputFile(path, options);
    this.#level = options.level ?? 1;
    this.#put(HEADER);
  }

  get path(): string {
    return this.#file.path;
  }

  /** @throws {Error} when not all could be written. */
  write(bytes: Uint8Array): void {
    this.#crc = crc32(bytes, this.#crc);
    this.#size = (this.#size + bytes.length) >>> 0;
    this.#put(deflateRawSync(bytes, { level: this.#level, finishFlush: constants.Z_SYNC_FLUSH }));
  }

  /** Writes the end of the member and closes the file. */
  close(): void {
    const end = new Uint8Array(10);
    end.set(LAST_BLOCK);
    const view = new DataView(end.buffer);
    view.setUint32(2, this.#crc, true);
    view.setUint32(6, this.#size, true);
    this.#put(end);
    this.#file.close();
  }

  #put(bytes: Uint8Array): void {
    this.#file.write(bytes);
    this.written += bytes.length;
  }
}
