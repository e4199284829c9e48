import { UNKNOWN_PACKETS } from "../core/lanes.ts";
import { recordTypeOf } from "../record/catalogue.ts";
import { BlockFile, type Compression, loadPacker, type Packer, plainBlock } from "../runtime/blockFile.ts";
import { makeDirectory } from "../runtime/files.ts";
import { COMPRESSED, type Encoder, type EncoderMaker, EXTENSIONS, type Format, isColumnFormat, loadEncoder } from "./encoder.ts";
import type { Pressed, PressOptions } from "./lanePress.ts";
import { type Kept, type Reject, RejectFiles } from "./rejectFiles.ts";
import type { Sink, Written } from "./sink.ts";

/** How record files are written. */
export type DirectoryOptions = PressOptions & { readonly format: Format };

interface RecordFile {
  readonly id: number;
  readonly name: string;
  readonly output: BlockFile;
  readonly encoder: Encoder;
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
  /** Whether lanes come as they are, and are encoded here. */
  readonly #encodes: boolean;
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
    this.#encodes = isColumnFormat(format);
    this.#extension = `${EXTENSIONS[format]}${compression ? COMPRESSED[compression.kind] : ""}`;
  }

  /**
   * Creates the directory where it is missing.
   * @throws {Error} when it cannot be created, or there is no zstd here, and it is wanted.
   */
  static async create(directory: string, options: DirectoryOptions): Promise<DirectorySink> {
    const packer = await loadPacker(options.compression);
    const { format } = options;
    const makeEncoder = isColumnFormat(format)
      ? await (await import("./columnEncoder.ts")).loadColumnEncoder(format)
      : await loadEncoder(format, options);
    makeDirectory(directory);
    return new DirectorySink(directory, options, makeEncoder, packer);
  }

  take(pressed: Pressed): void {
    if (pressed.id >= UNKNOWN_PACKETS) {
      this.#rejects.take(pressed);
      return;
    }
    const file = this.#files.get(pressed.id) ?? this.#open(pressed);
    file.output.append(this.#encodes ? plainBlock(file.encoder.encode(pressed.block.bytes)) : pressed.block);
    file.records += pressed.records;
    file.bytes += pressed.bytes;
  }

  close(): void {
    const failures: unknown[] = [];
    const attempt = (call: () => void) => {
      try {
        call();
      } catch (error) {
        failures.push(error);
      }
    };
    for (const { output, encoder } of this.#files.values()) {
      if (this.#encodes) attempt(() => output.append(plainBlock(encoder.end())));
      attempt(() => output.close());
    }
    for (const output of this.#rejects.outputs()) attempt(() => output.close());
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
    const encoder = this.#makeEncoder(type);
    const file = { id, name, output, encoder, records: 0, bytes: 0 };
    this.#files.set(id, file);
    output.append(this.#packer.head(encoder.begin()));
    return file;
  }
}
