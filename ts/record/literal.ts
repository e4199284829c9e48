/** A short text that is written again and again, cut into words of four bytes: writing those is three times as fast as writing bytes. */
export class Literal {
  /** Little endian; the last word is filled up with zeros. */
  readonly words: Int32Array;
  /** Bytes of UTF-8. */
  readonly length: number;

  constructor(text: string | Uint8Array) {
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    this.length = bytes.length;
    this.words = new Int32Array(Math.ceil(bytes.length / 4));
    const view = new DataView(this.words.buffer);
    for (let i = 0; i < bytes.length; i++) view.setUint8(i, bytes[i] as number);
  }
}
