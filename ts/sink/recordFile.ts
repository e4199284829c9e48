import type { RecordType } from "../record/catalogue.ts";
import { BlockFile, type Compression, loadPacker, type Packer } from "../runtime/blockFile.ts";
import { type FileFacts, loadEncoder } from "./encoder.ts";

/** Bytes that are gathered before they are compressed, unless the caller says otherwise. */
const BLOCK = 1 << 20;
const LEVELS = { gzip: 6, zstd: 3 } as const;

/** How a file with this name is compressed: `.gz` by gzip, `.zst` by zstd, any other not at all. */
function compressionByName(path: string): Compression | undefined {
  const kind = path.endsWith(".gz") ? "gzip" : path.endsWith(".zst") ? "zstd" : undefined;
  return kind && { kind, level: LEVELS[kind] };
}

/** A new record file, written record by record. Close it. */
export class RecordFile {
  /** Records written so far, and their bytes with the lengths in front of them, before compression. */
  records = 0;
  bytes = 0;
  readonly path: string;
  readonly #output: BlockFile;
  readonly #packer: Packer;
  readonly #buffer: Uint8Array;
  #used = 0;

  private constructor(path: string, compression: Compression | undefined, packer: Packer, block: number) {
    this.path = path;
    this.#output = new BlockFile(path, compression);
    this.#packer = packer;
    this.#buffer = new Uint8Array(block);
  }

  /**
   * Creates the file and writes its header.
   * @param path its ending says how it is compressed
   * @param block how many bytes to gather before they are written
   * @throws {Error} when there is something at the path, or it cannot be written
   */
  static async create(path: string, type: RecordType, facts: FileFacts, block = BLOCK): Promise<RecordFile> {
    const compression = compressionByName(path);
    const packer = await loadPacker(compression);
    const encoder = (await loadEncoder("ncap", facts))(type);
    const file = new RecordFile(path, compression, packer, block);
    file.#output.append(packer.body(encoder.begin()));
    return file;
  }

  /**
   * Appends the record that lies in `bytes` from `start` to `end`.
   * @throws {Error} when it cannot be written
   */
  append(bytes: Uint8Array, start: number, end: number): void {
    const size = end - start;
    // A length of up to 64 MiB takes four bytes.
    if (this.#used + 4 + size > this.#buffer.length) this.#flush();
    const before = this.#used;
    for (let left = size; ; left >>>= 7) {
      const more = left >= 0x80;
      this.#buffer[this.#used++] = more ? (left & 0x7f) | 0x80 : left;
      if (!more) break;
    }
    this.bytes += this.#used - before + size;
    if (this.#used + size > this.#buffer.length) {
      this.#flush();
      this.#output.append(this.#packer.body(bytes.subarray(start, end)));
    } else {
      this.#buffer.set(bytes.subarray(start, end), this.#used);
      this.#used += size;
    }
    this.records++;
  }

  /** @throws {Error} when the rest cannot be written */
  close(): void {
    try {
      this.#flush();
    } finally {
      this.#output.close();
    }
  }

  #flush(): void {
    if (this.#used === 0) return;
    const block = this.#buffer.subarray(0, this.#used);
    this.#used = 0;
    this.#output.append(this.#packer.body(block));
  }
}
