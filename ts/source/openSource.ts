import { compressionOf, decompressed } from "../runtime/decompress.ts";
import { pathStatus } from "../runtime/files.ts";
import { peek } from "../runtime/peek.ts";
import { headOf } from "./captureFormat.ts";
import { ChunkSource } from "./chunkSource.ts";
import { FileSource } from "./fileSource.ts";
import type { Source } from "./source.ts";

/** A capture that can be opened. */
export interface Capture {
  /** What sentences call it. */
  readonly name: string;
  /** Bytes to read, compressed ones of a compressed capture; undefined where nobody can know. */
  readonly size: number | undefined;
  /** Bytes that were read already, of a stream that was looked into. */
  readonly ahead: number;
  /** The path of a file that is not compressed, which any thread can read by itself. */
  readonly plainFile: string | undefined;
  /** @throws {Error} when it cannot be opened. */
  open(): Source;
}

/** Bytes of all captures, when every one is a file. */
export function totalSize(captures: readonly Capture[]): number | undefined {
  let total = 0;
  for (const { size } of captures) {
    if (size === undefined) return undefined;
    total += size;
  }
  return total;
}

/**
 * Looks at a capture file, compressed (gzip, zstd) or not.
 * @throws {Error} when it cannot be looked at.
 */
export function captureFile(path: string): Capture {
  const name = `"${path}"`;
  const status = pathStatus(path);
  const size = status?.kind === "file" ? status.size : undefined;
  const unknown = { name, size: undefined, ahead: 0, plainFile: undefined };
  // What is no file (a pipe, a device) cannot be looked at before it is read.
  if (size === undefined) return { ...unknown, open: () => openChunks(name, new FileSource(path).chunks()) };
  if (!compressionOf(headOf(path))) return { name, size, ahead: 0, plainFile: path, open: () => new FileSource(path, size) };
  const open = () => {
    const file = new FileSource(path, size);
    return new ChunkSource(name, unwrapped(name, file.chunks()), file);
  };
  return { ...unknown, size, open };
}

/** Looks at a capture that comes in chunks, compressed (gzip, zstd) or not: reads up to `most` bytes of it ahead. */
export async function captureStream(name: string, chunks: AsyncIterable<Uint8Array>, most: number): Promise<Capture> {
  const { head, all } = await peek(chunks, most);
  return { name, size: undefined, ahead: head.length, plainFile: undefined, open: () => openChunks(name, all) };
}

/**
 * Opens a capture file, compressed (gzip, zstd) or not.
 * @throws {Error} when it cannot be opened.
 */
export function openFile(path: string): Source {
  return captureFile(path).open();
}

/**
 * Opens a capture that comes in chunks, compressed (gzip, zstd) or not.
 * @param name what sentences call it
 */
export function openChunks(name: string, chunks: AsyncIterable<Uint8Array>): Source {
  return new ChunkSource(name, unwrapped(name, chunks));
}

function unwrapped(name: string, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return decompressed(chunks, (problem) => new Error(`${name} ${problem}`));
}
