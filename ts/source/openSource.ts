import { pathStatus } from "../runtime/files.ts";
import { gunzip } from "../runtime/gzip.ts";
import { ChunkSource } from "./chunkSource.ts";
import { FileSource } from "./fileSource.ts";
import type { Source } from "./source.ts";

/** Any number of bytes from which the kind of a capture can be told. */
const MAGIC_LENGTH = 4;

/**
 * Opens a capture file, compressed with gzip or not.
 * @throws {Error} when it cannot be opened.
 */
export function openFile(path: string): Source {
  const status = pathStatus(path);
  // What is no file (a pipe, a device) has no size, and cannot be looked at before it is read.
  if (status && status.kind !== "file") return openChunks(path, new FileSource(path).chunks());
  const file = new FileSource(path, status?.size);
  if (!isGzip(file.peek(MAGIC_LENGTH))) return file;
  return decompressed(path, file.chunks(), { size: file.size, consumed: () => file.consumed });
}

/** Opens a capture that comes in chunks, compressed with gzip or not. */
export function openChunks(name: string, chunks: AsyncIterable<Uint8Array>): Source {
  return new ChunkSource(name, unwrapped(name, chunks));
}

async function* unwrapped(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  try {
    while (head.length < MAGIC_LENGTH) {
      const { done, value } = await iterator.next();
      if (done) break;
      const longer = new Uint8Array(head.length + value.length);
      longer.set(head);
      longer.set(value, head.length);
      head = longer;
    }
    const all = rest(head, iterator);
    if (isGzip(head)) yield* gunzip(all, (problem) => new Error(`"${name}" ${problem}`));
    else yield* all;
  } finally {
    await iterator.return?.();
  }
}

async function* rest(head: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield head;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}

function decompressed(name: string, chunks: AsyncIterable<Uint8Array>, input: { size: number | undefined; consumed: () => number }): Source {
  return new ChunkSource(name, gunzip(chunks, (problem) => new Error(`"${name}" ${problem}`)), input);
}

/** RFC 1952 section 2.3.1. */
function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}
