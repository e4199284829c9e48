/** A packet of the sample, its time in microseconds since 1970, and the words of it that differ from copy to copy. */
export interface Packet {
  bytes: Buffer;
  length: number;
  time: number;
  words: { at: number; bits: number; sums: number[]; port?: number }[];
}
export function benchCapture(directory: string, atLeast: number): { path: string; packets: number; bytes: number; made: boolean };
export function captureChunks(packets: Packet[], copies: number): Generator<Buffer, void, undefined>;
export function readSample(file: Buffer): Packet[];
