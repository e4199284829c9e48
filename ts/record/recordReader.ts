import { type Header, HeaderSchema, Type } from "../gen/netcap_pb.ts";
import { decompressed } from "../runtime/decompress.ts";
import { InputFile } from "../runtime/files.ts";
import { peek } from "../runtime/peek.ts";
import { type RecordType, recordTypeByNumber } from "./catalogue.ts";
import { FrameReader } from "./frameReader.ts";
import { NcapFormatError } from "./ncapFormatError.ts";
import { parseRecord } from "./parseRecord.ts";

/** Where a record file comes from: a path, its bytes, or its bytes in chunks (which must not change once they are handed over). */
export type RecordSource = string | Uint8Array | AsyncIterable<Uint8Array>;

/** Where a record is. */
export interface Place {
  /** Where its bytes begin in the array that they lie in. */
  readonly start: number;
  /** Where they begin in the file, after decompression. */
  readonly offset: number;
  /** How many records there are up to this one. */
  readonly count: number;
}

const NO_RECORD_FILE = "is not a record file (.ncap, .ncap.gz, .ncap.zst)";
const CAPTURE = 'is a capture, not a record file: decode it with "netcap capture -r FILE -o DIRECTORY" first';

/** Bytes read from a file at once. */
const CHUNK = 256 * 1024;
/** Bytes taken at once from a file that is in memory already. */
const PIECE = 64 * 1024 * 1024;

/**
 * Reads a record file (`.ncap`), compressed (gzip, zstd) or not, whatever its name says.
 *
 *     const reader = await RecordReader.open("TCP.ncap.gz");
 *     while (await reader.fill()) while (reader.next()) use(reader.bytes, reader.start, reader.end);
 *
 * The inner loop is synchronous, so that a million records do not make a million promises.
 */
export class RecordReader implements Place {
  /** What error messages call the file. */
  readonly file: string;
  readonly header: Header;
  /** Wire bytes of the header. */
  readonly headerBytes: Uint8Array;
  /** What the file holds. */
  readonly type: RecordType;
  readonly #frames: FrameReader;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #begun = false;

  /** For `open`, which has read the header. */
  private constructor(file: string, header: Header, type: RecordType, frames: FrameReader, chunks: AsyncIterator<Uint8Array>) {
    this.file = file;
    this.header = header;
    this.type = type;
    this.headerBytes = frames.bytes.slice(frames.start, frames.end);
    this.#frames = frames;
    this.#chunks = chunks;
  }

  /**
   * Opens a record file and reads its header.
   * @param name what error messages call a source that is no path
   * @param read told the size of each chunk that is taken from the source
   * @throws {NcapFormatError} when it is no record file, or one of unknown records
   * @throws {Error} when it cannot be read
   */
  static async open(source: RecordSource, name = "record file", read?: (bytes: number) => void): Promise<RecordReader> {
    const file = typeof source === "string" ? source : name;
    const { head, all } = await peek(plainChunks(file, source, read), 4);
    if (head.length === 0) throw new NcapFormatError(file, 0, "is empty");
    try {
      if (isCapture(head)) throw new NcapFormatError(file, 0, CAPTURE);
      const frames = await firstFrame(file, all);
      const header = frames && parseHeader(frames.bytes.subarray(frames.start, frames.end));
      if (frames === undefined || header === undefined) throw new NcapFormatError(file, 0, NO_RECORD_FILE);
      const type = recordTypeByNumber(header.Type);
      if (type === undefined)
        throw new NcapFormatError(file, 0, `holds records of type ${header.Type}, which this netcap does not know`);
      return new RecordReader(file, header, type, frames, all);
    } catch (error) {
      await all.return();
      throw error;
    }
  }

  /** Where the current record lies: `bytes.subarray(start, end)`. The bytes stay as they are. */
  get bytes(): Uint8Array {
    return this.#frames.bytes;
  }
  get start(): number {
    return this.#frames.start;
  }
  get end(): number {
    return this.#frames.end;
  }

  /** Where the current record begins in the file, after decompression. */
  get offset(): number {
    return this.#frames.offset;
  }

  /** Records handed out so far. */
  get count(): number {
    return this.#frames.count - 1;
  }

  /**
   * Gets more bytes, once `next` has handed out all records there were; false at the end of the file.
   * @throws {NcapFormatError} when the file ends inside a record, or its compression is damaged
   */
  async fill(): Promise<boolean> {
    if (!this.#begun) {
      // The chunk that brought the header has brought records as well.
      this.#begun = true;
      return true;
    }
    const { value, done } = await this.#nextChunk();
    if (done) {
      this.#frames.finish();
      return false;
    }
    this.#frames.push(value);
    return true;
  }

  /**
   * Moves to the next record; false when `fill` has to get more bytes first.
   * @throws {NcapFormatError} when the length in front of it cannot be
   */
  next(): boolean {
    return this.#frames.next();
  }

  /** Stops reading. Needed only when the end of the file was not reached. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /**
   * The error with the file and the offset in it, when it came from the bytes of a record; any other as it is.
   * @param place where the record was, when it is not the current one
   */
  located(error: unknown, place: Place = this): unknown {
    if (!(error instanceof NcapFormatError) || error.file !== "") return error;
    const offset = place.offset + (error.offset - place.start);
    return new NcapFormatError(this.file, offset, `${error.problem} (record ${place.count}, at offset ${offset})`);
  }

  async #nextChunk(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#chunks.next();
    } catch (error) {
      if (!(error instanceof NcapFormatError)) throw error;
      throw new NcapFormatError(error.file, error.offset, `${error.problem}, after ${this.#frames.wholeRecords()}`);
    }
  }
}

async function* bytesOf(source: RecordSource): AsyncGenerator<Uint8Array, void, undefined> {
  if (source instanceof Uint8Array) {
    // In pieces, since offsets into a chunk are 32-bit numbers.
    for (let at = 0; at < source.length; at += PIECE) yield source.subarray(at, at + PIECE);
  } else if (typeof source !== "string") {
    yield* source;
  } else {
    const input = new InputFile(source);
    try {
      for (;;) {
        // Records point into their chunk and may outlive it, so it is not used again.
        const chunk = new Uint8Array(CHUNK);
        const size = input.read(chunk);
        if (size === 0) return;
        yield chunk.subarray(0, size);
      }
    } finally {
      input.close();
    }
  }
}

/**
 * The bytes without their compression, if they have any: no record file begins as compressed ones do.
 * @param file what error messages call the source
 * @param read told the size of each chunk that is taken from the source
 * @throws {NcapFormatError} where the compression is damaged, after what could be decompressed
 */
export async function* plainChunks(
  file: string,
  source: RecordSource,
  read?: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let offset = 0;
  const bytes = read ? counted(bytesOf(source), read) : bytesOf(source);
  for await (const chunk of decompressed(bytes, (problem) => new NcapFormatError(file, offset, problem))) {
    yield chunk;
    offset += chunk.length;
  }
}

async function* counted(chunks: AsyncIterable<Uint8Array>, read: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    read(chunk.length);
    yield chunk;
  }
}

/** A reader whose current frame is the first one, or undefined when the bytes do not begin with a frame. */
async function firstFrame(file: string, chunks: AsyncIterator<Uint8Array>): Promise<FrameReader | undefined> {
  const frames = new FrameReader(file);
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    frames.push(next.value);
    try {
      if (frames.next()) return frames;
    } catch {
      return undefined;
    }
  }
  return undefined;
}

function parseHeader(bytes: Uint8Array): Header | undefined {
  try {
    const header = parseRecord(HeaderSchema, bytes);
    return header.Type === Type.NC_Header ? undefined : header;
  } catch {
    return undefined;
  }
}

/** The numbers that captures begin with: pcap in both byte orders, to the microsecond and to the nanosecond, and pcapng. */
const CAPTURE_MAGIC = new Set([0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a]);

function isCapture(head: Uint8Array): boolean {
  return head.length === 4 && CAPTURE_MAGIC.has(new DataView(head.buffer, head.byteOffset).getUint32(0));
}
