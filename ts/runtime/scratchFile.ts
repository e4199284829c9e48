import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemError } from "./systemError.ts";

/** A file for what does not fit into memory, in the system's directory for such files. It is gone when it is closed. */
export class ScratchFile {
  readonly #directory: string;
  readonly #descriptor: number;
  #length = 0;

  /** @throws {Error} when it cannot be created. */
  constructor() {
    const [directory, descriptor] = attempt("create", "a temporary file", () => {
      const made = mkdtempSync(join(tmpdir(), "netcap-"));
      return [made, openSync(join(made, "scratch"), "wx+", 0o600)] as const;
    });
    this.#directory = directory;
    this.#descriptor = descriptor;
  }

  /** Bytes that were written. */
  get length(): number {
    return this.#length;
  }

  /** @throws {Error} when the bytes cannot be written. */
  append(bytes: Uint8Array): void {
    attempt("write", this.#directory, () => {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#descriptor, bytes, done, bytes.length - done, this.#length + done);
      }
    });
    this.#length += bytes.length;
  }

  /**
   * Reads as many bytes as there is room for.
   * @throws {Error} when they cannot be read.
   */
  read(into: Uint8Array, position: number): void {
    attempt("read", this.#directory, () => {
      for (let done = 0; done < into.length; ) {
        const count = readSync(this.#descriptor, into, done, into.length - done, position + done);
        if (count === 0) throw new Error("a temporary file is shorter than it was");
        done += count;
      }
    });
  }

  /** Removes the file. */
  close(): void {
    closeSync(this.#descriptor);
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

function attempt<Result>(action: "create" | "write" | "read", path: string, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    throw systemError(action, path, error);
  }
}
