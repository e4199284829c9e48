import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Wire bytes of labels that are remembered: most records share a few. */
const MAX_REMEMBERED = 4096;

/** Appends a field of text to the wire bytes of messages. */
export class TextField {
  /** Where the last message lies, from 0 on. */
  bytes = new Uint8Array(4096);
  readonly #number: number;
  readonly #fields = new Map<string, Uint8Array>();

  /** @param number of the field */
  constructor(number: number) {
    this.#number = number;
  }

  /** Copies a message and puts the field behind it; gives the size of both. */
  append(message: Uint8Array, start: number, end: number, text: string): number {
    const field = this.#field(text);
    const size = end - start + field.length;
    if (size > this.bytes.length) this.bytes = new Uint8Array(2 * size);
    this.bytes.set(message.subarray(start, end));
    this.bytes.set(field, end - start);
    return size;
  }

  #field(text: string): Uint8Array {
    const known = this.#fields.get(text);
    if (known) return known;
    const field = new BinaryWriter().tag(this.#number, WireType.LengthDelimited).string(text).finish();
    if (this.#fields.size >= MAX_REMEMBERED) this.#fields.clear();
    this.#fields.set(text, field);
    return field;
  }
}
