import { BlockFile, plainBlock } from "../runtime/blockFile.ts";
import { pathStatus, realPath, removeFile } from "../runtime/files.ts";
import type { Io } from "./io.ts";

/** Where dump writes to. */
export interface DumpOutput {
  /** @throws {Error} when the bytes cannot be written. */
  write(bytes: Uint8Array | string): Promise<void>;
  close(): void;
}

/** Standard output. */
export function standardOutput(io: Io): DumpOutput {
  return { write: (bytes) => io.stdout.write(bytes), close() {} };
}

/**
 * A new file.
 * @param input the file that is read meanwhile, which must stay
 * @throws {Error} when there is one already that must stay, or it cannot be created
 */
export function fileOutput(path: string, input: string, force: boolean): DumpOutput {
  if (pathStatus(path)) {
    if (realPath(path) === realPath(input)) throw new Error(`"${path}" would be replaced while it is read: choose another --out`);
    if (!force) throw new Error(`"${path}" exists already: choose another --out, or replace it with --force`);
    removeFile(path);
  }
  const file = new BlockFile(path);
  return {
    async write(bytes) {
      file.append(plainBlock(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes));
    },
    close: () => file.close(),
  };
}
