import type { Lane } from "../core/core.ts";
import { recordTypeByName } from "../record/catalogue.ts";
import { BlockFile } from "../runtime/blockFile.ts";
import { makeDirectory } from "../runtime/files.ts";
import { createEncoder, type Encoder, EXTENSIONS, type FileFacts, type Format } from "./encoder.ts";
import type { Sink, Written } from "./sink.ts";

/** How record files are written. */
export interface DirectoryOptions extends FileFacts {
  readonly format: Format;
  /** Compress with gzip, and how much (1 to 9); not at all when undefined. */
  readonly compressionLevel: number | undefined;
}

interface RecordFile {
  readonly id: number;
  readonly name: string;
  readonly encoder: Encoder;
  readonly output: BlockFile;
  records: number;
  bytes: number;
}

/** Writes a file per record type into a directory, opened with its first record: `TCP.ncap.gz`, `IPv4.ncap.gz`, … */
export class DirectorySink implements Sink {
  readonly #directory: string;
  readonly #options: DirectoryOptions;
  readonly #files = new Map<number, RecordFile>();

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
    const file = this.#files.get(lane.id) ?? this.#open(lane);
    file.output.write(file.encoder.encode(lane.bytes));
    file.records += lane.records;
    file.bytes += lane.bytes.length;
  }

  close(): void {
    const failures: unknown[] = [];
    for (const { output } of this.#files.values()) {
      try {
        output.close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length) throw failures[0];
  }

  get written(): readonly Written[] {
    return [...this.#files.values()]
      .map(({ id, name, records, bytes, output }) => ({ id, name, records, bytes, file: output.path }))
      .sort((a, b) => a.id - b.id);
  }

  #open({ id, name }: Lane): RecordFile {
    const { format, compressionLevel } = this.#options;
    const type = recordTypeByName(name);
    if (!type) throw new Error(`the schema has no record ${name}`);
    const path = `${this.#directory}/${type.fileBase}${EXTENSIONS[format]}${compressionLevel === undefined ? "" : ".gz"}`;
    const output = new BlockFile(path, { level: compressionLevel });
    const file = { id, name, encoder: createEncoder(format, type, this.#options), output, records: 0, bytes: 0 };
    this.#files.set(id, file);
    output.write(file.encoder.begin());
    return file;
  }
}
