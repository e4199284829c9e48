import { InputFile, listDirectory, pathStatus } from "../runtime/files.ts";

/** Standard input, in place of a path. */
export const STANDARD_INPUT = "-";

/** First bytes of pcap (both byte orders; micro-, nanoseconds, patched), pcapng and gzip. */
const MAGICS = ["d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d", "34cdb2a1", "a1b2cd34", "0a0d0d0a"];
const GZIP = "1f8b";

/**
 * The captures that a list of paths stands for, in order: files as they are, directories by the captures in them, which are
 * told by their first bytes (compressed ones by their name too, since anything may be compressed).
 * @throws {Error} when a path does not exist, or a directory has no captures.
 */
export function listCaptures(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (path === STANDARD_INPUT) return [path];
    const status = pathStatus(path);
    if (status === undefined) throw new Error(`cannot read "${path}": no such file or directory`);
    if (status.kind !== "directory") return [path];
    const inside = listDirectory(path).map((name) => `${path.replace(/\/+$/, "")}/${name}`);
    const captures = inside.filter((file) => pathStatus(file)?.kind === "file" && isCapture(file));
    if (!captures.length) throw new Error(`the directory "${path}" holds no captures (pcap or pcapng files, compressed with gzip or not)`);
    return captures;
  });
}

function isCapture(path: string): boolean {
  const file = new InputFile(path);
  try {
    const head = new Uint8Array(4);
    const hex = Array.from(head.subarray(0, file.read(head)), (b) => b.toString(16).padStart(2, "0")).join("");
    return MAGICS.includes(hex) || (hex.startsWith(GZIP) && /\.(pcap|pcapng|cap|dmp)\.gz$/i.test(path));
  } finally {
    file.close();
  }
}
