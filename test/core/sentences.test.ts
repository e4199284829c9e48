import { describe, expect, test } from "@jest/globals";
import { explainCause } from "../../ts/core/explain.ts";
import { decodeBytes } from "./decodeBytes.ts";
import { pcapBytes } from "./pcapBytes.ts";

const RAW_IP = 101;

/** An IPv4 header for some bytes of payload, and bytes behind it, not always as many. */
function ipv4(protocol: number, length: number, payload: number[]): number[] {
  return [0x45, 0, 0, 20 + length, 0, 0, 0, 0, 64, protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, ...payload];
}

/** UDP to port 53, and a DNS message that announces a question it does not have. */
function query(length: number): number[] {
  return [0xc3, 0x50, 0, 53, 0, length, 0, 0, 0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 0x77, 0x77, 0x77, 0];
}

/** UDP to port 1812, and a RADIUS request whose attribute, behind the header of 20 bytes, is longer than the message. */
const radius = [0xc3, 0x50, 7, 20, 0, 30, 0, 0, 1, 1, 0, 22, ...Array(16).fill(7), 1, 9];

async function sentence(data: number[], wireLength = data.length): Promise<string[]> {
  const { statistics } = await decodeBytes(pcapBytes(RAW_IP, [{ time: 1n, data: Uint8Array.from(data), wireLength }]));
  return statistics.causes.map(explainCause);
}

describe("what is wrong with a malformed packet", () => {
  test("tells the length field that ends the layer, also where the packet ends there", async () => {
    const reason = "DNS at offset 28 needs 21 bytes, but has 17: the length field of UDP ends it there";
    expect(await sentence(ipv4(17, 25, query(25)))).toEqual([reason]);
    expect(await sentence([...ipv4(17, 25, query(25)), 0, 0, 0, 0])).toEqual([reason]);
    expect(await sentence(ipv4(17, 25, query(60)))).toEqual([reason.replace("UDP", "IPv4")]);
  });

  test("tells packets that end early from those of which the capture kept a part", async () => {
    const reason = "DNS at offset 28 needs 21 bytes, but has 17: ";
    expect(await sentence(ipv4(17, 60, query(60)))).toEqual([`${reason}the packet ends there`]);
    expect(await sentence(ipv4(17, 60, query(60)), 80)).toEqual([`${reason}the capture kept no more of the packet`]);
  });

  test("tells where in the packet the part at fault is", async () => {
    expect(await sentence(ipv4(17, 30, radius))).toEqual([
      "RADIUS at offset 28 has a part (option, attribute, field) at offset 48 whose length does not fit",
    ]);
    const pointer = query(29).slice(0, 20).concat(0xc0, 40, 0, 1, 0, 1);
    pointer[5] = pointer.length;
    expect(await sentence(ipv4(17, pointer.length, pointer))).toEqual([
      "DNS at offset 28 has a value at offset 40 that the protocol does not allow",
    ]);
  });
});
