import { FrameReader } from "../record/frameReader.ts";
import type { RecordWriter } from "../record/recordWriter.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import type { Encoder } from "./encoder.ts";

/** Turns lanes into what a writer makes of their records. */
export class WriterEncoder implements Encoder {
  readonly #writer: RecordWriter;
  readonly #out = new TextBuffer();

  constructor(writer: RecordWriter) {
    this.#writer = writer;
  }

  begin(): Uint8Array {
    return this.#made(() => this.#writer.begin(this.#out));
  }

  encode(lane: Uint8Array): Uint8Array {
    return this.#made(() => {
      const frames = new FrameReader("");
      frames.push(lane);
      while (frames.next()) this.#writer.append(this.#out, frames.bytes, frames.start, frames.end);
    });
  }

  end(): Uint8Array {
    return this.#made(() => this.#writer.end(this.#out));
  }

  #made(write: () => void): Uint8Array {
    this.#out.length = 0;
    write();
    return this.#out.view();
  }
}
