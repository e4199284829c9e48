import { HeaderSchema } from "../gen/netcap_pb.ts";
import type { RecordCursor } from "../query/recordCursor.ts";
import { CsvWriter } from "../record/csvWriter.ts";
import { descriptorOf } from "../record/descriptorOf.ts";
import type { FeatureColumns } from "../record/featureColumns.ts";
import { FeatureWriter } from "../record/featureWriter.ts";
import { type Plan, planOf, selectColumns } from "../record/plan.ts";
import { RecordReader } from "../record/recordReader.ts";
import type { RecordWriter } from "../record/recordWriter.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import { processors } from "../runtime/environment.ts";
import type { DumpValues } from "./dump.ts";
import { chosenSeparator, type DumpForm, lineStyle, makeWriter } from "./dumpForm.ts";
import type { DumpOutput } from "./dumpOutput.ts";
import { loadQuery } from "./dumpQuery.ts";
import { type TextJob, writeText } from "./dumpText.ts";
import { UsageError } from "./errors.ts";
import { formatCount } from "./format.ts";
import type { Io } from "./io.ts";

/** One thread reads and writes for all, which can do so for about as many. */
const MOST_WORKERS = 8;

/** What is to be done with a record file. */
export interface DumpJob {
  readonly path: string;
  readonly values: DumpValues;
  readonly form: DumpForm;
  readonly io: Io;
  /** Whether the file is one of several, so that counts say of what. */
  readonly several: boolean;
  /** Opens what is written to, once it is clear that there is something to write. */
  output(fileBase: string): DumpOutput;
}

/**
 * Does with one record file what the flags of dump say.
 * @throws {UsageError} when a field does not exist, or an expression is none
 * @throws {NcapFormatError} when the file is none of records or is damaged, after the records before the damage are written
 */
export async function dumpFile(job: DumpJob): Promise<void> {
  const { values, form, io } = job;
  const reader = await openReader(job);
  let records: RecordCursor = reader;
  try {
    if (values.columns) return await writeColumns(job, values.columns, reader);
    const all = planOf(values.header ? HeaderSchema : descriptorOf(reader.type));
    const plan = chosenPlan(values, all);
    const query = await loadQuery(values, all);
    if (values.fields) return await write(job, reader, fieldsOf(plan, chosenSeparator(form, values)));
    if (values.header) return await write(job, reader, await headerOf(reader, await makeWriter(form, plan, values, io)));
    records = query(reader);
    if (values.count) return await write(job, reader, await countOf(job, reader, records));
    if (values.stats) return await write(job, reader, await statisticsOf(job, reader, records, plan));
    let columns = plan;
    if (values.encode || values["encode-load"] !== undefined) {
      const { scaledRecords } = await import("./dumpScaled.ts");
      // What is learned is that of all records which the filter wants, whatever is printed of them.
      const everything = await loadQuery({ ...values, head: undefined, sort: undefined }, all);
      const scaled = await scaledRecords(job, records, plan, async () => everything(await openReader(job)));
      records = scaled;
      columns = scaled.plan;
    }
    const writer = await makeWriter(form, columns, values, io);
    // Numbers that were made of records are no records of their type.
    const style = columns === plan ? lineStyle(form, values) : undefined;
    const lines = style && { ...style, type: reader.type, fields: values.select };
    const written = await writeAll(job, reader, records, { writer, lines });
    const forEyes = io.stdout.isTerminal && values.out === undefined && (form === "struc" || form === "table");
    if (forEyes) io.stderr.write(`${formatCount(written)} ${reader.type.name} ${written === 1 ? "record" : "records"}\n`);
  } finally {
    await records.close();
  }
}

/** Writes features of flows with the columns of another program. */
async function writeColumns(job: DumpJob, columns: FeatureColumns, reader: RecordReader): Promise<void> {
  const { values, form } = job;
  const without = (["struc", "json", "table", "fields", "header", "utc", "count", "stats", "encode"] as const).find(
    (name) => values[name],
  );
  if (without) throw new UsageError(`--columns prints CSV, which --${without} has no part in`);
  if (values.select.length) throw new UsageError("--columns and --select both choose columns: give one of them");
  if (reader.type.name !== "FlowFeatures") {
    throw new UsageError(`--columns is for FlowFeatures records, and these are ${reader.type.name}`);
  }
  const query = await loadQuery(values, planOf(descriptorOf(reader.type)));
  const separator = chosenSeparator(form, values);
  const writer = new FeatureWriter(columns, { separator, header: !values["no-header"] });
  await writeAll(job, reader, query(reader), { writer });
}

function openReader({ path, io }: DumpJob): Promise<RecordReader> {
  return path === "-" ? RecordReader.open(io.stdin.chunks(), "standard input") : RecordReader.open(path);
}

function chosenPlan({ select }: DumpValues, plan: Plan): Plan {
  if (select.length === 0) return plan;
  const names = plan.columns.map(({ name }) => name);
  const unknown = select.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UsageError(`${plan.name} has no field "${unknown}"; it has ${names.join(", ")}`);
  return selectColumns(plan, select);
}

async function write(job: DumpJob, reader: RecordReader, data: Uint8Array | string): Promise<void> {
  const output = job.output(reader.type.fileBase);
  try {
    await output.write(data);
  } finally {
    output.close();
  }
}

function fieldsOf(plan: Plan, separator: string): Uint8Array {
  const out = new TextBuffer();
  new CsvWriter(plan, { separator }).begin(out);
  return out.view();
}

async function headerOf({ headerBytes }: RecordReader, writer: RecordWriter): Promise<Uint8Array> {
  const out = new TextBuffer();
  writer.begin(out);
  writer.append(out, headerBytes, 0, headerBytes.length);
  writer.end(out);
  return out.view();
}

async function countOf({ io, several }: DumpJob, reader: RecordReader, records: RecordCursor): Promise<string> {
  let count = 0;
  while (await records.fill()) {
    while (records.next()) count++;
    io.signal.throwIfAborted();
  }
  return several ? `${reader.type.name}\t${count}\n` : `${count}\n`;
}

async function statisticsOf(
  { io, form, several }: DumpJob,
  reader: RecordReader,
  records: RecordCursor,
  plan: Plan,
): Promise<string> {
  const { FieldStatistics } = await import("../query/fieldStatistics.ts");
  const statistics = new FieldStatistics(plan);
  while (await records.fill()) {
    while (records.next()) {
      try {
        statistics.add(records.bytes, records.start, records.end);
      } catch (error) {
        throw records.located(error);
      }
    }
    io.signal.throwIfAborted();
  }
  const { name } = reader.type;
  const summaries = statistics.summaries();
  if (form === "json") return summaries.map((summary) => `${JSON.stringify({ record: name, ...summary })}\n`).join("");
  const { statisticsText } = await import("./statisticsText.ts");
  return statisticsText(name, statistics.records, summaries) + (several ? "\n" : "");
}

/** Writes all records, and gives how many there were. */
function writeAll(
  { io, values, output }: DumpJob,
  reader: RecordReader,
  records: RecordCursor,
  how: Pick<TextJob, "writer" | "lines">,
): Promise<number> {
  const workers = values.workers ?? Math.min(processors(), MOST_WORKERS);
  return writeText(records, { ...how, workers, output: output(reader.type.fileBase), signal: io.signal });
}
