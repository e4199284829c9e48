import { UNKNOWN_PACKETS } from "../core/lanes.ts";
import { recordTypeOf } from "../record/catalogue.ts";
import { BlockFile, makeBlock, storedBlock } from "../runtime/blockFile.ts";
import { makeDirectory } from "../runtime/files.ts";
import { type EncoderMaker, EXTENSIONS, type Format, loadEncoder } from "./encoder.ts";
import type { Pressed, PressOptions } from "./lanePress.ts";
import { type Kept, type Reject, RejectFiles } from "./rejectFiles.ts";
import type { Sink, Written } from "./sink.ts";

/** How record files are written. */
export type DirectoryOptions = PressOptions & { readonly format: Format };

interface RecordFile {
  readonly id: number;
  readonly name: string;
  readonly output: BlockFile;
  records: number;
  bytes: number;
}

/**
 * Writes a file per record type into a directory, opened with its first record: `TCP.ncap.gz`, `IPv4.ncap.gz`, …, and beside
 * them packets that were not decoded.
 */
export class DirectorySink implements Sink {
  readonly #directory: string;
  readonly #makeEncoder: EncoderMaker;
  readonly #extension: string;
  readonly #level: number | undefined;
  readonly #files = new Map<number, RecordFile>();
  readonly #rejects: RejectFiles;

  private constructor(directory: string, options: DirectoryOptions, makeEncoder: EncoderMaker) {
    this.#directory = directory;
    this.#rejects = new RejectFiles(directory);
    this.#makeEncoder = makeEncoder;
    this.#level = options.compressionLevel;
    this.#extension = `${EXTENSIONS[options.format]}${this.#level === undefined ? "" : ".gz"}`;
  }

  /**
   * Creates the directory where it is missing.
   * @throws {Error} when it cannot be created.
   */
  static async create(directory: string, options: DirectoryOptions): Promise<DirectorySink> {
    makeDirectory(directory);
    return new DirectorySink(directory, options, await loadEncoder(options.format, options));
  }

  take(pressed: Pressed): void {
    if (pressed.id >= UNKNOWN_PACKETS) {
      this.#rejects.take(pressed);
      return;
    }
    const file = this.#files.get(pressed.id) ?? this.#open(pressed);
    file.output.append(pressed.block);
    file.records += pressed.records;
    file.bytes += pressed.bytes;
  }

  close(): void {
    const failures: unknown[] = [];
    const records = [...this.#files.values()].map(({ output }) => output);
    for (const output of [...records, ...this.#rejects.outputs()]) {
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

  kept(reject: Reject): Kept | undefined {
    return this.#rejects.kept(reject);
  }

  #open({ id, name }: Pressed): RecordFile {
    const type = recordTypeOf(name);
    const output = new BlockFile(`${this.#directory}/${type.fileBase}${this.#extension}`, { level: this.#level });
    const file = { id, name, output, records: 0, bytes: 0 };
    this.#files.set(id, file);
    const head = this.#makeEncoder(type).begin();
    output.append(this.#level === undefined ? makeBlock(head, undefined) : storedBlock(head));
    return file;
  }
}
