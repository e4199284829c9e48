import { HeaderSchema } from "../gen/netcap_pb.ts";
import { CsvWriter } from "../record/csvWriter.ts";
import { descriptorOf } from "../record/descriptorOf.ts";
import type { FeatureColumns } from "../record/featureColumns.ts";
import { FeatureWriter } from "../record/featureWriter.ts";
import { JsonWriter } from "../record/jsonWriter.ts";
import { type Plan, planOf, selectColumns } from "../record/plan.ts";
import { PrettyWriter } from "../record/prettyWriter.ts";
import { RecordReader } from "../record/recordReader.ts";
import type { RecordWriter } from "../record/recordWriter.ts";
import { TableWriter } from "../record/tableWriter.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import { wantsColor } from "./color.ts";
import type { DumpValues } from "./dump.ts";
import { UsageError } from "./errors.ts";
import { formatCount } from "./format.ts";
import type { Io } from "./io.ts";

const FORMS = ["struc", "csv", "tsv", "json", "table"] as const;
type PrintForm = (typeof FORMS)[number];

/**
 * Does what the tool dump does; see its flags.
 * @throws {UsageError} when flags contradict each other or a field does not exist
 * @throws {NcapFormatError} when the file is none of records or is damaged, after the records before the damage are printed
 */
export async function dumpFile(values: DumpValues, io: Io, positionals: readonly string[]): Promise<number> {
  const form = chosenForm(values);
  const separator = form === "tsv" ? "\t" : chosenSeparator(values.sep);
  const reader = await openReader(chosenPath(values.read, positionals), io);
  try {
    if (values.columns) return await printColumns(values.columns, values, separator, reader, io);
    const plan = chosenPlan(values, reader);
    if (values.fields) {
      const out = new TextBuffer();
      new CsvWriter(plan, { separator }).begin(out);
      await io.stdout.write(out.view());
      return 0;
    }
    const writer = makeWriter(form, plan, separator, values, io);
    if (values.header) {
      await printHeader(reader, writer, io);
      return 0;
    }
    await printRecords(reader, writer, io);
    const forEyes = io.stdout.isTerminal && (form === "struc" || form === "table");
    if (forEyes)
      io.stderr.write(`${formatCount(reader.count)} ${reader.type.name} ${reader.count === 1 ? "record" : "records"}\n`);
    return 0;
  } finally {
    await reader.close();
  }
}

/** Prints features of flows with the columns of another program. */
async function printColumns(
  columns: FeatureColumns,
  values: DumpValues,
  separator: string,
  reader: RecordReader,
  io: Io,
): Promise<number> {
  const without = (["struc", "json", "table", "fields", "header", "utc"] as const).find((name) => values[name]);
  if (without) throw new UsageError(`--columns prints CSV, which --${without} has no part in`);
  if (values.select.length) throw new UsageError("--columns and --select both choose columns: give one of them");
  if (reader.type.name !== "FlowFeatures") {
    throw new UsageError(`--columns is for FlowFeatures records, and these are ${reader.type.name}`);
  }
  await printRecords(reader, new FeatureWriter(columns, { separator, header: !values["no-header"] }), io);
  return 0;
}

function chosenForm(values: DumpValues): PrintForm {
  const forms = FORMS.filter((form) => values[form]);
  if (forms.length > 1) throw new UsageError(`choose one of ${forms.map((form) => `--${form}`).join(" and ")}`);
  return forms[0] ?? "struc";
}

function chosenSeparator(text: string): string {
  // A tab is hard to type in a shell.
  const separator = text.replaceAll("\\t", "\t");
  if (separator === "" || /["\r\n]/.test(separator))
    throw new UsageError("--sep must not be empty nor contain quotes or line breaks");
  return separator;
}

function chosenPath(read: string | undefined, [positional]: readonly string[]): string {
  if (read !== undefined && positional !== undefined) throw new UsageError(`name one file: "${read}" or "${positional}"`);
  const path = read ?? positional;
  if (path === undefined) throw new UsageError("name a record file, as in --read TCP.ncap.gz");
  return path;
}

function openReader(path: string, io: Io): Promise<RecordReader> {
  return path === "-" ? RecordReader.open(io.stdin.chunks(), "standard input") : RecordReader.open(path);
}

function chosenPlan({ header, select }: DumpValues, { type }: RecordReader): Plan {
  const plan = planOf(header ? HeaderSchema : descriptorOf(type));
  if (select.length === 0) return plan;
  const names = plan.columns.map(({ name }) => name);
  const unknown = select.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UsageError(`${plan.name} has no field "${unknown}"; it has ${names.join(", ")}`);
  return selectColumns(plan, select);
}

function makeWriter(form: PrintForm, plan: Plan, separator: string, values: DumpValues, io: Io): RecordWriter {
  const { utc } = values;
  const structs = { structBegin: values.begin, structEnd: values.end, structSeparator: values["struct-sep"] };
  switch (form) {
    case "csv":
    case "tsv":
      return new CsvWriter(plan, { separator, header: !values["no-header"], utc, ...structs });
    case "json":
      return new JsonWriter(plan, { utc });
    case "table":
      return new TableWriter(plan, { utc, ...structs });
    case "struc":
      return new PrettyWriter(plan, { utc, color: values.color || wantsColor(io.stdout, io), zeros: values.header });
  }
}

async function printHeader({ headerBytes }: RecordReader, writer: RecordWriter, io: Io): Promise<void> {
  const out = new TextBuffer();
  writer.begin(out);
  writer.append(out, headerBytes, 0, headerBytes.length);
  writer.end(out);
  await io.stdout.write(out.view());
}

async function printRecords(reader: RecordReader, writer: RecordWriter, io: Io): Promise<void> {
  const out = new TextBuffer(1 << 20);
  const flush = async () => {
    await io.stdout.write(out.view());
    out.length = 0;
  };
  writer.begin(out);
  try {
    while (await reader.fill()) {
      appendRecords(reader, writer, out);
      await flush();
      io.signal.throwIfAborted();
    }
  } finally {
    // Also when the file is damaged: the records before the damage are good.
    writer.end(out);
    await flush();
  }
}

/** Appends the records that the last `fill` brought. */
function appendRecords(reader: RecordReader, writer: RecordWriter, out: TextBuffer): void {
  while (reader.next()) {
    const mark = out.length;
    try {
      writer.append(out, reader.bytes, reader.start, reader.end);
    } catch (error) {
      out.length = mark;
      throw reader.located(error);
    }
  }
}
