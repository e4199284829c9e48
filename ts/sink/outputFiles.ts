import { catalogue } from "../record/catalogue.ts";
import { listDirectory, mayRead, pathStatus, placeOf, realPath, removeFile } from "../runtime/files.ts";
import { COMPRESSED, EXTENSIONS } from "./encoder.ts";
import { isRejectFile, rejectFileNames } from "./rejectFiles.ts";

/** How names of record files can end. */
const ENDINGS: readonly string[] = Object.values(EXTENSIONS).flatMap((extension) =>
  ["", ...Object.values(COMPRESSED)].map((compressed) => `${extension}${compressed}`),
);

/**
 * What a run has left in a directory: record files of any format, and files of packets that were not decoded. Nothing where it
 * does not exist or may not be looked into.
 * @throws {Error} when it is no directory or cannot be listed.
 */
export function outputFiles(directory: string): string[] {
  if (!mayRead(directory)) return [];
  const status = pathStatus(directory);
  if (status === undefined) return [];
  if (status.kind !== "directory") throw new Error(`cannot write into "${directory}": it is no directory`);
  return listDirectory(directory)
    .filter(isOutputName)
    .map((name) => `${directory}/${name}`);
}

/** Those of some files that lie in a directory under names that the next run there would replace. */
export function filesInTheWay(directory: string, files: readonly string[]): string[] {
  const place = realPath(directory);
  return files.filter((file) => {
    const { directory: around, name } = placeOf(file);
    return isOutputName(name) && realPath(around) === place;
  });
}

function isOutputName(name: string): boolean {
  const isRecordFile = (ending: string) =>
    name.endsWith(ending) && catalogue.some(({ fileBase }) => name === `${fileBase}${ending}`);
  return ENDINGS.some(isRecordFile) || isRejectFile(name);
}

/**
 * Removes what a run has left in a directory.
 * @throws {Error} when a file cannot be removed.
 */
export function removeOutputFiles(directory: string): void {
  if (mayRead(directory)) {
    for (const file of outputFiles(directory)) removeFile(file);
    return;
  }
  // It may be written into but not looked into, as under Deno: what could be there is removed blindly.
  const names = catalogue.flatMap(({ fileBase }) => ENDINGS.map((ending) => `${fileBase}${ending}`));
  for (const name of [...names, ...rejectFileNames()]) {
    try {
      removeFile(`${directory}/${name}`);
    } catch (error) {
      if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code !== "ENOENT") throw error;
    }
  }
}
