import { NcapFormatError } from "./ncapFormatError.ts";

/** The largest frame that is believed: a longer one means that the file is damaged. */
export const MAX_FRAME_SIZE = 64 * 1024 * 1024;

/** A length below 2^28 is written in at most 4 bytes; the format allows for 10. */
const MAX_PREFIX_SIZE = 10;

/**
 * Cuts a record file into frames, out of chunks of any size: `push` a chunk, take frames with `next` until it says no,
 * push the next chunk, and `finish` at the end of the file.
 * A frame is a protobuf message behind its length as a varint; the first one is the file's Header, the others are records.
 */
export class FrameReader {
  readonly #file: string;
  /** Where the current frame lies: `bytes.subarray(start, end)`. In the chunk pushed, unless the frame began in an earlier one. */
  bytes: Uint8Array = EMPTY;
  start = 0;
  end = 0;
  /** Offset in the file of the current frame's first byte, behind its length. */
  offset = 0;
  /** Frames handed out so far. */
  count = 0;

  #chunk: Uint8Array = EMPTY;
  #position = 0;
  /** Offset in the file of the chunk's first byte. */
  #chunkOffset = 0;

  /** The beginning of a frame whose end has not come yet. */
  #held: Uint8Array = EMPTY;
  #heldLength = 0;
  #frameOffset = 0;

  /** @param file what error messages call the file */
  constructor(file: string) {
    this.#file = file;
  }

  /** Takes the next bytes of the file. Call it only after `next` has returned false; the chunk must not change from then on. */
  push(chunk: Uint8Array): void {
    this.#chunkOffset += this.#chunk.length;
    this.#chunk = chunk;
    this.#position = 0;
  }

  /**
   * Moves to the next frame; false when it has not come in full yet.
   * @throws {NcapFormatError} when a length is above 64 MiB or is no varint
   */
  next(): boolean {
    if (this.#heldLength > 0) return this.#completeHeld();
    const chunk = this.#chunk;
    const from = this.#position;
    this.#frameOffset = this.#chunkOffset + from;
    const prefix = prefixSize(chunk, from, chunk.length);
    if (prefix > 0) {
      const start = from + prefix;
      const end = start + this.#frameSize(chunk, from, prefix);
      if (end <= chunk.length) {
        this.#position = end;
        this.offset = this.#chunkOffset + start;
        return this.#handOut(chunk, start, end);
      }
    }
    this.#hold(chunk.length - from);
    return false;
  }

  /**
   * Says that the file has ended.
   * @throws {NcapFormatError} when it ended inside a frame
   */
  finish(): void {
    if (this.#heldLength === 0) return;
    throw new NcapFormatError(this.#file, this.#frameOffset, `ends in the middle of a record, after ${this.wholeRecords()}`);
  }

  /** How many records were handed out, in words: `12 whole records`. */
  wholeRecords(): string {
    const records = Math.max(this.count - 1, 0);
    return records === 1 ? "1 whole record" : `${records} whole records`;
  }

  #handOut(bytes: Uint8Array, start: number, end: number): true {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.count++;
    return true;
  }

  #completeHeld(): boolean {
    let prefix = prefixSize(this.#held, 0, this.#heldLength);
    while (prefix === 0) {
      if (this.#position === this.#chunk.length) return false;
      this.#hold(1);
      prefix = prefixSize(this.#held, 0, this.#heldLength);
    }
    const size = prefix + this.#frameSize(this.#held, 0, prefix);
    this.#hold(Math.min(size - this.#heldLength, this.#chunk.length - this.#position));
    if (this.#heldLength < size) return false;
    // The frame belongs to the caller now, so the next one that is cut in two needs an array of its own.
    const whole = this.#held;
    this.#held = EMPTY;
    this.#heldLength = 0;
    this.offset = this.#frameOffset + prefix;
    return this.#handOut(whole, prefix, size);
  }

  /** Moves `count` bytes of the chunk behind those held. */
  #hold(count: number): void {
    const length = this.#heldLength + count;
    if (length > this.#held.length) {
      // Doubling keeps the cost of a long frame in small chunks linear.
      const larger = new Uint8Array(Math.max(length, 2 * this.#held.length));
      larger.set(this.#held.subarray(0, this.#heldLength));
      this.#held = larger;
    }
    this.#held.set(this.#chunk.subarray(this.#position, this.#position + count), this.#heldLength);
    this.#heldLength = length;
    this.#position += count;
  }

  #frameSize(bytes: Uint8Array, at: number, prefix: number): number {
    let size = 0;
    for (let i = prefix - 1; i >= 0; i--) size = size * 128 + ((bytes[at + i] ?? 0) & 0x7f);
    if (prefix <= MAX_PREFIX_SIZE && size <= MAX_FRAME_SIZE) return size;
    const claim =
      prefix <= MAX_PREFIX_SIZE ? `a length of ${size} bytes, above the limit of 64 MiB` : "no length where one belongs";
    throw new NcapFormatError(
      this.#file,
      this.#frameOffset,
      `is damaged at offset ${this.#frameOffset}: ${claim}, after ${this.wholeRecords()}`,
    );
  }
}

const EMPTY = new Uint8Array(0);

/** Bytes of the varint at `at`: 0 when it does not end before `end`, one more than allowed when it is too long. */
function prefixSize(bytes: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + MAX_PREFIX_SIZE);
  for (let i = at; i < limit; i++) if ((bytes[i] ?? 0) < 0x80) return i + 1 - at;
  return limit === at + MAX_PREFIX_SIZE ? MAX_PREFIX_SIZE + 1 : 0;
}
