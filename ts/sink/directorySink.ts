import { UNKNOWN_PACKETS } from "../core/lanes.ts";
import { recordTypeOf } from "../record/catalogue.ts";
import { BlockFile, type Compression, loadPacker, type Packer } from "../runtime/blockFile.ts";
import { makeDirectory } from "../runtime/files.ts";
import { COMPRESSED, type EncoderMaker, EXTENSIONS, type Format, loadEncoder } from "./encoder.ts";
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
  readonly #compression: Compression | undefined;
  readonly #packer: Packer;
  readonly #files = new Map<number, RecordFile>();
  readonly #rejects: RejectFiles;

  private constructor(directory: string, { format, compression }: DirectoryOptions, makeEncoder: EncoderMaker, packer: Packer) {
    this.#directory = directory;
    this.#rejects = new RejectFiles(directory);
    this.#makeEncoder = makeEncoder;
    this.#compression = compression;
    this.#packer = packer;
    this.#extension = `${EXTENSIONS[format]}${compression ? COMPRESSED[compression.kind] : ""}`;
  }

  /**
   * Creates the directory where it is missing.
   * @throws {Error} when it cannot be created, or there is no zstd here, and it is wanted.
   */
  static async create(directory: string, options: DirectoryOptions): Promise<DirectorySink> {
    const packer = await loadPacker(options.compression);
    const makeEncoder = await loadEncoder(options.format, options);
    makeDirectory(directory);
    return new DirectorySink(directory, options, makeEncoder, packer);
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
    const output = new BlockFile(`${this.#directory}/${type.fileBase}${this.#extension}`, this.#compression);
    const file = { id, name, output, records: 0, bytes: 0 };
    this.#files.set(id, file);
    output.append(this.#packer.head(this.#makeEncoder(type).begin()));
    return file;
  }
}
