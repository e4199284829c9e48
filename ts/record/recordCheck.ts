import { FieldScanner } from "./fieldScanner.ts";
import { NcapFormatError } from "./ncapFormatError.ts";
import { Form, type Plan } from "./plan.ts";

/** Messages nest at most as deep as protobuf's own readers allow by default. */
const MAX_DEPTH = 100;

/** Checks records more strictly than what prints them: every value must be of the type that the schema says, and text UTF-8. */
export class RecordCheck {
  /** The record's own bytes are given to it before a check; see `check`. */
  readonly scanner = new FieldScanner();
  /** Fields that the schema does not know, in all records checked so far. */
  unknownFields = 0;
  /** Bytes looked at so far. */
  bytesRead = 0;
  readonly #plan: Plan;
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true });

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** What is wrong with the record that lies in `bytes` from `start` to `end`, its offset one into `bytes`; undefined when nothing is. */
  check(bytes: Uint8Array, start: number, end: number): NcapFormatError | undefined {
    this.scanner.bytes = bytes;
    try {
      this.#message(this.#plan, start, end, 0);
      return undefined;
    } catch (error) {
      if (error instanceof NcapFormatError) return error;
      throw error;
    }
  }

  #message(plan: Plan, start: number, end: number, depth: number): void {
    if (depth > MAX_DEPTH) throw malformed(start, "messages nested too deeply");
    const { scanner } = this;
    for (let at = start; at < end; ) {
      const from = at;
      at = scanner.read(scanner.readTag(at, end), end);
      this.bytesRead += at - from;
      const { tag, low, high } = scanner;
      const column = plan.byNumber[tag >>> 3];
      if (column === undefined) {
        this.unknownFields++;
        continue;
      }
      const wireType = tag & 7;
      const packed = column.repeated && wireType === 2 && column.wireType !== 2;
      if (packed) this.#packed(column.wireType, low, high);
      else if (wireType !== column.wireType) throw malformed(from, `the field ${column.name} is of the wrong type`);
      else if (column.form === Form.Message) this.#message(column.message, low, high, depth + 1);
      else if (column.form === Form.String) this.#text(column.name, low, high);
    }
  }

  #packed(wireType: number, start: number, end: number): void {
    for (let at = start; at < end; ) at = this.scanner.readAs(wireType, at, end);
  }

  #text(name: string, start: number, end: number): void {
    const { bytes } = this.scanner;
    let ascii = true;
    for (let at = start; at < end && ascii; at++) ascii = (bytes[at] as number) < 0x80;
    if (ascii) return;
    try {
      this.#utf8.decode(bytes.subarray(start, end));
    } catch {
      throw malformed(start, `the text of ${name} is not UTF-8`);
    }
  }
}

function malformed(offset: number, trouble: string): NcapFormatError {
  return new NcapFormatError("", offset, `malformed record: ${trouble}`);
}
