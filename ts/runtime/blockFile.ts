import { Buffer } from "node:buffer";
import { closeSync, ftruncateSync, openSync, unlinkSync, writeSync } from "node:fs";
import { constants, crc32, deflateRawSync } from "node:zlib";
import { combineCrc32 } from "./combineCrc32.ts";
import { systemError } from "./systemError.ts";
import { loadZstd } from "./zstd.ts";

/** RFC 1952 section 2.3.1: deflate, no flags, no time, fastest algorithm, unknown system. */
const GZIP_HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255);
/** An empty last block (RFC 1951 section 3.2.3). */
const LAST_BLOCK = Uint8Array.of(3, 0);

/** How a file is compressed: gzip or zstd, from 1 (fastest) to 9 (smallest). */
export interface Compression {
  readonly kind: "gzip" | "zstd";
  readonly level: number;
}

/** A block as it goes into a file. */
export interface Block {
  /** The bytes, compressed where the file is. */
  readonly bytes: Uint8Array;
  /** Of the bytes before compression: their CRC-32, which only gzip needs (0 elsewhere), and how many they are. */
  readonly crc: number;
  readonly size: number;
}

/** The most that a stored block holds (RFC 1951 section 3.2.4). */
const STORED_MAX = 0xffff;

/** A block of a few bytes for a gzip file, the same on every runtime: they are stored as they are. */
function storedBlock(bytes: Uint8Array): Block {
  if (bytes.length > STORED_MAX) throw new RangeError(`a stored block holds at most ${STORED_MAX} bytes`);
  const block = new Uint8Array(5 + bytes.length);
  const view = new DataView(block.buffer);
  view.setUint16(1, bytes.length, true);
  view.setUint16(3, ~bytes.length, true);
  block.set(bytes, 5);
  return { bytes: block, crc: crc32(bytes), size: bytes.length };
}

/** A block for a file that is not compressed: a view of the bytes. */
export function plainBlock(bytes: Uint8Array): Block {
  return { bytes, crc: 0, size: bytes.length };
}

/** Makes the blocks of a file. */
export interface Packer {
  /** The block of a file's head, a few bytes. */
  head(bytes: Uint8Array): Block;
  /** The block of some bytes; without compression it is a view of them. */
  body(bytes: Uint8Array): Block;
}

/**
 * Loads what packs the blocks of files.
 * @throws {Error} when there is no zstd here.
 */
export async function loadPacker(compression: Compression | undefined): Promise<Packer> {
  if (compression === undefined) return { head: plainBlock, body: plainBlock };
  const { kind, level } = compression;
  if (kind === "gzip") return { head: storedBlock, body: (bytes) => deflated(bytes, level) };
  const { compress } = await loadZstd();
  const frame = (bytes: Uint8Array) => ({ bytes: compress(bytes, level), crc: 0, size: bytes.length });
  return { head: frame, body: frame };
}

function deflated(bytes: Uint8Array, level: number): Block {
  const compressed = deflateRawSync(bytes, { level, finishFlush: constants.Z_SYNC_FLUSH });
  return { bytes: compressed, crc: crc32(bytes), size: bytes.length };
}

/**
 * A new file that is written block by block. A block is in the file in full or not at all, also when the disk is full, and
 * what was written can be read however the run ends: blocks are compressed one by one, wherever there is time for it. Those of
 * gzip join to one member since each ends on a byte, those of zstd are a frame each.
 */
export class BlockFile {
  readonly path: string;
  readonly #descriptor: number;
  readonly #gzip: boolean;
  #length = 0;
  #crc = 0;
  #size = 0;

  /** @throws {Error} when something is at the path already, or the file cannot be created. */
  constructor(path: string, compression?: Compression) {
    this.path = path;
    this.#gzip = compression?.kind === "gzip";
    // Appending, so that writing goes on in the right place after a block was taken back.
    this.#descriptor = this.#attempt(() => openSync(path, "ax"));
  }

  /**
   * Appends a block made with the compression of this file.
   * @throws {Error} when it could not be written; the file is then as it was before.
   */
  append({ bytes, crc, size }: Block): void {
    if (!size) return;
    const first = this.#gzip && !this.#length;
    this.#append(first ? Buffer.concat([GZIP_HEADER, bytes]) : bytes);
    this.#crc = combineCrc32(this.#crc, crc, size);
    this.#size = (this.#size + size) >>> 0;
  }

  /**
   * Ends the file; one that nothing could be written into is removed.
   * @throws {Error} when the end could not be written, or the system finds only now that bytes did not reach the disk.
   */
  close(): void {
    try {
      if (this.#gzip && this.#length) this.#append(this.#trailer());
    } finally {
      this.#attempt(() => closeSync(this.#descriptor));
      if (!this.#length) this.#attempt(() => unlinkSync(this.path));
    }
  }

  /** RFC 1952 section 2.3.1. */
  #trailer(): Uint8Array {
    const bytes = new Uint8Array(10);
    bytes.set(LAST_BLOCK);
    const view = new DataView(bytes.buffer);
    view.setUint32(2, this.#crc, true);
    view.setUint32(6, this.#size, true);
    return bytes;
  }

  #append(bytes: Uint8Array): void {
    this.#attempt(() => {
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
      } catch (error) {
        ftruncateSync(this.#descriptor, this.#length);
        throw error;
      }
    });
    this.#length += bytes.length;
  }

  #attempt<Result>(call: () => Result): Result {
    try {
      return call();
    } catch (error) {
      throw systemError("write", this.path, error);
    }
  }
}
