/** A packet of a capture that a test makes: nanoseconds since 1970, bytes, and its length on the wire, where that is more. */
export interface TestPacket {
  time: bigint;
  data: Uint8Array;
  wireLength?: number;
}

/** Numbers in one byte order, one after the other. */
export class ByteWriter {
  readonly #bytes: number[] = [];
  readonly #bigEndian: boolean;

  constructor(bigEndian = false) {
    this.#bigEndian = bigEndian;
  }

  u16(value: number): this {
    return this.#number(value, 2);
  }

  u32(value: number): this {
    return this.#number(value, 4);
  }

  bytes(...values: number[]): this {
    this.#bytes.push(...values);
    return this;
  }

  /** Zeros up to the next multiple of four. */
  pad(): this {
    while (this.#bytes.length % 4) this.#bytes.push(0);
    return this;
  }

  get length(): number {
    return this.#bytes.length;
  }

  done(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #number(value: number, size: number): this {
    const bytes = Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) & 0xff);
    return this.bytes(...(this.#bigEndian ? bytes.reverse() : bytes));
  }
}

/** A pcap file with nanoseconds. */
export function pcapBytes(link: number, packets: readonly TestPacket[]): Uint8Array {
  const writer = new ByteWriter().u32(0xa1b23c4d).u16(2).u16(4).u32(0).u32(0).u32(262144).u32(link);
  for (const { time, data, wireLength = data.length } of packets) {
    writer.u32(Number(time / 1_000_000_000n)).u32(Number(time % 1_000_000_000n));
    writer.u32(data.length).u32(wireLength).bytes(...data);
  }
  return writer.done();
}
