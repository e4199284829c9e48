/*
 * Where the frames of zstd data end (RFC 8878 section 3.1). Decompressors of runtimes stop at the end of the first frame, but
 * files of several frames are common: ours have one a block, and parallel compressors make them, too.
 */

/** Bytes of the dictionary identifier and of the content size, by their flags in the frame header descriptor. */
const DICTIONARY_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];
const SINGLE_SEGMENT = 0x20;
const CHECKSUM = 0x04;
const RLE_BLOCK = 1;

/** A frame, to be read to its end before the next one is asked for. */
export type Frame = AsyncGenerator<Uint8Array, void, undefined>;

/**
 * Splits zstd data into its frames; skippable ones are left out.
 * @param fail makes the error to throw from what is wrong
 * @throws what `fail` makes where the data is damaged or ends too early
 */
export async function* zstdFrames(chunks: AsyncIterable<Uint8Array>, fail: (problem: string) => Error): AsyncGenerator<Frame> {
  const input = new Input(chunks, () => fail("has zstd data that ends too early"));
  while (await input.more()) {
    const magic = await input.take(4);
    const number = new DataView(magic.buffer, magic.byteOffset).getUint32(0, true);
    if (number >>> 4 === 0x184d2a5) {
      for await (const skipped of input.pass(uint(await input.take(4)))) void skipped;
    } else if (number === 0xfd2fb528) {
      yield frame(magic, input);
    } else {
      throw fail("has damaged zstd data");
    }
  }
}

async function* frame(magic: Uint8Array, input: Input): Frame {
  const descriptor = await input.take(1);
  const flags = descriptor[0] ?? 0;
  const single = flags & SINGLE_SEGMENT;
  const contentSize = single && flags >> 6 === 0 ? 1 : (CONTENT_SIZE_BYTES[flags >> 6] ?? 0);
  const rest = await input.take((single ? 0 : 1) + (DICTIONARY_BYTES[flags & 3] ?? 0) + contentSize);
  yield Uint8Array.of(...magic, ...descriptor, ...rest);
  for (let last = false; !last; ) {
    const head = await input.take(3);
    const number = uint(head);
    last = (number & 1) === 1;
    yield head;
    yield* input.pass(((number >> 1) & 3) === RLE_BLOCK ? 1 : number >> 3);
  }
  if (flags & CHECKSUM) yield* input.pass(4);
}

/** A little-endian number of up to four bytes. */
function uint(bytes: Uint8Array): number {
  return bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
}

class Input {
  readonly #iterator: AsyncIterator<Uint8Array>;
  readonly #cut: () => Error;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>, cut: () => Error) {
    this.#iterator = chunks[Symbol.asyncIterator]();
    this.#cut = cut;
  }

  /** Whether there are more bytes. */
  async more(): Promise<boolean> {
    while (!this.#chunk.length) {
      const { value, done } = await this.#iterator.next();
      if (done) return false;
      this.#chunk = value;
    }
    return true;
  }

  /** The next `n` bytes, a few. */
  async take(n: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(n);
    let at = 0;
    for await (const piece of this.pass(n)) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  /** The next `n` bytes, in pieces. */
  async *pass(n: number): Frame {
    for (let left = n; left > 0; ) {
      if (!(await this.more())) throw this.#cut();
      const piece = this.#chunk.subarray(0, left);
      this.#chunk = this.#chunk.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }
}
