import { createGunzip } from "node:zlib";

/** Compressed bytes given to zlib at once: they can grow a thousandfold, so this bounds the memory that one step takes. */
const STEP = 16 * 1024;
const OUTPUT_CHUNK = 256 * 1024;

/**
 * Decompresses gzip (RFC 1952), of one member or several, chunk by chunk. Every chunk is the caller's to keep.
 * What could be decompressed comes out before an error is thrown.
 * @param fail makes the error to throw from what is wrong, a phrase that reads after the name of a file: "has gzip data that ends too early"
 * @throws what `fail` makes when the bytes are damaged or end too early, and whatever `chunks` throws
 */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  fail: (problem: string) => Error,
): AsyncGenerator<Uint8Array, void, undefined> {
  const inflate = createGunzip({ chunkSize: OUTPUT_CHUNK });
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
  if (failure !== undefined) throw fail(problemOf(failure));
}

function problemOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === "Z_BUF_ERROR" ? "has gzip data that ends too early" : "has damaged gzip data";
}
