import type { Duplex } from "node:stream";
import { createGunzip } from "node:zlib";
import { peek } from "./peek.ts";
import { loadZstd } from "./zstd.ts";
import { zstdFrames } from "./zstdFrames.ts";

/** Compressed bytes given to zlib at once: they can grow a thousandfold, so this bounds the memory that one step takes. */
const STEP = 16 * 1024;
const OUTPUT_CHUNK = 256 * 1024;

/** Bytes from which a compression can be told. */
const COMPRESSION_MAGIC_LENGTH = 4;

/** How bytes that begin so are compressed: gzip (RFC 1952 section 2.3.1), zstd (RFC 8878 section 3.1.1); undefined where they are not. */
export function compressionOf(head: Uint8Array): "gzip" | "zstd" | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return "zstd";
  return undefined;
}

/**
 * The bytes without their compression, if they have any: gzip of one member or several, zstd of one frame or several. Every
 * chunk is the caller's to keep. What could be decompressed comes out before an error is thrown.
 * @param fail makes the error to throw from what is wrong, a phrase that reads after the name of a file: "has gzip data that ends too early"
 * @throws what `fail` makes when the bytes are damaged or end too early, and whatever `chunks` throws
 */
export async function* decompressed(
  chunks: AsyncIterable<Uint8Array>,
  fail: (problem: string) => Error,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { head, all } = await peek(chunks, COMPRESSION_MAGIC_LENGTH);
  switch (compressionOf(head)) {
    case "gzip":
      yield* decompress(createGunzip({ chunkSize: OUTPUT_CHUNK }), "gzip", all, fail);
      break;
    case "zstd": {
      const { createDecompress } = await loadZstd().catch((error: Error) => {
        throw fail(`is compressed with zstd: ${error.message}`);
      });
      for await (const frame of zstdFrames(all, fail)) yield* decompress(createDecompress(), "zstd", frame, fail);
      break;
    }
    default:
      yield* all;
  }
}

/** What a stream that decompresses makes of the chunks, a step at a time. */
async function* decompress(
  inflate: Duplex,
  kind: "gzip" | "zstd",
  chunks: AsyncIterable<Uint8Array>,
  fail: (problem: string) => Error,
): AsyncGenerator<Uint8Array, void, undefined> {
  let output: Uint8Array[] = [];
  let failure: Error | undefined;
  let ended = false;
  let wake = () => {};
  // Iterating over the stream would be shorter, but a stream that fails drops what nobody has read yet.
  inflate.on("data", (chunk: Buffer) => output.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length)));
  inflate.on("error", (error) => {
    failure = error;
    wake();
  });
  // Also when zeros follow, as on tapes: the rest is ignored, as gzip itself does.
  inflate.on("end", () => {
    ended = true;
    wake();
  });
  /** Starts a step and gives what came out by its end. */
  const step = async (start: (done: () => void) => void) => {
    await new Promise<void>((resolve) => {
      wake = resolve;
      start(resolve);
    });
    const result = output;
    output = [];
    return result;
  };
  const isOver = () => ended || failure !== undefined;
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length && !isOver(); at += STEP) {
        yield* await step((done) => inflate.write(chunk.subarray(at, at + STEP), done));
      }
      if (isOver()) break;
    }
    if (!isOver()) yield* await step(() => inflate.end());
  } finally {
    inflate.destroy();
  }
  if (failure !== undefined) throw fail(`has ${problemOf(kind, failure)}`);
}

function problemOf(kind: string, error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === "Z_BUF_ERROR" ? `${kind} data that ends too early` : `damaged ${kind} data`;
}
