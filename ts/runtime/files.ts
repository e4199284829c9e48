import * as fs from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { mayUse } from "./deno.ts";
import { type FileAction, systemError } from "./systemError.ts";

/*
 * The calls are synchronous: with buffers of a mebibyte they are the fastest on Node and Deno alike,
 * and a tool has nothing else to do meanwhile. Every error is a sentence made by `systemError`.
 */

/** Does something with a path; what the system throws becomes a sentence. */
function attempt<Result>(action: FileAction, path: string, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    throw systemError(action, path, error);
  }
}

/** Calls until a non-blocking descriptor (a terminal or pipe that another program set so) is ready. */
function untilReady(call: () => number): number {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** A file that is open for reading. Close it. */
export class InputFile {
  readonly path: string;
  readonly #descriptor: number;

  /** @throws {Error} when the file cannot be opened. */
  constructor(path: string) {
    this.path = path;
    this.#descriptor = attempt("read", path, () => fs.openSync(path, "r"));
  }

  /**
   * Reads into the bytes given, from where the last call ended or from `position`.
   * @returns how many bytes came, fewer than there is room for at times, 0 at the end of the file
   * @throws {Error} when the file cannot be read.
   */
  read(into: Uint8Array, position: number | null = null): number {
    return attempt("read", this.path, () => untilReady(() => fs.readSync(this.#descriptor, into, 0, into.length, position)));
  }

  close(): void {
    attempt("read", this.path, () => fs.closeSync(this.#descriptor));
  }
}

/** What is at a path; `other` are pipes, sockets and devices. */
export interface PathStatus {
  readonly kind: "file" | "directory" | "other";
  /** In bytes; means nothing unless it is a file. */
  readonly size: number;
}

/**
 * Looks what is at a path, behind symbolic links; undefined when nothing is.
 * @throws {Error} when it may not be looked at.
 */
export function pathStatus(path: string): PathStatus | undefined {
  const stats = attempt("read", path, () => fs.statSync(path, { throwIfNoEntry: false }));
  if (stats === undefined) return undefined;
  return { kind: stats.isFile() ? "file" : stats.isDirectory() ? "directory" : "other", size: stats.size };
}

/** Where a path leads, without symbolic links as far as they can be looked at. */
export function realPath(path: string): string {
  try {
    return fs.realpathSync(path);
  } catch {
    return resolve(path);
  }
}

/** The directory that a file lies in, and its name there. */
export function placeOf(file: string): { directory: string; name: string } {
  return { directory: dirname(file), name: basename(file) };
}

/**
 * The names in a directory, sorted by code unit so that every system gives the same order.
 * @throws {Error} when it cannot be listed.
 */
export function listDirectory(path: string): string[] {
  return attempt("list", path, () => fs.readdirSync(path)).sort();
}

/**
 * Creates a directory and those above it, as far as they are missing.
 * @throws {Error} when it cannot be created.
 */
export function makeDirectory(path: string): void {
  attempt("create", path, () => createWithParents(path));
}

/** Not in one call: where none can be made, as under /proc, Node 20 never comes back from a recursive one. */
function createWithParents(path: string): void {
  try {
    fs.mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || path === dirname(path)) throw error;
    createWithParents(dirname(path));
    fs.mkdirSync(path);
  }
}

/**
 * All bytes of a file. Only for what is known to be small, such as a config file.
 * @throws {Error} when it cannot be read.
 */
export function readWholeFile(path: string): Uint8Array {
  return attempt("read", path, () => new Uint8Array(fs.readFileSync(path)));
}

/**
 * Removes a file.
 * @throws {Error} when it cannot be removed.
 */
export function removeFile(path: string): void {
  attempt("remove", path, () => fs.unlinkSync(path));
}

/** Whether a path may be looked at. False only under Deno, where reading and writing are allowed apart; nobody is asked. */
export function mayRead(path: string): boolean {
  return mayUse({ name: "read", path });
}
