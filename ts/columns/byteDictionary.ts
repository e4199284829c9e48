import { TextBuffer } from "../record/textBuffer.ts";

/** Numbers byte strings in the order of their first appearance. Most fields repeat a few texts: what is known is found by its bytes. */
export class ByteDictionary {
  /** How many strings there are. */
  length = 0;
  /** The bytes of all, one behind the other. */
  readonly #bytes = new TextBuffer(1 << 10);
  #ends = new Int32Array(64);
  #hashes = new Int32Array(64);
  /** Numbers plus one by hash, 0 where there is none; never more than half full. */
  #table = new Int32Array(128);

  /** The number of the bytes from `start` to `end`; the next free one where they are new. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    for (;;) {
      const id = (this.#table[slot] as number) - 1;
      if (id < 0) break;
      if (this.#hashes[id] === hash && this.#is(id, bytes, start, end)) return id;
      slot = (slot + 1) & mask;
    }
    const id = this.length++;
    this.#table[slot] = id + 1;
    this.#note(id, hash, bytes, start, end);
    return id;
  }

  /** Forgets all that were numbered last, so that `count` are left. */
  truncate(count: number): void {
    if (count === this.length) return;
    this.length = count;
    this.#bytes.length = count ? (this.#ends[count - 1] as number) : 0;
    this.#index(count ? this.#table.length : 128);
  }

  /** All strings one behind the other, with U+FFFD for what is not UTF-8, and where each begins and the last one ends. */
  utf8(): { readonly bytes: Uint8Array; readonly offsets: Int32Array<ArrayBuffer> } {
    const out = new TextBuffer(this.#bytes.length);
    const offsets = new Int32Array(this.length + 1);
    for (let id = 0; id < this.length; id++) {
      out.utf8(this.#bytes.bytes, id ? (this.#ends[id - 1] as number) : 0, this.#ends[id] as number);
      offsets[id + 1] = out.length;
    }
    return { bytes: out.view(), offsets };
  }

  #is(id: number, bytes: Uint8Array, start: number, end: number): boolean {
    const known = this.#bytes.bytes;
    let at = id ? (this.#ends[id - 1] as number) : 0;
    if ((this.#ends[id] as number) - at !== end - start) return false;
    for (let i = start; i < end; i++) if (bytes[i] !== known[at++]) return false;
    return true;
  }

  #note(id: number, hash: number, bytes: Uint8Array, start: number, end: number): void {
    if (id === this.#ends.length) {
      this.#ends = doubled(this.#ends);
      this.#hashes = doubled(this.#hashes);
    }
    this.#bytes.append(bytes.subarray(start, end));
    this.#ends[id] = this.#bytes.length;
    this.#hashes[id] = hash;
    if (2 * this.length > this.#table.length) this.#index(2 * this.#table.length);
  }

  #index(size: number): void {
    this.#table = new Int32Array(size);
    for (let id = 0; id < this.length; id++) {
      let slot = (this.#hashes[id] as number) & (size - 1);
      while (this.#table[slot]) slot = (slot + 1) & (size - 1);
      this.#table[slot] = id + 1;
    }
  }
}

function doubled(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * from.length);
  larger.set(from);
  return larger;
}

/** FNV-1a, with the high bits folded in: the table looks at the low ones. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}
