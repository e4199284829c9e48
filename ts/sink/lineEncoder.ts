import type { RecordType } from "../record/catalogue.ts";
import { CsvWriter } from "../record/csvWriter.ts";
import { descriptorOf } from "../record/descriptorOf.ts";
import { FrameReader } from "../record/frameReader.ts";
import { JsonWriter } from "../record/jsonWriter.ts";
import { planOf } from "../record/plan.ts";
import type { RecordWriter } from "../record/recordWriter.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import type { Encoder } from "./encoder.ts";

/** Turns lanes into lines of CSV or JSON. */
export class LineEncoder implements Encoder {
  readonly #writer: RecordWriter;
  readonly #text = new TextBuffer();

  constructor(format: "csv" | "json", type: RecordType) {
    const plan = planOf(descriptorOf(type));
    this.#writer = format === "csv" ? new CsvWriter(plan) : new JsonWriter(plan);
  }

  begin(): Uint8Array {
    this.#text.length = 0;
    this.#writer.begin(this.#text);
    return this.#text.view();
  }

  encode(lane: Uint8Array): Uint8Array {
    this.#text.length = 0;
    const frames = new FrameReader("");
    frames.push(lane);
    while (frames.next()) this.#writer.append(this.#text, frames.bytes, frames.start, frames.end);
    return this.#text.view();
  }
}
