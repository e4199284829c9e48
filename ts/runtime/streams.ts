import type { ReadStream, WriteStream } from "node:tty";
import { systemError } from "./systemError.ts";

/** Width of what is no terminal. */
const COLUMNS = 80;

/** Standard input; see `Input`. */
export const stdin = {
  get isTerminal(): boolean {
    return isTerminal(process.stdin);
  },

  /** The bytes until the end of the stream or until the signal is aborted. Every chunk is the caller's to keep. */
  async *chunks(signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    const chunks = (process.stdin as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    let stop = () => {};
    const abort = () => stop();
    signal.addEventListener("abort", abort);
    try {
      while (!signal.aborted) {
        // The signal ends the wait, not the stream: destroying that does not wake up whoever waits for it on Deno.
        const { done, value } = await new Promise<IteratorResult<Buffer>>((resolve, reject) => {
          stop = () => resolve({ done: true, value: undefined });
          chunks.next().then(resolve, reject);
        });
        if (done) return;
        // A plain view: Buffer's own `slice` would surprise whoever is told that this is a Uint8Array.
        yield new Uint8Array(value.buffer, value.byteOffset, value.length);
      }
    } catch (error) {
      throw systemError("read", "standard input", error);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  },

  /** One line without its end, or what there is of it when the input ends or the signal is aborted. */
  async line(signal: AbortSignal): Promise<string> {
    const input = process.stdin;
    if (signal.aborted) return "";
    return new Promise((resolve) => {
      const finish = (chunk?: Uint8Array) => {
        input.off("data", finish).off("end", finish).pause();
        signal.removeEventListener("abort", abort);
        resolve(new TextDecoder().decode(chunk).replace(/\r?\n.*$/s, ""));
      };
      const abort = () => finish();
      signal.addEventListener("abort", abort);
      input.on("data", finish).on("end", finish).resume();
    });
  },
};

/** Standard output; see `Output`. */
export const stdout = {
  get isTerminal(): boolean {
    return isTerminal(process.stdout);
  },
  get columns(): number {
    return columns(process.stdout);
  },

  /** @throws an error with the code EPIPE when the reader has gone away, otherwise one with a sentence. */
  async write(data: string | Uint8Array): Promise<void> {
    const output = process.stdout;
    return new Promise((resolve, reject) => {
      // The error comes a second time as an event, which would end the process if nobody listened.
      if (output.listenerCount("error") === 0) output.on("error", () => {});
      output.write(data, (error) => {
        if (!error) resolve();
        else reject((error as NodeJS.ErrnoException).code === "EPIPE" ? error : systemError("write", "standard output", error));
      });
    });
  },
};

/** Standard error; see `Messages`. */
export const stderr = {
  get isTerminal(): boolean {
    return isTerminal(process.stderr);
  },
  get columns(): number {
    return columns(process.stderr);
  },

  /** Writes at once; that nobody reads it any more does no harm. */
  write(text: string): void {
    if (process.stderr.listenerCount("error") === 0) process.stderr.on("error", () => {});
    process.stderr.write(text);
  },
};

function isTerminal(stream: ReadStream | WriteStream): boolean {
  return stream.isTTY === true; // undefined, not false, on Node
}

function columns(stream: WriteStream): number {
  return (isTerminal(stream) && stream.columns) || COLUMNS;
}
