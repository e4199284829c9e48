import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "@jest/globals";
import { type AuditRecord, type DecodeCaptureOptions, decodeCapture, readRecords, TCPSchema } from "../../ts/index.ts";
import { ncap, TCP_HEADER, TCP_RECORD } from "../record/ncapBytes.ts";
import { FOUR, pcap, SYN } from "./captureBytes.ts";

const directory = mkdtempSync(join(tmpdir(), "netcap-library-"));
const path = join(directory, "four.pcap");
writeFileSync(path, FOUR);
afterAll(() => rmSync(directory, { recursive: true }));

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** All records, and what was thrown at the end. */
async function decoded(capture: Parameters<typeof decodeCapture>[0], options?: DecodeCaptureOptions) {
  const records: AuditRecord[] = [];
  try {
    for await (const record of decodeCapture(capture, options)) records.push(record);
  } catch (error) {
    return { records, error };
  }
  return { records, error: undefined };
}

describe("decodeCapture()", () => {
  test.each([
    ["a path", path],
    ["bytes", FOUR],
    ["compressed bytes", gzipSync(FOUR)],
    ["chunks", inChunks(FOUR, 5)],
    ["compressed chunks", inChunks(gzipSync(FOUR), 1)],
  ])("gives typed records of %s", async (_, capture) => {
    const { records, error } = await decoded(capture, { records: ["TCP", "ARP"] });
    expect(error).toBeUndefined();
    expect(records.map((record) => record.$typeName).sort()).toEqual(["types.ARP", "types.TCP"]);
    for (const record of records) {
      if (record.$typeName !== "types.TCP") continue;
      expect([record.Timestamp, record.SrcIP, record.SrcPort, record.SYN]).toEqual([
        1_700_000_001_000_000_000n,
        "192.0.2.1",
        49152,
        true,
      ]);
    }
  });

  test("makes all records unless told otherwise, connections last", async () => {
    const { records } = await decoded(FOUR);
    expect(records.length).toBe(10);
    expect(records.slice(-3).map((record) => record.$typeName)).toEqual(Array(3).fill("types.Connection"));
  });

  test("throws behind the records of what is whole", async () => {
    const { records, error } = await decoded(FOUR.subarray(0, -1), { records: ["Ethernet"] });
    expect(records.length).toBe(3);
    expect(error).toEqual(
      new Error("the capture ends in the middle of a packet, after 3 whole packets: at least 1 byte is missing"),
    );
    const lost = new Error("the line is dead");
    const failing = async function* () {
      yield FOUR.subarray(0, 100);
      throw lost;
    };
    const failed = await decoded(failing(), { records: ["Ethernet"] });
    expect(failed.records.length).toBe(1);
    expect(failed.error).toBe(lost);
  });

  test.each([
    ["a record that cannot be made", FOUR, { records: ["Nope"] }, RangeError, 'the core makes no record called "Nope"'],
    ["a wrong rule", FOUR, { decodeAs: ["udp.port==1,no"] }, RangeError, 'there is no decoder "no"'],
    ["a missing file", join(directory, "no"), {}, Error, `cannot read "${join(directory, "no")}": no such file`],
    ["a directory", directory, {}, Error, `cannot read "${directory}": it is a directory`],
    ["nothing", new Uint8Array(0), {}, Error, "the capture is empty"],
    ["text", new TextEncoder().encode("hello"), {}, Error, "the capture is no capture: it begins neither as pcap nor as pcapng"],
  ])("refuses %s", async (_, capture, options, type, message) => {
    const { records, error } = await decoded(capture, options);
    expect(records).toEqual([]);
    expect(error).toBeInstanceOf(type);
    expect((error as Error).message).toBe(message);
  });

  test("gives up its source when the caller has seen enough, or stops it", async () => {
    let open = true;
    const endless = async function* () {
      try {
        yield pcap();
        for (;;) yield pcap(SYN).subarray(24);
      } finally {
        open = false;
      }
    };
    for await (const { $typeName } of decodeCapture(endless(), { records: ["TCP"] })) {
      expect($typeName).toBe("types.TCP");
      break;
    }
    expect(open).toBe(false);
    open = true;
    const { records, error } = await decoded(endless(), { records: ["Connection"], signal: AbortSignal.timeout(100) });
    expect([open, records.length, error]).toEqual([false, 1, undefined]);
  });
});

test("readRecords() gives typed records of a file", async () => {
  const records = readRecords(ncap(TCP_HEADER, TCP_RECORD), TCPSchema);
  const ports: number[] = [];
  for await (const tcp of records) ports.push(tcp.SrcPort, tcp.DstPort);
  expect(ports).toEqual([80, 443]);
  expect((await records.header()).InputSource).toBe("a");
});
