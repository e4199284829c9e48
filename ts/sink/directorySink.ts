import { recordTypeByName } from "../record/catalogue.ts";
import { BlockFile, makeBlock, storedBlock } from "../runtime/blockFile.ts";
import { makeDirectory } from "../runtime/files.ts";
import { createEncoder, EXTENSIONS, type Format } from "./encoder.ts";
import type { Pressed, PressOptions } from "./lanePress.ts";
import type { Sink, Written } from "./sink.ts";

interface RecordFile {
  readonly id: number;
  readonly name: string;
  readonly output: BlockFile;
  records: number;
  bytes: number;
}

/** Writes a file per record type into a directory, opened with its first record: `TCP.ncap.gz`, `IPv4.ncap.gz`, … */
export class DirectorySink implements Sink {
  readonly #directory: string;
  readonly #options: PressOptions & { readonly format: Format };
  readonly #files = new Map<number, RecordFile>();

  /**
   * Creates the directory where it is missing.
   * @throws {Error} when it cannot be created.
   */
  constructor(directory: string, options: PressOptions & { readonly format: Format }) {
    this.#directory = directory;
    this.#options = options;
    makeDirectory(directory);
  }

  take(pressed: Pressed): void {
    const file = this.#files.get(pressed.id) ?? this.#open(pressed);
    file.output.append(pressed.block);
    file.records += pressed.records;
    file.bytes += pressed.bytes;
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

  #open({ id, name }: Pressed): RecordFile {
    const { format, compressionLevel } = this.#options;
    const type = recordTypeByName(name);
    if (!type) throw new Error(`the schema has no record ${name}`);
    const path = `${this.#directory}/${type.fileBase}${EXTENSIONS[format]}${compressionLevel === undefined ? "" : ".gz"}`;
    const file = { id, name, output: new BlockFile(path, { level: compressionLevel }), records: 0, bytes: 0 };
    this.#files.set(id, file);
    const head = createEncoder(format, type, this.#options).begin();
    file.output.append(compressionLevel === undefined ? makeBlock(head, undefined) : storedBlock(head));
    return file;
  }
}
