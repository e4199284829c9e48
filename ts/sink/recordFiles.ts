import { catalogue } from "../record/catalogue.ts";
import { listDirectory, mayRead, pathStatus, removeFile } from "../runtime/files.ts";
import { COMPRESSED, EXTENSIONS } from "./encoder.ts";

/** Every name that a record file can have. */
const NAMES: ReadonlySet<string> = new Set(
  catalogue.flatMap(({ fileBase }) =>
    Object.values(EXTENSIONS).flatMap((extension) =>
      ["", ...Object.values(COMPRESSED)].map((compressed) => `${fileBase}${extension}${compressed}`),
    ),
  ),
);

/**
 * The record files in a directory, of any format; none where it does not exist or may not be looked into.
 * @throws {Error} when it is no directory or cannot be listed.
 */
export function recordFiles(directory: string): string[] {
  if (!mayRead(directory)) return [];
  const status = pathStatus(directory);
  if (status === undefined) return [];
  if (status.kind !== "directory") throw new Error(`cannot write into "${directory}": it is no directory`);
  return listDirectory(directory)
    .filter((name) => NAMES.has(name))
    .map((name) => `${directory}/${name}`);
}

/**
 * Removes the record files in a directory.
 * @throws {Error} when one cannot be removed.
 */
export function removeRecordFiles(directory: string): void {
  if (mayRead(directory)) {
    for (const file of recordFiles(directory)) removeFile(file);
    return;
  }
  // It may be written into but not looked into, as under Deno: what could be there is removed blindly.
  for (const name of NAMES) {
    try {
      removeFile(`${directory}/${name}`);
    } catch (error) {
      if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code !== "ENOENT") throw error;
    }
  }
}
