import { peek } from "../record/peek.ts";
import { pathStatus } from "../runtime/files.ts";
import { gunzip } from "../runtime/gzip.ts";
import { isGzip, MAGIC_LENGTH } from "./captureFormat.ts";
import { ChunkSource } from "./chunkSource.ts";
import { FileSource } from "./fileSource.ts";
import type { Source } from "./source.ts";

/**
 * Opens a capture file, compressed with gzip or not.
 * @throws {Error} when it cannot be opened.
 */
export function openFile(path: string): Source {
  const status = pathStatus(path);
  const file = new FileSource(path, status?.kind === "file" ? status.size : undefined);
  // What is no file (a pipe, a device) cannot be looked at before it is read.
  if (file.size === undefined) return openChunks(file.name, file.chunks());
  try {
    if (!isGzip(file.peek(MAGIC_LENGTH))) return file;
  } catch (error) {
    file.close();
    throw error;
  }
  return new ChunkSource(file.name, decompressed(file.name, file.chunks()), file);
}

/**
 * Opens a capture that comes in chunks, compressed with gzip or not.
 * @param name what sentences call it
 */
export function openChunks(name: string, chunks: AsyncIterable<Uint8Array>): Source {
  return new ChunkSource(name, unwrapped(name, chunks));
}

async function* unwrapped(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const { head, all } = await peek(chunks, MAGIC_LENGTH);
  yield* isGzip(head) ? decompressed(name, all) : all;
}

function decompressed(name: string, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return gunzip(chunks, (problem) => new Error(`${name} ${problem}`));
}
