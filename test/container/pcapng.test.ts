import { describe, expect, test } from "@jest/globals";
import { Status } from "../../ts/gen/netcap/core_pb.ts";
import { ByteWriter } from "../core/pcapBytes.ts";
import { frame, readPackets } from "./packets.ts";

const ETHERNET = 1;

/** Options by code. */
type Options = readonly (readonly [code: number, value: ArrayLike<number>])[];

/** Blocks of one section, in its byte order. */
class Section {
  readonly #bigEndian: boolean;
  readonly #file: ByteWriter;

  constructor(bigEndian = false) {
    this.#bigEndian = bigEndian;
    this.#file = new ByteWriter(bigEndian);
    this.block(0x0a0d0d0a, this.#writer().u32(0x1a2b3c4d).u16(1).u16(0).u64(0xffff_ffff_ffff_ffffn));
  }

  /** Any block, whose length includes its padding. */
  block(type: number, body: ByteWriter): this {
    const bytes = body.pad().done();
    this.#file
      .u32(type)
      .u32(bytes.length + 12)
      .bytes(bytes)
      .u32(bytes.length + 12);
    return this;
  }

  /** An interface description block. */
  interface(options: Options = [], link = ETHERNET, snaplen = 0): this {
    return this.block(1, this.#options(this.#writer().u16(link).u16(0).u32(snaplen), options));
  }

  /** An enhanced packet block. */
  enhanced(ticks: bigint, data: Uint8Array, id = 0, options: Options = []): this {
    const body = this.#writer()
      .u32(id)
      .u32(Number(ticks >> 32n))
      .u32(Number(ticks & 0xffff_ffffn));
    return this.block(6, this.#options(body.u32(data.length).u32(data.length).bytes(data).pad(), options));
  }

  /** A simple packet block, whose captured length is told by the snapshot length. */
  simple(data: Uint8Array, wireLength = data.length): this {
    return this.block(3, this.#writer().u32(wireLength).bytes(data));
  }

  /** An obsolete packet block, which also counts drops. */
  obsolete(ticks: bigint, data: Uint8Array, id = 0): this {
    const body = this.#writer()
      .u16(id)
      .u16(0xffff)
      .u32(Number(ticks >> 32n))
      .u32(Number(ticks & 0xffff_ffffn));
    return this.block(2, body.u32(data.length).u32(data.length).bytes(data));
  }

  done(): Uint8Array {
    return this.#file.done();
  }

  /** The bytes of a 64-bit number, for the value of an option. */
  wide(value: bigint): Uint8Array {
    return this.#writer().u64(value).done();
  }

  #writer(): ByteWriter {
    return new ByteWriter(this.#bigEndian);
  }

  #options(body: ByteWriter, options: Options): ByteWriter {
    for (const [code, value] of options) body.u16(code).u16(value.length).bytes(value).pad();
    return options.length ? body.u16(0).u16(0) : body;
  }
}

const IF_NAME = 2;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;

describe.each([
  ["little-endian", false],
  ["big-endian", true],
])("%s pcapng", (_, bigEndian) => {
  test("enhanced packet blocks count microseconds where nothing else is said", async () => {
    const section = new Section(bigEndian).interface();
    section.enhanced(1_700_000_000_123_456n, frame(3)).enhanced(0n, frame(4), 0, [[1, [0x68, 0x69]]]);
    const { packets, statistics, reading } = await readPackets(section.done());
    expect(packets).toEqual([
      [1_700_000_000_123_456_000n, 3],
      [0n, 4],
    ]);
    expect(statistics).toMatchObject({ packets: 2, bytesCaptured: 35, bytesOnWire: 35 });
    expect(reading.cut ?? reading.damage ?? reading.failure).toBeUndefined();
  });

  test.each([
    [0, 1_700_000_000n, 1_700_000_000_000_000_000n],
    [3, 1_700_000_000_123n, 1_700_000_000_123_000_000n],
    [6, 1_700_000_000_123_456n, 1_700_000_000_123_456_000n],
    [9, 1_700_000_000_123_456_789n, 1_700_000_000_123_456_789n],
    [12, 1_000_123_456_789_012n, 1_000_123_456_789n],
    [0x80, 1_700_000_000n, 1_700_000_000_000_000_000n],
    [0x80 | 10, 1_740_800_000_512n, 1_700_000_000_500_000_000n],
    [0x80 | 20, 1_782_579_200_262_144n, 1_700_000_000_250_000_000n],
    [0x80 | 32, 7_301_444_403_736_870_912n, 1_700_000_000_125_000_000n],
    [0x80 | 63, 4_611_686_018_427_387_904n, 500_000_000n],
  ])("time resolution %i", async (resolution, ticks, time) => {
    const section = new Section(bigEndian).interface([[IF_TSRESOL, [resolution]]]).enhanced(ticks, frame(1));
    expect((await readPackets(section.done())).packets).toEqual([[time, 1]]);
  });

  test("the time offset is in seconds, and may be negative", async () => {
    const section = new Section(bigEndian);
    section.interface([[IF_TSOFFSET, section.wide(1_700_000_000n)]]);
    section.interface([
      [IF_NAME, [0x65, 0x74, 0x68, 0x30, 0x31]],
      [IF_TSOFFSET, section.wide(-3600n)],
      [IF_TSRESOL, [9]],
    ]);
    section.enhanced(5n, frame(1)).enhanced(7_200_000_000_005n, frame(2), 1);
    expect((await readPackets(section.done())).packets).toEqual([
      [1_700_000_000_000_005_000n, 1],
      [3_600_000_000_005n, 2],
    ]);
  });

  test("interfaces have a link type and a time resolution each", async () => {
    const section = new Section(bigEndian)
      .interface([[IF_TSRESOL, [9]]])
      .interface([], 147)
      .interface([[IF_TSRESOL, [3]]]);
    section.enhanced(11n, frame(1), 2).enhanced(22n, frame(2), 1).enhanced(33n, frame(3), 0);
    const { packets, statistics } = await readPackets(section.done());
    expect(packets).toEqual([
      [11_000_000n, 1],
      [33n, 3],
    ]);
    expect(statistics.packets).toBe(3);
  });

  test("simple packet blocks have no time, belong to the first interface, and are cut at its snapshot length", async () => {
    const section = new Section(bigEndian).interface([], ETHERNET, 20).interface([], 147);
    section.simple(frame(3)).simple(frame(6), 1500).simple(frame(7), 1500);
    const { packets, statistics } = await readPackets(section.done());
    expect(packets).toEqual([
      [0n, 3],
      [0n, 6],
      [0n, 6],
    ]);
    expect(statistics).toMatchObject({ packets: 3, bytesCaptured: 57, bytesOnWire: 3017 });
  });

  test("obsolete packet blocks", async () => {
    const section = new Section(bigEndian).interface().interface([[IF_TSRESOL, [9]]]);
    section.obsolete(1_700_000_000_000_001n, frame(5)).obsolete(42n, frame(6), 1);
    expect((await readPackets(section.done())).packets).toEqual([
      [1_700_000_000_000_001_000n, 5],
      [42n, 6],
    ]);
  });

  test("blocks that hold no packets are passed over, known or not", async () => {
    const section = new Section(bigEndian).interface();
    const body = () => new ByteWriter(bigEndian).bytes(new Uint8Array(20));
    section.block(4, body()).enhanced(1n, frame(1)).block(5, body()).block(0x0bad, body()).block(0x8000_0001, body());
    section.block(0x0000_000a, new ByteWriter(bigEndian)).enhanced(2n, frame(2));
    expect((await readPackets(section.done())).packets).toEqual([
      [1000n, 1],
      [2000n, 2],
    ]);
  });

  test("a block that is larger than the buffer is passed over", async () => {
    const section = new Section(bigEndian).interface().enhanced(1n, frame(1));
    const large = new ByteWriter(bigEndian).bytes(new Uint8Array(5 << 20));
    expect((await readPackets(section.block(0x0bad, large).enhanced(2n, frame(2)).done())).packets).toEqual([
      [1000n, 1],
      [2000n, 2],
    ]);
  });
});

describe("pcapng", () => {
  test("a section has its own byte order and interfaces", async () => {
    const first = new Section(false).interface([[IF_TSRESOL, [9]]]).enhanced(1n, frame(1));
    const second = new Section(true).interface().interface().enhanced(2n, frame(2), 1);
    const third = new Section(false).interface([[IF_TSRESOL, [3]]]).enhanced(3n, frame(3));
    expect((await readPackets(first.done(), second.done(), third.done())).packets).toEqual([
      [1n, 1],
      [2000n, 2],
      [3_000_000n, 3],
    ]);
  });

  test("interfaces do not outlive their section", async () => {
    const first = new Section().interface().enhanced(1n, frame(1));
    const { packets, reading } = await readPackets(first.done(), new Section().enhanced(2n, frame(2)).done());
    expect(packets).toEqual([[1000n, 1]]);
    expect(reading.damage).toMatchObject({ status: Status.BAD_INTERFACE, value: 0 });
  });

  test("a packet of an interface that is not described", async () => {
    const { reading } = await readPackets(new Section().interface().enhanced(1n, frame(1), 3).done());
    expect(reading.damage).toMatchObject({ status: Status.BAD_INTERFACE, value: 3 });
  });

  test("a packet that is longer than its block", async () => {
    const body = new ByteWriter().u32(0).u32(0).u32(0).u32(99).u32(99).bytes(frame(0));
    const { packets, reading } = await readPackets(new Section().interface().enhanced(1n, frame(1)).block(6, body).done());
    expect(packets).toEqual([[1000n, 1]]);
    expect(reading.damage).toMatchObject({ status: Status.BAD_CONTAINER, value: 99 });
  });

  test.each([0, 4, 11])("a block of %i bytes, less than its own head", async (length) => {
    const bytes = new ByteWriter().u32(0x0bad).u32(length).bytes(new Uint8Array(100)).done();
    const { packets, reading } = await readPackets(new Section().interface().enhanced(1n, frame(1)).done(), bytes);
    expect(packets).toEqual([[1000n, 1]]);
    expect(reading.damage).toMatchObject({ status: Status.BAD_CONTAINER, value: length });
  });

  test("a block with a packet that claims a gigabyte", async () => {
    const bytes = new ByteWriter().u32(6).u32(0x4000_0000).bytes(new Uint8Array(100)).done();
    const { packets, reading } = await readPackets(new Section().interface().enhanced(1n, frame(1)).done(), bytes);
    expect(packets).toEqual([[1000n, 1]]);
    expect(reading.damage).toMatchObject({ status: Status.BAD_CONTAINER, value: 0x4000_0000 });
  });

  test("a section without a byte order", async () => {
    const bytes = new ByteWriter().u32(0x0a0d0d0a).u32(28).u32(0x1a2b3c4e).bytes(new Uint8Array(16)).done();
    const { reading } = await readPackets(bytes);
    expect(reading.damage).toMatchObject({ status: Status.BAD_CONTAINER });
  });

  test("a length that leaves out the padding", async () => {
    const bytes = new ByteWriter().u32(0x0bad).u32(13).bytes([1, 0, 0, 0]).u32(13).done();
    const { packets } = await readPackets(
      new Section().interface().done(),
      bytes,
      new Section().interface().enhanced(1n, frame(1)).done(),
    );
    expect(packets).toEqual([[1000n, 1]]);
  });

  test("of a file cut anywhere, the whole packets are read", async () => {
    const parts = [
      new Section().interface(),
      new Section().interface().enhanced(1n, frame(2)),
      new Section().interface().enhanced(1n, frame(2)).enhanced(2n, frame(2)),
    ];
    const [header = 0, first = 0] = parts.map((section) => section.done().length);
    const bytes = parts[2]?.done() ?? new Uint8Array(0);
    for (let length = 1; length < bytes.length; length++) {
      const { statistics, reading } = await readPackets(bytes.subarray(0, length));
      expect([length, statistics.packets]).toEqual([length, length < first ? 0 : 1]);
      expect([length, reading.cut !== undefined]).toEqual([length, length !== 28 && length !== header && length !== first]);
      expect(reading.damage).toBeUndefined();
    }
  });

  test("a file that ends within a block that is passed over", async () => {
    const section = new Section().interface().enhanced(1n, frame(1));
    const bytes = section.block(0x0bad, new ByteWriter().bytes(new Uint8Array(3 << 20))).done();
    const { packets, reading } = await readPackets(bytes.subarray(0, 1 << 20));
    expect(packets).toEqual([[1000n, 1]]);
    expect(reading.cut).toBeDefined();
  });
});
