/** A packet of a capture that a test makes: nanoseconds since 1970, bytes, and its length on the wire, where that is more. */
export interface TestPacket {
  time: bigint;
  data: Uint8Array;
  wireLength?: number;
}

/** Numbers in one byte order, one after the other. */
export class ByteWriter {
  readonly #bigEndian: boolean;
  #buffer = new Uint8Array(64);
  #length = 0;

  constructor(bigEndian = false) {
    this.#bigEndian = bigEndian;
  }

  u16(value: number): this {
    return this.#number(BigInt(value), 2);
  }

  u32(value: number): this {
    return this.#number(BigInt(value), 4);
  }

  u64(value: bigint): this {
    return this.#number(value, 8);
  }

  bytes(values: ArrayLike<number>): this {
    const end = this.#length + values.length;
    if (end > this.#buffer.length) {
      const larger = new Uint8Array(2 * end);
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#buffer.set(values, this.#length);
    this.#length = end;
    return this;
  }

  /** Zeros up to the next multiple of four. */
  pad(): this {
    return this.bytes(new Uint8Array(-this.#length & 3));
  }

  /** What was written. */
  done(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }

  #number(value: bigint, size: number): this {
    const bytes = Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
    return this.bytes(this.#bigEndian ? bytes.reverse() : bytes);
  }
}

/** A pcap file with nanoseconds. */
export function pcapBytes(link: number, packets: readonly TestPacket[]): Uint8Array {
  const writer = new ByteWriter().u32(0xa1b23c4d).u16(2).u16(4).u32(0).u32(0).u32(262144).u32(link);
  for (const { time, data, wireLength = data.length } of packets) {
    writer.u32(Number(time / 1_000_000_000n)).u32(Number(time % 1_000_000_000n));
    writer.u32(data.length).u32(wireLength).bytes(data);
  }
  return writer.done();
}
