import { fromBinary, toJson } from "@bufbuild/protobuf";
import { describe, expect, test } from "@jest/globals";
import { Status } from "../../ts/gen/netcap/core_pb.ts";
import { recordTypeOf } from "../../ts/record/catalogue.ts";
import { descriptorOf } from "../../ts/record/descriptorOf.ts";
import { decodeBytes, recordsOf } from "./decodeBytes.ts";
import { pcapBytes } from "./pcapBytes.ts";

/*
 * What no example of test/wire/ can say: packets that are nested deeper than the limit, and packets that the capture cut.
 */

/** Layers of a packet that are recorded. */
const MAX_LAYERS = 64;

const RAW_IP = 101;

/** An IPv4 header of the nth network, 10.0.n.1 to 10.0.n.2. */
function ipv4(n: number, protocol: number, payload: number[]): number[] {
  const length = 20 + payload.length;
  const header = [0x45, 0, length >> 8, length & 255, 0, n, 0, 0, 64, protocol, 0, 0];
  return [...header, 10, 0, n, 1, 10, 0, n, 2, ...payload];
}

/** UDP between the port of the nth network and 9999. */
function udp(n: number, payload: number[] = []): number[] {
  const length = 8 + payload.length;
  return [0x9c, n, 0x27, 0x0f, length >> 8, length & 255, 0, 0, ...payload];
}

/** IPv4 packets within one another, the outermost first, around UDP. */
function nested(headers: number): number[] {
  let packet = udp(headers);
  for (let n = headers; n > 0; n--) packet = ipv4(n, n === headers ? 17 : 4, packet);
  return packet;
}

async function decode(data: number[], wireLength = data.length) {
  const { lanes, statistics } = await decodeBytes(pcapBytes(RAW_IP, [{ time: 1n, data: Uint8Array.from(data), wireLength }]));
  const records = (name: string) => {
    const desc = descriptorOf(recordTypeOf(name));
    const lane = lanes.get(name) ?? new Uint8Array(0);
    return [...recordsOf(lane)].map((record) => toJson(desc, fromBinary(desc, record)) as Record<string, unknown>);
  };
  return { records, statistics };
}

const addresses = (n: number) => ({ SrcIP: `10.0.${n}.1`, DstIP: `10.0.${n}.2` });

describe("nesting", () => {
  // The link layer is one more, RawIP.
  test("of as many layers as there may be is decoded, and each record has its own context", async () => {
    const headers = MAX_LAYERS - 2;
    const { records, statistics } = await decode(nested(headers));
    expect(statistics.malformed).toBe(0);
    const expected = Array.from({ length: headers }, (_, i) => expect.objectContaining(addresses(i + 1)));
    expect(records("IPv4")).toEqual(expected);
    const ports = { SrcPort: 0x9c00 + headers, DstPort: 9999 };
    expect(records("IPv4").map(({ SrcPort, DstPort }) => ({ SrcPort, DstPort }))).toEqual([
      ...Array.from({ length: headers - 1 }, () => ({ SrcPort: undefined, DstPort: undefined })),
      ports,
    ]);
    expect(records("UDP")).toEqual([{ Timestamp: "1", ...ports, Length: 8, ...addresses(headers) }]);
    expect(records("Connection")).toEqual([expect.objectContaining(addresses(headers))]);
  });

  test.each([
    ["by one layer", MAX_LAYERS - 1],
    ["by many layers", 255],
  ])("beyond that %s is malformed, and its first layers are recorded", async (_, headers) => {
    const { records, statistics } = await decode(nested(headers));
    expect(statistics.causes.map(({ malformed }) => malformed?.status)).toEqual([Status.TOO_DEEP]);
    expect(records("IPv4")).toEqual(Array.from({ length: MAX_LAYERS - 1 }, (_, i) => expect.objectContaining(addresses(i + 1))));
    expect(records("UDP")).toEqual([]);
  });

  test("of labels counts as well", async () => {
    const labels = Array.from({ length: MAX_LAYERS }, (_, i) => [0, i >> 4, (i << 4) & 0xff, 64]).flat();
    const { records, statistics } = await decode(ipv4(1, 137, labels));
    expect(statistics.causes.map(({ malformed }) => malformed?.status)).toEqual([Status.TOO_DEEP]);
    expect(records("MPLS").map(({ Label }) => Label ?? 0)).toEqual(Array.from({ length: MAX_LAYERS - 2 }, (_, i) => i));
  });
});

/** TCP of the nth network to the port of IEC 104. */
function tcp(n: number, payload: number[]): number[] {
  return [0x9c, n, 0x09, 0x64, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x18, 1, 0, 0, 0, 0, 0, ...payload];
}

/** Messages of IEC 104 that only say up to where others were received. */
function iec104(count: number): number[] {
  return Array.from({ length: count }, (_, i) => [0x68, 4, 1, 0, (i << 1) & 0xff, (i >> 7) & 0xff]).flat();
}

describe("messages beside each other in a segment", () => {
  test("are not nested, however many there are", async () => {
    const count = 10_900;
    const { records, statistics } = await decode(ipv4(1, 6, tcp(1, iec104(count))));
    expect(statistics.malformed).toBe(0);
    expect(records("IEC104").map(({ ReceiveNumber = 0 }) => ReceiveNumber)).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  test("lie as deep as their segment", async () => {
    const around = (headers: number) => {
      let packet = tcp(headers, iec104(500));
      for (let n = headers; n > 0; n--) packet = ipv4(n, n === headers ? 6 : 4, packet);
      return packet;
    };
    const { records, statistics } = await decode(around(MAX_LAYERS - 3));
    expect(statistics.malformed).toBe(0);
    expect(records("IEC104")).toHaveLength(500);
    const deeper = await decode(around(MAX_LAYERS - 2));
    expect(deeper.statistics.causes.map(({ malformed }) => malformed?.status)).toEqual([Status.TOO_DEEP]);
    expect(deeper.records("IEC104")).toEqual([]);
  });
});

describe("a packet that the capture cuts", () => {
  const lisp = ipv4(1, 17, [0x9c, 0x40, 0x10, 0xf5, 0, 0x31, 0, 0, ...Array(8).fill(0), ...ipv4(2, 17, udp(2, [1, 2, 3, 4, 5]))]);

  test("may carry one that is longer than what there is of it", async () => {
    expect((await decode(lisp)).records("IPv4")).toHaveLength(2);
    expect((await decode(lisp.slice(0, -1), lisp.length)).records("IPv4")).toHaveLength(2);
  });

  test("is told from one that is whole", async () => {
    const whole = ipv4(1, 17, [0x9c, 0x40, 0x10, 0xf5, 0, 0x30, 0, 0, ...Array(8).fill(0), ...lisp.slice(36, -1)]);
    expect((await decode(whole)).records("IPv4")).toHaveLength(1);
  });

  test("has no length that would tell that it is no ESP", async () => {
    const esp = ipv4(1, 17, [0x11, 0x94, 0x11, 0x94, 0, 0x1c, 0, 0, 0, 0, 0x10, 1, 0, 0, 0, 1, ...Array(12).fill(0xee)]);
    expect((await decode(esp)).records("IPSecESP")).toEqual([expect.objectContaining({ SPI: 4097, LenEncrypted: 12 })]);
    const cut = await decode(esp.slice(0, -3), esp.length);
    expect(cut.records("IPSecESP")).toEqual([expect.objectContaining({ SPI: 4097, LenEncrypted: 9 })]);
  });
});
