import { descriptorOf } from "../record/descriptorOf.ts";
import { NcapFormatError } from "../record/ncapFormatError.ts";
import { planOf } from "../record/plan.ts";
import { RecordCheck } from "../record/recordCheck.ts";
import { RecordReader, type RecordSource } from "../record/recordReader.ts";
import { RecordTime } from "../record/recordTime.ts";
import type { Watch } from "./watch.ts";

/** What is found of a record file. */
export interface CheckResult {
  /** Name of its records: `TCP`; empty when the header cannot be read. */
  readonly type: string;
  /** Records that are whole, good or bad. */
  readonly records: number;
  /** Of them those that do not parse. */
  readonly bad: number;
  /** Records earlier than one before them. */
  readonly outOfOrder: number;
  /** Fields that the schema does not know. */
  readonly unknownFields: number;
  /** Nanoseconds since 1970 of the earliest and of the latest record that has a time. */
  readonly first: bigint | undefined;
  readonly last: bigint | undefined;
  /** The first thing that is wrong, with its offset after decompression; undefined when nothing is. */
  readonly problem: NcapFormatError | undefined;
}

/**
 * Reads all of a record file and says what is wrong with it.
 * @param name what the problem calls a source that is no path
 * @throws {Error} when it cannot be read at all, or the watch throws
 */
export async function checkFile(source: RecordSource, name?: string, watch: Watch = () => {}): Promise<CheckResult> {
  const found = { type: "", records: 0, bad: 0, outOfOrder: 0, unknownFields: 0 };
  let [first, last, problem]: [bigint | undefined, bigint | undefined, NcapFormatError | undefined] = [
    undefined,
    undefined,
    undefined,
  ];
  let bytes = 0;
  let reader: RecordReader | undefined;
  try {
    reader = await RecordReader.open(source, name, (size) => (bytes += size));
    found.type = reader.type.name;
    const plan = planOf(descriptorOf(reader.type));
    const check = new RecordCheck(plan);
    const time = new RecordTime(plan, check.scanner);
    while (await reader.fill()) {
      while (reader.next()) {
        found.records++;
        const wrong = check.check(reader.bytes, reader.start, reader.end);
        if (wrong !== undefined) {
          found.bad++;
          problem ??= reader.located(wrong) as NcapFormatError;
          continue;
        }
        const at = time.at(reader.start, reader.end);
        if (at === 0n) continue;
        if (last !== undefined && at < last) found.outOfOrder++;
        if (first === undefined || at < first) first = at;
        if (last === undefined || at > last) last = at;
      }
      found.unknownFields = check.unknownFields;
      watch(found.records, bytes);
    }
  } catch (error) {
    if (!(error instanceof NcapFormatError)) throw error;
    problem ??= error;
  } finally {
    await reader?.close();
  }
  return { ...found, first, last, problem };
}
