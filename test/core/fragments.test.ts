import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "@jest/globals";
import type { CoreOptions } from "../../ts/core/core.ts";
import { explainCause } from "../../ts/core/explain.ts";
import { Status } from "../../ts/gen/netcap/core_pb.ts";
import { type Connection, ConnectionSchema, type UDP, UDPSchema, VXLANSchema } from "../../ts/gen/netcap_pb.ts";
import { hex } from "../host/captureBytes.ts";
import { type Decoded, decodeBytes, recordsOf } from "./decodeBytes.ts";
import { pcapBytes } from "./pcapBytes.ts";

/* Fragments of IP are joined, each datagram once, whatever order they come in, and in bounded memory. */

const RAW_IP = 101;
const SECOND = 1_000_000_000n;
const START = 1_700_000_000n * SECOND;

/** Bytes 0, 1, 2, … */
const counting = (length: number, from = 0) => Uint8Array.from({ length }, (_, at) => from + at);
const join = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const be16 = (value: number) => [value >> 8, value & 0xff];

/** A UDP datagram from port 40000 to 9999. */
function udp(payload: Uint8Array, port = 9999): Uint8Array {
  return Uint8Array.from([0x9c, 0x40, ...be16(port), ...be16(8 + payload.length), 0, 0, ...payload]);
}

interface Piece {
  /** In bytes. */
  offset: number;
  more: boolean;
  data: Uint8Array;
}

/** Pieces of a datagram that begin at some offsets. */
function pieces(datagram: Uint8Array, ...starts: readonly number[]): Piece[] {
  return starts.map((offset, i) => ({
    offset,
    more: i < starts.length - 1,
    data: datagram.subarray(offset, starts[i + 1] ?? datagram.length),
  }));
}

/** An IPv4 packet from 192.0.2.1 to 192.0.2.2. */
function ipv4({ offset, more, data }: Piece, id = 1, protocol = 17): Uint8Array {
  const head = [
    0x45,
    0,
    ...be16(20 + data.length),
    ...be16(id),
    ...be16((more ? 0x2000 : 0) | (offset >> 3)),
    64,
    protocol,
    0,
    0,
  ];
  return Uint8Array.from([...head, 192, 0, 2, 1, 192, 0, 2, 2, ...data]);
}

/** An IPv6 packet from 2001:db8::1 to 2001:db8::2, with a fragment header behind others. */
function ipv6({ offset, more, data }: Piece, id = 1, next = 17, before: Uint8Array = new Uint8Array(0), first = 44): Uint8Array {
  const head = [0x60, 0, 0, 0, ...be16(before.length + 8 + data.length), first, 64];
  const addresses = hex("20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002");
  const fragment = [next, 0, ...be16(offset | (more ? 1 : 0)), 0, 0, ...be16(id)];
  return Uint8Array.from([...head, ...addresses, ...before, ...fragment, ...data]);
}

/** Decodes IP packets, a millisecond apart or at their times. */
function decode(packets: readonly Uint8Array[], options: CoreOptions = {}, times?: readonly bigint[]): Promise<Decoded> {
  const at = (i: number) => times?.[i] ?? START + BigInt(i) * 1_000_000n;
  return decodeBytes(
    pcapBytes(
      RAW_IP,
      packets.map((data, i) => ({ time: at(i), data })),
    ),
    {
      payload: true,
      stateLimit: 1 << 20,
      ...options,
    },
  );
}

function udpOf({ lanes }: Decoded): UDP[] {
  return [...recordsOf(lanes.get("UDP") ?? new Uint8Array(0))].map((bytes) => fromBinary(UDPSchema, bytes));
}

/** The payloads of the UDP records, as hexadecimal digits. */
function payloads(decoded: Decoded): string[] {
  return udpOf(decoded).map(({ Payload }) => Buffer.from(Payload).toString("hex"));
}

const digits = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

const NONE = { joined: 0, incomplete: 0, givenUp: 0, overlapping: 0 };
const PAYLOAD = counting(40);
const DATAGRAM = udp(PAYLOAD);

describe.each([
  ["IPv4", ipv4],
  ["IPv6", ipv6],
] as const)("fragments of %s", (family, packet) => {
  const three = pieces(DATAGRAM, 0, 16, 32).map((piece) => packet(piece)) as [Uint8Array, Uint8Array, Uint8Array];
  const [first, second, third] = three;

  test("in order: one record, of the packet that made the datagram whole", async () => {
    const decoded = await decode(three);
    const [record, ...others] = udpOf(decoded);
    expect(others).toEqual([]);
    expect(record).toMatchObject({
      Timestamp: START + 2_000_000n,
      SrcPort: 40000,
      DstPort: 9999,
      Length: 48,
      PayloadSize: 40,
      SrcIP: family === "IPv4" ? "192.0.2.1" : "2001:db8::1",
      DstIP: family === "IPv4" ? "192.0.2.2" : "2001:db8::2",
    });
    expect(payloads(decoded)).toEqual([digits(PAYLOAD)]);
    expect(decoded.counts.get(family)).toBe(3);
    expect(decoded.statistics).toMatchObject({ packets: 3, unknown: 0, malformed: 0, fragments: { ...NONE, joined: 1 } });
  });

  test("in any other order", async () => {
    for (const order of [
      [2, 1, 0],
      [1, 0, 2],
      [1, 2, 0],
      [0, 2, 1],
      [2, 0, 1],
    ]) {
      const decoded = await decode(order.map((i) => three[i] as Uint8Array));
      expect(payloads(decoded)).toEqual([digits(PAYLOAD)]);
      expect(udpOf(decoded)[0]?.Timestamp).toBe(START + 2_000_000n);
    }
  });

  test("that come twice are ignored", async () => {
    const decoded = await decode([first, first, third, second]);
    expect(payloads(decoded)).toEqual([digits(PAYLOAD)]);
    expect(decoded.statistics.fragments).toEqual({ ...NONE, joined: 1 });
  });

  test("of which some are missing: nothing follows, which is counted", async () => {
    for (const some of [[first, second], [second, third], [first, third], [first], [third]]) {
      const decoded = await decode(some);
      expect(payloads(decoded)).toEqual([]);
      expect(decoded.statistics).toMatchObject({ unknown: 0, malformed: 0, fragments: { ...NONE, incomplete: 1 } });
    }
  });

  test("of eight bytes each", async () => {
    const tiny = pieces(DATAGRAM, 0, 8, 16, 24, 32, 40).map((piece) => packet(piece));
    expect(payloads(await decode(tiny))).toEqual([digits(PAYLOAD)]);
    expect(payloads(await decode(tiny.reverse()))).toEqual([digits(PAYLOAD)]);
  });

  test("of a datagram that does not end with a unit of eight bytes", async () => {
    for (const length of [33, 34, 39]) {
      const payload = counting(length);
      const parts = pieces(udp(payload), 0, 16, 32).map((piece) => packet(piece));
      for (const order of [parts, parts.toReversed()]) expect(payloads(await decode(order))).toEqual([digits(payload)]);
    }
  });

  test("come in time or not at all", async () => {
    const patience = family === "IPv4" ? 30n : 60n;
    const within = await decode([first, second, third], {}, [START, START + SECOND, START + patience * SECOND]);
    expect(payloads(within)).toEqual([digits(PAYLOAD)]);
    const late = await decode([first, second, third], {}, [START, START + SECOND, START + patience * SECOND + 1n]);
    expect(payloads(late)).toEqual([]);
    // The one that is over, and the one that the late fragment begins.
    expect(late.statistics.fragments).toEqual({ ...NONE, incomplete: 2 });
    const back = await decode([first, second, third], {}, [START, START - 100n * SECOND, START - 50n * SECOND]);
    expect(payloads(back)).toEqual([digits(PAYLOAD)]);
  });

  test("of several datagrams at once are told apart by their id, which may come again", async () => {
    const other = counting(40, 100);
    const theirs = pieces(udp(other), 0, 24).map((piece) => packet(piece, 2)) as [Uint8Array, Uint8Array];
    const decoded = await decode([first, theirs[1], second, theirs[0], third, first, second, third]);
    expect(payloads(decoded)).toEqual([other, PAYLOAD, PAYLOAD].map(digits));
    expect(decoded.statistics.fragments).toEqual({ ...NONE, joined: 3 });
  });

  test("of the longest datagram there can be, and of a longer one", async () => {
    // All that the length field of IPv4 leaves for the payload; the one of IPv6 does not count its own header.
    const longest = family === "IPv4" ? 65_515 : 65_535;
    const payload = new Uint8Array(longest - 8).fill(7);
    const starts = Array.from({ length: Math.ceil(longest / 1480) }, (_, i) => i * 1480);
    const parts = pieces(udp(payload), ...starts);
    const decoded = await decode(parts.map((piece) => packet(piece)));
    expect(udpOf(decoded).map(({ PayloadSize }) => PayloadSize)).toEqual([longest - 8]);
    const last = parts.at(-1) as Piece;
    const death = await decode(
      [...parts.slice(0, -1), { ...last, data: join(last.data, Uint8Array.of(0)) }].map((p) => packet(p)),
    );
    expect(udpOf(death)).toEqual([]);
    expect(death.statistics).toMatchObject({ malformed: 1, fragments: { ...NONE, incomplete: 1 } });
    expect(explainCause(death.statistics.causes[0] as never)).toMatch(
      new RegExp(` is a fragment that ends at byte ${longest + 1} of its datagram, behind the end of the longest one$`),
    );
  });

  test("may belong to any number of datagrams: those that have waited longest are given up", async () => {
    const many = Array.from({ length: 1000 }, (_, id) => pieces(DATAGRAM, 0, 16).map((piece) => packet(piece, id)));
    const firsts = many.map(([one]) => one as Uint8Array);
    const seconds = many.map(([, two]) => two as Uint8Array);
    const { statistics, ...decoded } = await decode([...firsts, ...seconds.slice(-256)]);
    expect(payloads({ statistics, ...decoded }).length).toBe(256);
    expect(statistics.fragments).toEqual({ ...NONE, joined: 256, givenUp: 744 });
  });

  test("are not joined when nobody wants it: the first one shows what it holds", async () => {
    const decoded = await decode(three, { defragment: false });
    expect(payloads(decoded)).toEqual([digits(PAYLOAD.subarray(0, 8))]);
    expect(decoded.statistics.fragments).toEqual(NONE);
  });

  test("add their payload to the connection, once", async () => {
    const { lanes } = await decode(three);
    const all = [...recordsOf(lanes.get("Connection") ?? new Uint8Array(0))].map((bytes) => fromBinary(ConnectionSchema, bytes));
    const told = ({ NumPackets, AppPayloadSize, DstPort }: Connection) => [NumPackets, AppPayloadSize, DstPort];
    // Of the first two packets nobody knows the ports.
    expect(all.map(told)).toEqual([
      [2, 0n, ""],
      [1, 40n, "9999"],
    ]);
  });

  test("whose datagram is malformed: the sentence says where", async () => {
    const bad = Uint8Array.from(DATAGRAM);
    bad.set([0, 7], 4);
    const { statistics } = await decode(pieces(bad, 0, 16, 32).map((piece) => packet(piece)));
    expect(statistics).toMatchObject({ malformed: 1, fragments: { joined: 1 } });
    expect(explainCause(statistics.causes[0] as never)).toBe(
      "UDP at offset 0 of the joined fragments has a length of 7, which contradicts its own header (48 bytes there)",
    );
  });
});

describe("overlapping fragments", () => {
  /** The datagram with its bytes from 16 to 24 replaced. */
  const forged = Uint8Array.from(DATAGRAM).fill(0xee, 16, 24);
  const part = (from: Uint8Array, offset: number, end: number) => ({
    offset,
    more: end < from.length,
    data: from.subarray(offset, end),
  });

  test.each([
    ["the second reaches back", [part(DATAGRAM, 0, 24), part(forged, 16, 48)], PAYLOAD],
    ["the first reaches on, and comes last", [part(forged, 16, 48), part(DATAGRAM, 0, 24)], forged.subarray(8)],
    ["one lies within another", [part(DATAGRAM, 0, 32), part(forged, 16, 24), part(DATAGRAM, 32, 48)], PAYLOAD],
    ["one goes around another", [part(forged, 16, 24), part(DATAGRAM, 0, 32), part(DATAGRAM, 32, 48)], forged.subarray(8)],
    ["the same bytes, cut otherwise", [part(DATAGRAM, 0, 24), part(DATAGRAM, 16, 48)], PAYLOAD],
  ])("%s: of IPv4 the bytes that came first stay, of IPv6 the datagram is dropped", async (_, parts, expected) => {
    const four = await decode(parts.map((piece) => ipv4(piece)));
    expect(payloads(four)).toEqual([digits(expected)]);
    expect(four.statistics.fragments).toEqual({ ...NONE, joined: 1, overlapping: 1 });
    const six = await decode([...parts, part(DATAGRAM, 0, 16), part(DATAGRAM, 16, 48)].map((piece) => ipv6(piece)));
    expect(payloads(six)).toEqual([]);
    expect(six.statistics.fragments).toEqual({ ...NONE, overlapping: 1 });
  });

  test("that say that the datagram ends elsewhere are not believed (teardrop)", async () => {
    // The second one is the last, and ends within the first.
    const teardrop = [part(DATAGRAM, 0, 40), { offset: 24, more: false, data: DATAGRAM.subarray(24, 28) }];
    const four = await decode(teardrop.map((piece) => ipv4(piece)));
    expect(four.statistics).toMatchObject({ malformed: 0, fragments: { ...NONE, incomplete: 1, overlapping: 1 } });
    const longer = [part(DATAGRAM, 16, 48), { offset: 40, more: true, data: counting(16) }, part(DATAGRAM, 0, 16)];
    expect(payloads(await decode(longer.map((piece) => ipv4(piece))))).toEqual([digits(PAYLOAD)]);
    expect((await decode(longer.map((piece) => ipv6(piece)))).statistics.fragments).toEqual({ ...NONE, overlapping: 1 });
  });

  test("of IPv6 block their id until the time is over", async () => {
    const packets = [...[part(DATAGRAM, 0, 24), part(forged, 16, 48)], ...pieces(DATAGRAM, 0, 24)].map((piece) => ipv6(piece));
    const times = [0n, 0n, 61n, 61n].map((seconds) => START + seconds * SECOND);
    expect(payloads(await decode(packets, {}, times))).toEqual([digits(PAYLOAD)]);
  });
});

describe("fragments", () => {
  test("behind and in front of other extension headers of IPv6", async () => {
    // Hop-by-hop options in front of the fragment header; behind it, destination options, then UDP.
    const options = hex("2c 00 0104 00000000");
    const inner = join(hex("11 00 0104 00000000"), DATAGRAM);
    const parts = pieces(inner, 0, 16, 32).map((piece) => ipv6(piece, 9, 60, options, 0));
    for (const order of [parts, parts.toReversed()]) {
      const decoded = await decode(order);
      expect(payloads(decoded)).toEqual([digits(PAYLOAD)]);
      expect(decoded.counts.get("IPv6HopByHop")).toBe(3);
    }
  });

  test("of different protocols are of different datagrams in IPv4, and of the one of the first fragment in IPv6", async () => {
    const [one, two] = pieces(DATAGRAM, 0, 16) as [Piece, Piece];
    expect((await decode([ipv4(one), ipv4(two, 1, 6)])).statistics.fragments).toEqual({ ...NONE, incomplete: 2 });
    expect(payloads(await decode([ipv6(two, 1, 6), ipv6(one)]))).toEqual([digits(PAYLOAD)]);
  });

  test("within tunnels, and of tunnels, and both", async () => {
    const inner = pieces(DATAGRAM, 0, 16, 32).map((piece) => ipv4(piece, 7));
    const whole = (data: Uint8Array): Piece => ({ offset: 0, more: false, data });
    const ipip = await decode(inner.map((data, i) => ipv4(whole(data), 100 + i, 4)));
    expect(payloads(ipip)).toEqual([digits(PAYLOAD)]);
    expect(ipip.counts.get("IPv4")).toBe(6);

    const frame = (data: Uint8Array) => join(hex("020000000002 020000000001 0800"), data);
    const vxlan = inner.map((data) => udp(join(hex("08000000 00002a00"), frame(data)), 4789));
    const tunnelled = await decode(vxlan.map((data, i) => ipv4(whole(data), 100 + i)));
    expect(udpOf(tunnelled).map(({ DstPort }) => DstPort)).toEqual([4789, 4789, 4789, 9999]);

    // Each fragment of the inner datagram lies in a datagram that came in fragments itself.
    const both = await decode(vxlan.flatMap((data, i) => pieces(data, 0, 32).map((piece) => ipv4(piece, 100 + i))));
    expect(payloads(both).at(-1)).toBe(digits(PAYLOAD));
    expect(udpOf(both).map(({ DstPort }) => DstPort)).toEqual([4789, 4789, 4789, 9999]);
    expect(both.statistics).toMatchObject({ unknown: 0, malformed: 0, fragments: { ...NONE, joined: 4 } });
    const networks = [...recordsOf(both.lanes.get("VXLAN") ?? new Uint8Array(0))].map(
      (bytes) => fromBinary(VXLANSchema, bytes).VNI,
    );
    expect(networks).toEqual([42, 42, 42]);
  });

  test("whose entropy is that of their own payload, and of the whole one in the layers above", async () => {
    const { lanes } = await decode(
      pieces(DATAGRAM, 0, 16, 32).map((piece) => ipv4(piece)),
      { entropy: true },
    );
    const [record] = [...recordsOf(lanes.get("UDP") ?? new Uint8Array(0))].map((bytes) => fromBinary(UDPSchema, bytes));
    // Forty different bytes.
    expect(record?.PayloadEntropy).toBeCloseTo(Math.log2(40), 9);
  });

  test("of several captures in one run are joined", async () => {
    const parts = pieces(DATAGRAM, 0, 16).map((piece) => ipv4(piece));
    const { Core } = await import("../../ts/core/core.ts");
    const { coreModule } = await import("../../ts/core/coreModule.ts");
    const core = new Core(coreModule(), { payload: true });
    const decoded: string[] = [];
    for (const data of parts) decoded.push(...payloads(await decodeBytes(pcapBytes(RAW_IP, [{ time: START, data }]), core)));
    expect(decoded).toEqual([digits(PAYLOAD)]);
  });

  test("of any kind, in any order, are taken without harm", async () => {
    // Numbers that look random and are the same in every run (mulberry32), below `limit`.
    let state = 1;
    const random = (limit: number) => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
    };
    const packets = Array.from({ length: 20_000 }, () => {
      const piece = {
        offset: 8 * random(random(2) ? 8 : 8192),
        more: random(3) > 0,
        data: counting(random(4) ? 8 * random(9) : random(70)),
      };
      return random(2) ? ipv4(piece, random(300), random(2) ? 4 : 17) : ipv6(piece, random(300), random(2) ? 44 : 17);
    });
    const { statistics } = await decode(packets);
    const { unknown, malformed, causes, fragments } = statistics;
    expect(causes.reduce((sum, cause) => sum + cause.packets, 0)).toBe(unknown + malformed);
    expect(causes.filter(({ malformed }) => malformed?.status === Status.TRAP)).toEqual([]);
    for (const count of Object.values(fragments)) expect(count).toBeGreaterThan(0);
  });
});
