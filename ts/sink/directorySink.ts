import type { Lane } from "../core/core.ts";
import { catalogue, recordTypeByName } from "../record/catalogue.ts";
import { listDirectory, makeDirectory, mayRead, OutputFile, pathStatus } from "../runtime/files.ts";
import { GzipFile } from "../runtime/gzipFile.ts";
import { createEncoder, type Encoder, EXTENSIONS, type FileFacts, type Format } from "./encoder.ts";
import type { Sink, Written } from "./sink.ts";

/** How record files are written. */
export interface DirectoryOptions extends FileFacts {
  readonly format: Format;
  /** Compress with gzip, and how much (1 to 9); not at all when undefined. */
  readonly compressionLevel: number | undefined;
}

interface RecordFile extends Written {
  readonly id: number;
  readonly encoder: Encoder;
  readonly output: OutputFile | GzipFile;
  readonly file: string;
}

/** Writes a file per record type into a directory, opened with its first record: `TCP.ncap.gz`, `IPv4.ncap.gz`, … */
export class DirectorySink implements Sink {
  readonly #directory: string;
  readonly #options: DirectoryOptions;
  readonly #files = new Map<string, RecordFile>();

  /**
   * Creates the directory where it is missing.
   * @throws {Error} when it cannot be created.
   */
  constructor(directory: string, options: DirectoryOptions) {
    this.#directory = directory;
    this.#options = options;
    makeDirectory(directory);
  }

  take(lane: Lane): void {
    let file = this.#files.get(lane.name);
    if (!file) this.#files.set(lane.name, (file = this.#open(lane)));
    file.output.write(file.encoder.encode(lane.bytes));
    file.records += lane.records;
    file.bytes += lane.bytes.length;
  }

  close(): void {
    for (const { output } of this.#files.values()) output.close();
  }

  get written(): readonly Written[] {
    return [...this.#files.values()].sort((a, b) => a.id - b.id);
  }

  #open(lane: Lane): RecordFile {
    const { format, compressionLevel } = this.#options;
    const type = recordTypeByName(lane.name);
    if (!type) throw new Error(`the schema has no record ${lane.name}`);
    const encoder = createEncoder(format, type, this.#options);
    const file = `${this.#directory}/${type.fileBase}${EXTENSIONS[format]}${compressionLevel === undefined ? "" : ".gz"}`;
    // Exclusive: where the directory could not be looked into, this still keeps the records of another run.
    const output =
      compressionLevel === undefined
        ? new OutputFile(file, { exclusive: true })
        : new GzipFile(file, { exclusive: true, level: compressionLevel });
    output.write(encoder.begin());
    return { id: lane.id, name: lane.name, records: 0, bytes: 0, encoder, output, file };
  }
}

/**
 * The record files in a directory, of any format; none where it does not exist or may not be looked into.
 * @throws {Error} when it is no directory or cannot be listed.
 */
export function recordFiles(directory: string): string[] {
  if (!mayRead(directory)) return [];
  const status = pathStatus(directory);
  if (status === undefined) return [];
  if (status.kind !== "directory") throw new Error(`cannot write into "${directory}": it is no directory`);
  const bases = new Set(catalogue.map((type) => type.fileBase));
  return listDirectory(directory)
    .filter((name) => {
      const match = /^(.+?)(\.ncap|\.csv|\.jsonl)(\.gz)?$/.exec(name);
      return match?.[1] !== undefined && bases.has(match[1]);
    })
    .map((name) => `${directory}/${name}`);
}
