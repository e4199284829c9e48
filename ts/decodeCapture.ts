import { fromBinary } from "@bufbuild/protobuf";
import { Core, type CoreOptions, type Lane } from "./core/core.ts";
import { coreModule } from "./core/coreModule.ts";
import { type DecodeOptions, decodeSource, finish, type Reading } from "./core/decodeSource.ts";
import { explainReading } from "./core/explain.ts";
import { vendorTable } from "./core/vendorTable.ts";
import type { AuditRecord } from "./gen/auditRecord.ts";
import { recordTypeOf } from "./record/catalogue.ts";
import { descriptorOf } from "./record/descriptorOf.ts";
import { FrameReader } from "./record/frameReader.ts";
import { openChunks, openFile } from "./source/openSource.ts";

/**
 * What decodeCapture may be told: what the records hold, which are wanted, and a signal that ends it early: the records of
 * what was read until then still come.
 */
export type DecodeCaptureOptions = CoreOptions & Pick<DecodeOptions, "signal">;

/**
 * Decodes a capture into typed audit records, without ever holding it or them in memory.
 *
 *     for await (const record of decodeCapture("traffic.pcap", { records: ["TCP", "DNS"] })) {
 *       if (record.$typeName === "types.DNS") console.log(record.SrcIP, record.Questions[0]?.Name);
 *     }
 *
 * Records of one type come in the order of their packets; the types take turns, a mebibyte of capture at a time.
 *
 * @param capture path of a pcap or pcapng file, its bytes, or its bytes in chunks; compressed (gzip, zstd) or not
 * @throws {RangeError} when `records` names a record that cannot be made
 * @throws {Error} when the capture cannot be read, is damaged, or ends in the middle of a packet: after all records before that
 */
export async function* decodeCapture(
  capture: string | Uint8Array | AsyncIterable<Uint8Array>,
  options: DecodeCaptureOptions = {},
): AsyncGenerator<AuditRecord, void, undefined> {
  const records = options.records && [...options.records];
  const core = new Core(coreModule(), { ...options, ...(records && { records, vendors: await vendorTable(records) }) });
  const source = typeof capture === "string" ? openFile(capture) : openChunks("the capture", chunksOf(capture));
  const reading: Reading = { bytes: 0 };
  try {
    for await (const lane of decodeSource(core, source, reading, { eager: true, signal: options.signal })) yield* messages(lane);
    for (const lane of finish(core)) yield* messages(lane);
  } finally {
    await source.close();
  }
  // What the caller's own chunks throw comes through as it is.
  if (reading.failure !== undefined) throw reading.failure;
  const complaint = explainReading(source.name, reading);
  if (complaint !== undefined) throw new Error(complaint);
}

function* messages(lane: Lane): Generator<AuditRecord, void, undefined> {
  const desc = descriptorOf(recordTypeOf(lane.name));
  const frames = new FrameReader("");
  // A copy, since byte fields are views of it that the user may keep.
  frames.push(lane.bytes.slice());
  while (frames.next()) yield fromBinary(desc, frames.bytes.subarray(frames.start, frames.end)) as AuditRecord;
}

async function* chunksOf(bytes: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  if (bytes instanceof Uint8Array) yield bytes;
  else yield* bytes;
}
