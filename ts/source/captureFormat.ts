import { InputFile } from "../runtime/files.ts";

/** Bytes from which the kind of a capture can be told. */
export const MAGIC_LENGTH = 4;

/** First bytes of pcap (both byte orders; micro-, nanoseconds, patched) and of pcapng. */
const MAGICS = ["d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d", "34cdb2a1", "a1b2cd34", "0a0d0d0a"];

/** Whether a file that begins so is a capture. */
export function isCapture(head: Uint8Array): boolean {
  return MAGICS.includes(Array.from(head.subarray(0, MAGIC_LENGTH), (byte) => byte.toString(16).padStart(2, "0")).join(""));
}

/** Says that something is no capture, and what to do with it where its name tells what it is. */
export function notACapture(name: string): string {
  if (!/\.ncap(\.gz|\.zst)?"?$/i.test(name)) return `${name} is no capture: it begins neither as pcap nor as pcapng`;
  return `${name} is no capture but a file of records: print it with "netcap dump -r FILE"`;
}

/**
 * The first bytes of a file; fewer when it has no more.
 * @throws {Error} when it cannot be read.
 */
export function headOf(path: string): Uint8Array {
  const file = new InputFile(path);
  try {
    const head = new Uint8Array(MAGIC_LENGTH);
    return head.subarray(0, file.read(head));
  } finally {
    file.close();
  }
}
