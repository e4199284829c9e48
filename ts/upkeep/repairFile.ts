import { type Header, HeaderSchema, Type } from "../gen/netcap_pb.ts";
import { type RecordType, recordTypeByName, recordTypeByNumber } from "../record/catalogue.ts";
import { descriptorOf } from "../record/descriptorOf.ts";
import { FrameReader } from "../record/frameReader.ts";
import { NcapFormatError } from "../record/ncapFormatError.ts";
import { parseRecord } from "../record/parseRecord.ts";
import { planOf } from "../record/plan.ts";
import { plainChunks } from "../record/recordReader.ts";
import { type Loss, Salvage } from "../record/salvage.ts";
import { creationTime } from "../runtime/environment.ts";
import { placeOf } from "../runtime/files.ts";
import { peek } from "../runtime/peek.ts";
import { RecordFile } from "../sink/recordFile.ts";
import type { Watch } from "./watch.ts";

/** What a repair has saved and lost. */
export interface RepairResult {
  readonly type: string;
  readonly records: number;
  readonly losses: readonly Loss[];
  /** Whether the header was damaged, and the name of the file told the type. */
  readonly headerLost: boolean;
  /** What ended the file before its time, such as damaged compression. */
  readonly failure: NcapFormatError | undefined;
}

/** Longer than any header. */
const HEAD = 64 * 1024;

/**
 * Writes all good records of a file into a new one, in their order.
 * @throws {NcapFormatError} when neither header nor name tell what records these are
 * @throws {Error} when one file cannot be read or the other not be written
 */
export async function repairFile(path: string, out: string, watch: Watch): Promise<RepairResult> {
  let bytes = 0;
  let failure: NcapFormatError | undefined;
  const tolerant = async function* () {
    try {
      yield* plainChunks(path, path, (size) => (bytes += size));
    } catch (error) {
      if (!(error instanceof NcapFormatError)) throw error;
      failure = error;
    }
  };
  const { head, all } = await peek(tolerant(), HEAD);
  const found = readHeader(path, head);
  const type = found?.type ?? typeByName(path);
  if (type === undefined) {
    await all.return();
    throw new NcapFormatError(path, 0, "has no header, and its name is that of no record: rename it, as in TCP.ncap.gz");
  }
  const facts = {
    created: found?.header.Created ?? creationTime(),
    inputSource: found?.header.InputSource ?? "",
    containsPayloads: found?.header.ContainsPayloads ?? false,
  };
  const salvage = new Salvage(skip(all, found?.size ?? 0), planOf(descriptorOf(type)), found?.size ?? 0);
  const file = await RecordFile.create(out, type, facts);
  try {
    while (await salvage.next()) {
      file.append(salvage.bytes, salvage.start, salvage.end);
      if (file.records % 4096 === 1) watch(file.records, bytes);
    }
  } finally {
    await all.return();
    file.close();
  }
  return {
    type: type.name,
    records: file.records,
    losses: salvage.losses,
    headerLost: found === undefined,
    failure,
  };
}

function typeByName(path: string): RecordType | undefined {
  return recordTypeByName(placeOf(path).name.replace(/\..*/s, ""));
}

/** The header that the file begins with, and the bytes that it takes. */
function readHeader(path: string, head: Uint8Array): { header: Header; type: RecordType; size: number } | undefined {
  try {
    const frames = new FrameReader(path);
    frames.push(head);
    if (!frames.next()) return undefined;
    const header = parseRecord(HeaderSchema, frames.bytes.subarray(frames.start, frames.end));
    const type = header.Type === Type.NC_Header ? undefined : recordTypeByNumber(header.Type);
    return type && { header, type, size: frames.end };
  } catch {
    return undefined;
  }
}

async function* skip(chunks: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array, void, undefined> {
  let left = count;
  for await (const chunk of chunks) {
    if (chunk.length > left) yield chunk.subarray(left);
    left -= Math.min(left, chunk.length);
  }
}
