import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { be16, connections, generator, udp } from "./traffic.ts";

/* The UID is the MD5 sum of three hashes in decimal: FNV-1a of both ends, added, of the link, network and transport layer. */

const MAC = 3;
const IPV4 = 1;
const UDP_PORT = 5;
const PRIME = 1099511628211n;

const u64 = (n: bigint) => BigInt.asUintN(64, n);

function fnv(bytes: readonly number[]): bigint {
  return bytes.reduce((hash, byte) => u64((hash ^ BigInt(byte)) * PRIME), 14695981039346656037n);
}

function pair(kind: number, from: readonly number[], to: readonly number[]): bigint {
  return u64((u64(fnv(from) + fnv(to)) ^ BigInt(kind)) * PRIME);
}

test("is the same for both directions", async () => {
  const [there] = await connections([udp(0, [1, 53], [2, 1000])]);
  const [back] = await connections([udp(0, [2, 1000], [1, 53])]);
  expect([there?.UID, back?.UID]).toEqual(["06dc41092098fca030327dd21c96f90c", "06dc41092098fca030327dd21c96f90c"]);
});

test("is the sum of the decimal hashes of all ends, whatever their digits are", async () => {
  const random = generator(7);
  const ports = Array.from({ length: 5000 }, () => [Math.floor(random() * 65536), Math.floor(random() * 65536)] as const);
  const found = await connections(ports.map(([from, to], i) => udp(i / 1000, [1, from], [2, to])));
  const expected = ports.map(([from, to]) => {
    const link = pair(MAC, [2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2]);
    const network = pair(IPV4, [192, 0, 2, 1], [192, 0, 2, 2]);
    const transport = pair(UDP_PORT, be16(from), be16(to));
    const UID = createHash("md5").update(`${link}${network}${transport}`).digest("hex");
    return { UID, SrcPort: String(from), DstPort: String(to) };
  });
  expect(found.map(({ UID, SrcPort, DstPort }) => ({ UID, SrcPort, DstPort }))).toEqual(expected);
});
