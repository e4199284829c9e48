import type { Lane } from "../core/core.ts";
import { recordTypeByName } from "../record/catalogue.ts";
import { type Block, makeBlock } from "../runtime/blockFile.ts";
import { createEncoder, type Encoder, type FileFacts, type Format } from "./encoder.ts";

/** How records are written. */
export interface PressOptions extends FileFacts {
  /** The form; nothing is written when undefined. */
  readonly format: Format | undefined;
  /** Compress with gzip, and how much (1 to 9); not at all when undefined. */
  readonly compressionLevel: number | undefined;
}

/** The records of a lane, ready to be written. */
export interface Pressed {
  /** Number of the lane, and name of its records. */
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
  readonly #options: PressOptions;
  readonly #deflate: (bytes: Uint8Array) => Block;
  readonly #encoders = new Map<number, Encoder>();

  /** @param deflate compresses the bytes of a lane where they lie (Core.deflate) */
  constructor(options: PressOptions, deflate: (bytes: Uint8Array) => Block) {
    this.#options = options;
    this.#deflate = deflate;
  }

  /** The block is good until the core is called again. */
  press(lane: Lane): Pressed {
    const { id, name, records } = lane;
    const bytes = lane.bytes.length;
    return { id, name, records, bytes, block: this.#block(lane) };
  }

  #block({ id, name, bytes }: Lane): Block {
    const { format, compressionLevel } = this.#options;
    if (format === undefined) return NOTHING;
    if (format === "ncap" && compressionLevel === CORE_LEVEL) return this.#deflate(bytes);
    return makeBlock(this.#encoder(id, name).encode(bytes), compressionLevel);
  }

  #encoder(id: number, name: string): Encoder {
    const known = this.#encoders.get(id);
    if (known) return known;
    const type = recordTypeByName(name);
    if (!type) throw new Error(`the schema has no record ${name}`);
    const encoder = createEncoder(this.#options.format ?? "ncap", type, this.#options);
    this.#encoders.set(id, encoder);
    return encoder;
  }
}
