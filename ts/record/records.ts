import type { RecordWriter } from "./recordWriter.ts";
import type { TextBuffer } from "./textBuffer.ts";

/** Wire bytes of records, one behind the other, and where each ends. */
export interface Records {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

/** Writes records; gives how many there are before the first one that is damaged. */
export function appendRecords(writer: RecordWriter, out: TextBuffer, { bytes, ends }: Records): number {
  let start = 0;
  for (let i = 0; i < ends.length; i++) {
    const end = ends[i] as number;
    const mark = out.length;
    try {
      writer.append(out, bytes, start, end);
    } catch {
      out.length = mark;
      return i;
    }
    start = end;
  }
  return ends.length;
}
