import { compressionOf } from "../runtime/decompress.ts";
import { listDirectory, pathStatus } from "../runtime/files.ts";
import { headOf, isCapture, notACapture } from "./captureFormat.ts";

/** Standard input, in place of a path. */
export const STANDARD_INPUT = "-";

/** What a list of paths stands for. */
export interface Listed {
  /** Paths of captures, in order. */
  readonly captures: readonly string[];
  /** A sentence for each path that is none, or has none in it. */
  readonly complaints: readonly string[];
}

/**
 * Finds the captures that paths stand for: files as they are, as often as they are named, and directories by the captures
 * directly in them, sorted by name. Captures are told by their first bytes; in directories compressed ones by their name,
 * too, since anything may be compressed.
 */
export function listCaptures(paths: readonly string[]): Listed {
  const captures: string[] = [];
  const complaints: string[] = [];
  for (const path of paths) {
    try {
      captures.push(...capturesAt(path, complaints));
    } catch (error) {
      complaints.push((error as Error).message);
    }
  }
  return { captures, complaints };
}

function capturesAt(path: string, complaints: string[]): readonly string[] {
  if (path === STANDARD_INPUT) return [path];
  const status = pathStatus(path);
  if (status === undefined) throw new Error(`cannot read "${path}": no such file or directory`);
  if (status.kind === "directory") return capturesIn(path, complaints);
  // What is no file (a pipe, a device) cannot be looked at before it is read.
  if (status.kind === "file") checkHead(path);
  return [path];
}

function capturesIn(directory: string, complaints: string[]): readonly string[] {
  const files = listDirectory(directory)
    .map((name) => `${directory.replace(/\/+$/, "")}/${name}`)
    .filter((path) => pathStatus(path)?.kind === "file");
  let unreadable = 0;
  const captures = files.filter((path) => {
    try {
      const head = headOf(path);
      return isCapture(head) || (compressionOf(head) && /\.(pcap|pcapng|cap|dmp)\.(gz|zst)$/i.test(path));
    } catch (error) {
      complaints.push((error as Error).message);
      unreadable++;
      return false;
    }
  });
  if (captures.length || unreadable) return captures;
  throw new Error(
    `the directory "${directory}" holds no captures (pcap or pcapng, compressed with gzip or zstd or not; not looked for further down)`,
  );
}

function checkHead(path: string): void {
  const head = headOf(path);
  if (!head.length) throw new Error(`"${path}" is empty`);
  if (!isCapture(head) && !compressionOf(head)) throw new Error(notACapture(`"${path}"`));
}
