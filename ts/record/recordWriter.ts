import type { TextBuffer } from "./textBuffer.ts";

/** Turns records of one type into text. */
export interface RecordWriter {
  /** Writes what comes before the first record. */
  begin(out: TextBuffer): void;
  /**
   * Writes the record whose wire bytes lie from `start` to `end`.
   * @throws {NcapFormatError} without a file when they are no such message; cut `out` back to where it was to go on
   */
  append(out: TextBuffer, bytes: Uint8Array, start: number, end: number): void;
  /** Writes what comes behind the last record. */
  end(out: TextBuffer): void;
}
