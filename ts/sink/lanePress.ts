import type { Lane } from "../core/core.ts";
import { UNKNOWN_PACKETS, VERDICTS } from "../core/lanes.ts";
import { recordTypeOf } from "../record/catalogue.ts";
import { type Block, type Compression, loadPacker, type Packer, plainBlock } from "../runtime/blockFile.ts";
import { type Encoder, type EncoderMaker, type FileFacts, type Format, isColumnFormat, loadEncoder } from "./encoder.ts";
import { errorLines } from "./errorLines.ts";

/** How records are written. */
export interface PressOptions extends FileFacts {
  /** The form; nothing is written when undefined. */
  readonly format: Format | undefined;
  /** How files are compressed; not at all when undefined. */
  readonly compression: Compression | undefined;
}

/** A lane, ready to be written. */
export interface Pressed {
  /** Number of the lane, and name of its records, if it holds any. */
  readonly id: number;
  readonly name: string;
  readonly records: number;
  /** Bytes of the records, before any encoding or compression. */
  readonly bytes: number;
  /** What goes into the file; may be a view of the lane. */
  readonly block: Block;
}

const NOTHING: Block = { bytes: new Uint8Array(0), crc: 0, size: 0 };

/** The level at which the core compresses its own records: faster than zlib there, and the same bytes on every runtime. */
const CORE_LEVEL = 1;

/** Turns lanes into blocks of files: the costly half of writing, which any thread can do. */
export class LanePress {
  readonly #packer: Packer;
  readonly #deflate: (bytes: Uint8Array) => Block;
  readonly #makeEncoder: EncoderMaker | undefined;
  readonly #inCore: boolean;
  /** Whether the sink encodes: lanes go there as they are. */
  readonly #inSink: boolean;
  readonly #encoders = new Map<number, Encoder>();

  private constructor(
    { format, compression }: PressOptions,
    deflate: (bytes: Uint8Array) => Block,
    makeEncoder: EncoderMaker | undefined,
    packer: Packer,
  ) {
    this.#packer = packer;
    this.#deflate = deflate;
    this.#makeEncoder = makeEncoder;
    this.#inSink = format !== undefined && isColumnFormat(format);
    this.#inCore = format === "ncap" && compression?.kind === "gzip" && compression.level === CORE_LEVEL;
  }

  /**
   * @param deflate compresses the bytes of a lane where they lie (Core.deflate)
   * @throws {Error} when there is no zstd here, and it is wanted
   */
  static async create(options: PressOptions, deflate: (bytes: Uint8Array) => Block): Promise<LanePress> {
    const { format } = options;
    const makeEncoder = format && !isColumnFormat(format) ? await loadEncoder(format, options) : undefined;
    return new LanePress(options, deflate, makeEncoder, await loadPacker(options.compression));
  }

  /** The block is good until the core is called again. */
  press(lane: Lane): Pressed {
    const { id, name, records } = lane;
    const bytes = lane.bytes.length;
    return { id, name, records, bytes, block: this.#block(lane) };
  }

  #block({ id, name, bytes }: Lane): Block {
    if (!this.#makeEncoder && !this.#inSink) return NOTHING;
    // What is no record is not compressed, whatever the format.
    if (id >= UNKNOWN_PACKETS) return plainBlock(id === VERDICTS ? errorLines(bytes) : bytes);
    if (this.#inCore) return this.#deflate(bytes);
    if (!this.#makeEncoder) return plainBlock(bytes);
    let encoder = this.#encoders.get(id);
    if (!encoder) this.#encoders.set(id, (encoder = this.#makeEncoder(recordTypeOf(name))));
    return this.#packer.body(encoder.encode(bytes));
  }
}
