import { describe, expect, test } from "@jest/globals";
import { Status } from "../../ts/gen/netcap/core_pb.ts";
import { ByteWriter } from "../core/pcapBytes.ts";
import { frame, readPackets } from "./packets.ts";

const ETHERNET = 1;

function header(magic: number, bigEndian = false, link = ETHERNET): ByteWriter {
  return new ByteWriter(bigEndian).u32(magic).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(link);
}

function packet(writer: ByteWriter, seconds: number, fraction: number, data: Uint8Array, wireLength = data.length): ByteWriter {
  return writer.u32(seconds).u32(fraction).u32(data.length).u32(wireLength).bytes(data);
}

describe.each([
  ["little-endian", false],
  ["big-endian", true],
])("%s pcap", (_, bigEndian) => {
  test("with microseconds", async () => {
    const writer = header(0xa1b2c3d4, bigEndian);
    packet(writer, 1_700_000_000, 123_456, frame(3));
    packet(writer, 0, 0, frame(4));
    const { packets, statistics, reading } = await readPackets(writer.done());
    expect(packets).toEqual([
      [1_700_000_000_123_456_000n, 3],
      [0n, 4],
    ]);
    expect(statistics).toMatchObject({ packets: 2, bytesCaptured: 35, bytesOnWire: 35 });
    expect(reading).toMatchObject({ bytes: 24 + 2 * 16 + 35 });
  });

  test("with nanoseconds", async () => {
    const writer = header(0xa1b23c4d, bigEndian);
    packet(writer, 1_700_000_000, 123_456_789, frame(3));
    packet(writer, 4_294_967_295, 999_999_999, frame(5));
    expect((await readPackets(writer.done())).packets).toEqual([
      [1_700_000_000_123_456_789n, 3],
      [4_294_967_295_999_999_999n, 5],
    ]);
  });

  test("patched, with eight more bytes in front of each packet", async () => {
    const writer = header(0xa1b2cd34, bigEndian);
    for (const payload of [3, 7]) {
      const data = frame(payload);
      writer.u32(1_700_000_000).u32(payload).u32(data.length).u32(data.length).u32(2).u16(0x88b5).bytes([0, 0]).bytes(data);
    }
    expect((await readPackets(writer.done())).packets).toEqual([
      [1_700_000_000_000_003_000n, 3],
      [1_700_000_000_000_007_000n, 7],
    ]);
  });
});

describe("pcap", () => {
  test("packets cut by the snapshot length count with both lengths", async () => {
    const { packets, statistics } = await readPackets(packet(header(0xa1b2c3d4), 1, 0, frame(6), 1514).done());
    expect(packets).toEqual([[1_000_000_000n, 6]]);
    expect(statistics).toMatchObject({ packets: 1, bytesCaptured: 20, bytesOnWire: 1514 });
  });

  test("an empty packet is a packet", async () => {
    const { packets, statistics } = await readPackets(packet(header(0xa1b2c3d4), 1, 0, frame(0).subarray(0, 0), 60).done());
    expect(packets).toEqual([]);
    expect(statistics).toMatchObject({ packets: 1, unknown: 0, malformed: 1 });
  });

  test("bits above the link type tell of the frame check sequence", async () => {
    const { packets } = await readPackets(packet(header(0xa1b2c3d4, false, 0x1400_0001), 1, 0, frame(2)).done());
    expect(packets).toEqual([[1_000_000_000n, 2]]);
  });

  test("a link type without a decoder makes unknown packets", async () => {
    const { packets, statistics } = await readPackets(packet(header(0xa1b2c3d4, false, 147), 1, 0, frame(2)).done());
    expect(packets).toEqual([]);
    expect(statistics).toMatchObject({ packets: 1, unknown: 1, malformed: 0 });
  });

  test("a file header without packets is an empty capture", async () => {
    const { statistics, reading } = await readPackets(header(0xa1b2c3d4).done());
    expect(statistics.packets).toBe(0);
    expect(reading).toMatchObject({ bytes: 24 });
    expect(reading.cut ?? reading.damage ?? reading.failure).toBeUndefined();
  });

  test("of a file cut anywhere, the whole packets are read", async () => {
    const writer = packet(packet(header(0xa1b2c3d4), 1, 0, frame(2)), 2, 0, frame(3));
    const bytes = writer.done();
    // The file header, then two packets of 32 and 33 bytes.
    for (let length = 1; length < bytes.length; length++) {
      const { statistics, reading } = await readPackets(bytes.subarray(0, length));
      expect([length, statistics.packets]).toEqual([length, length < 24 + 32 ? 0 : 1]);
      expect([length, reading.cut !== undefined]).toEqual([length, length !== 24 && length !== 24 + 32]);
      expect(reading.damage).toBeUndefined();
    }
  });

  test("a packet that claims more than half a mebibyte is damage; what comes before it is read", async () => {
    const writer = packet(header(0xa1b2c3d4), 1, 0, frame(2)).u32(2).u32(0).u32(0x0008_0001).u32(60).bytes(new Uint8Array(100));
    const { packets, reading } = await readPackets(writer.done());
    expect(packets).toEqual([[1_000_000_000n, 2]]);
    expect(reading.damage).toMatchObject({ status: Status.BAD_CONTAINER, value: 0x0008_0001 });
  });

  test("the largest packet", async () => {
    const { packets } = await readPackets(packet(header(0xa1b2c3d4), 1, 0, frame(0x0008_0000 - 14)).done());
    expect(packets).toEqual([[1_000_000_000n, 0x0008_0000 - 14]]);
  });
});

describe("what is no capture", () => {
  test("no bytes at all", async () => {
    const { statistics, reading } = await readPackets();
    expect(statistics.packets).toBe(0);
    expect(reading.bytes).toBe(0);
    expect(reading.damage).toBeUndefined();
  });

  test.each([
    ["text", new TextEncoder().encode("no capture\n")],
    ["four zeros", new Uint8Array(4)],
    ["a magic number with its halves exchanged", Uint8Array.of(0xb2, 0xa1, 0xd4, 0xc3)],
  ])("%s", async (_, bytes) => {
    const { statistics, reading } = await readPackets(bytes);
    expect(statistics.packets).toBe(0);
    expect(reading.damage).toMatchObject({ status: Status.UNKNOWN_FORMAT });
  });

  test("less than a magic number", async () => {
    const { statistics, reading } = await readPackets(Uint8Array.of(0xd4, 0xc3));
    expect(statistics.packets).toBe(0);
    expect(reading.cut).toBeDefined();
  });
});
