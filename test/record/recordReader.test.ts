import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { type TCP, TCPSchema, Type, UDPSchema } from "../../ts/gen/netcap_pb.ts";
import { NcapFormatError } from "../../ts/record/ncapFormatError.ts";
import { readRecords } from "../../ts/record/readRecords.ts";
import { RecordReader, type RecordSource } from "../../ts/record/recordReader.ts";
import { chunksOf, hex, ncap, TCP_HEADER, TCP_RECORD } from "./ncapBytes.ts";

const file = ncap(TCP_HEADER, TCP_RECORD, "10 51", "");

/** The ports that the records of a file come from. */
async function ports(source: RecordSource): Promise<number[]> {
  const found: number[] = [];
  for await (const tcp of readRecords(source, TCPSchema)) found.push(tcp.SrcPort);
  return found;
}

/** The ports that come before the error, and its message. */
async function portsAndError(source: RecordSource): Promise<[number[], string]> {
  const found: number[] = [];
  try {
    for await (const tcp of readRecords(source, TCPSchema)) found.push(tcp.SrcPort);
  } catch (error) {
    expect(error).toBeInstanceOf(NcapFormatError);
    return [found, (error as Error).message];
  }
  return [found, ""];
}

describe("readRecords()", () => {
  test("gives header and records of the type that is expected", async () => {
    const records = readRecords(file, TCPSchema);
    expect(await records.header()).toMatchObject({ Created: 1_000_000_000n, InputSource: "a", Type: Type.NC_TCP, Version: "v1" });
    const found: TCP[] = [];
    for await (const tcp of records) found.push(tcp);
    expect(found).toHaveLength(3);
    expect(found[0]).toMatchObject({
      Timestamp: 1_500_000_000n,
      SrcPort: 80,
      DstPort: 443,
      SYN: true,
      ACK: false,
      $typeName: "types.TCP",
    });
  });

  test("gives records of whatever type the header names", async () => {
    const names: string[] = [];
    for await (const record of readRecords(file)) names.push(record.$typeName);
    expect(names).toEqual(["types.TCP", "types.TCP", "types.TCP"]);
  });

  test.each([1, 2, 7, 64])("reads chunks of %i bytes, plain or compressed", async (size) => {
    expect(await ports(chunksOf(file, size))).toEqual([80, 81, 0]);
    expect(await ports(chunksOf(gzipSync(file), size))).toEqual([80, 81, 0]);
  });

  test("reads files, whatever they are called", async () => {
    const directory = mkdtempSync(join(tmpdir(), "netcap-record-"));
    const plain = join(directory, "TCP.ncap.gz");
    const compressed = join(directory, "TCP.ncap");
    writeFileSync(plain, file);
    writeFileSync(compressed, gzipSync(file));
    expect(await ports(plain)).toEqual([80, 81, 0]);
    expect(await ports(compressed)).toEqual([80, 81, 0]);
  });

  test("reads several gzip members as one file", async () => {
    const members = [file.subarray(0, 9), file.subarray(9, 30), file.subarray(30)].map((part) => new Uint8Array(gzipSync(part)));
    expect(await ports(Uint8Array.from(members.flatMap((member) => [...member])))).toEqual([80, 81, 0]);
  });

  test("takes strings that are not UTF-8", async () => {
    const found: string[] = [];
    for await (const tcp of readRecords(ncap(TCP_HEADER, "c2 01 03 61 ff 62", "c2 01 02 c3 a4"), TCPSchema))
      found.push(tcp.SrcIP);
    expect(found).toEqual(["a\ufffdb", "ä"]);
  });

  test("reads a file without records", async () => {
    expect(await ports(ncap(TCP_HEADER))).toEqual([]);
  });

  test("stops reading its source when the caller stops", async () => {
    let returned = false;
    const source = (async function* () {
      try {
        for (;;) yield* chunksOf(ncap(TCP_HEADER, TCP_RECORD), 5);
      } finally {
        returned = true;
      }
    })();
    for await (const _ of readRecords(source, TCPSchema)) break;
    expect(returned).toBe(true);
  });

  test("says that the records are others than expected", async () => {
    await expect(readRecords(file, UDPSchema).header()).rejects.toThrow("record file: holds TCP records, not UDP");
  });
});

describe("what is no record file", () => {
  const pcap = 'is a capture, not a record file: decode it with "netcap capture -r FILE -o DIRECTORY" first';
  const other = "is not a record file (.ncap, .ncap.gz, .ncap.zst)";
  test.each([
    ["nothing", new Uint8Array(0), "is empty"],
    ["nothing, compressed", gzipSync(""), "is empty"],
    ["a pcap", hex("d4 c3 b2 a1 02 00 04 00"), pcap],
    ["a big-endian pcap", hex("a1 b2 c3 d4"), pcap],
    ["a pcap of nanoseconds", hex("4d 3c b2 a1"), pcap],
    ["a pcapng", hex("0a 0d 0d 0a 1c 00 00 00"), pcap],
    ["a compressed pcap", gzipSync(hex("d4 c3 b2 a1 02 00 04 00")), pcap],
    ["text", new TextEncoder().encode("Timestamp,SrcPort,DstPort\n".repeat(20)), other],
    ["JSON", new TextEncoder().encode('{"a":1}\n'.repeat(100)), other],
    ["zeros", new Uint8Array(1000), other],
    ["half a header", ncap(TCP_HEADER).subarray(0, 5), other],
    ["a length without end", hex("ff ff ff ff ff ff ff ff ff ff ff ff"), other],
    ["records of an unknown type", ncap("18 e7 07"), "holds records of type 999, which this netcap does not know"],
    ["records of a type that is none", ncap("18 27"), "holds records of type 39, which this netcap does not know"],
  ])("%s is named as such", async (_, bytes, message) => {
    await expect(RecordReader.open(bytes, "x")).rejects.toThrow(new NcapFormatError("x", 0, message));
  });

  test("a file that is missing is named", async () => {
    await expect(ports("/nowhere/TCP.ncap")).rejects.toThrow('cannot read "/nowhere/TCP.ncap": no such file');
  });
});

describe("a damaged record file", () => {
  test("gives the records before its end", async () => {
    expect(await portsAndError(file.subarray(0, file.length - 2))).toEqual([
      [80],
      "record file: ends in the middle of a record, after 1 whole record",
    ]);
  });

  test("gives the records before a length that cannot be", async () => {
    const damaged = Uint8Array.of(...file, ...hex("ff ff ff ff 0f"));
    expect(await portsAndError(damaged)).toEqual([
      [80, 81, 0],
      `record file: is damaged at offset ${file.length}: a length of 4294967295 bytes, above the limit of 64 MiB, after 3 whole records`,
    ]);
  });

  test("gives the records before one that is malformed", async () => {
    const [found, message] = await portsAndError(ncap(TCP_HEADER, TCP_RECORD, "10"));
    expect(found).toEqual([80]);
    expect(message).toMatch(/^record file: malformed record: .* \(record 2, at offset 31\)$/);
  });

  test("gives the records before the end of its compression", async () => {
    const compressed = gzipSync(file);
    expect(await portsAndError(compressed.subarray(0, compressed.length - 3))).toEqual([
      [80, 81, 0],
      "record file: has gzip data that ends too early, after 3 whole records",
    ]);
  });

  test("gives the records of whole steps before compression that is damaged", async () => {
    const compressed = gzipSync(file);
    compressed[compressed.length - 6] = (compressed.at(-6) ?? 0) ^ 1;
    const [, message] = await portsAndError(compressed);
    expect(message).toMatch(/^record file: has damaged gzip data/);
  });
});
