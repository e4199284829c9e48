import { loadColumnWriter } from "../columns/columnWriter.ts";
import { CsvWriter } from "../record/csvWriter.ts";
import { descriptorOf } from "../record/descriptorOf.ts";
import { JsonWriter } from "../record/jsonWriter.ts";
import { type Plan, planOf, selectColumns, withTextColumn } from "../record/plan.ts";
import { RecordReader } from "../record/recordReader.ts";
import type { RecordWriter } from "../record/recordWriter.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import { BlockFile, plainBlock } from "../runtime/blockFile.ts";
import { breathe } from "../runtime/process.ts";
import type { Evidence } from "./evidence.ts";
import type { Matcher } from "./matcher.ts";
import { RecordView } from "./recordView.ts";
import { TextField } from "./textField.ts";

/** The column with the label, and what stands in it where no alert belongs to the record. */
const RESULT = "result";
const NORMAL = "normal";

/** How labelled records are written. */
export interface LabelOutput {
  readonly format: LabelFormat;
  readonly separator: string;
  readonly utc: boolean;
  /** The fields that are wanted, as far as a type has them; all where there are none. */
  readonly select: readonly string[];
  /** Whether all labels of a record are written, and not only that of its earliest alert. */
  readonly collect: boolean;
}

/** Writers by format. Each takes a plan with the column of labels like any other column, so a further format is a line here. */
const WRITERS = {
  csv: async (plan, { separator, utc }) => new CsvWriter(plan, { separator, utc }),
  jsonl: async (plan, { utc }) => new JsonWriter(plan, { utc }),
  parquet: async (plan) => (await loadColumnWriter("parquet"))(plan),
  arrow: async (plan) => (await loadColumnWriter("arrow"))(plan),
} as const satisfies Record<string, (plan: Plan, output: LabelOutput) => Promise<RecordWriter>>;

/** Formats of labelled records; also the endings of their files. */
export type LabelFormat = keyof typeof WRITERS;

/** A file to label. */
export interface LabelTask {
  /** Of records. */
  readonly path: string;
  /** Where the labelled records go. */
  readonly out: string;
  /** Number of its type in the evidence. */
  readonly type: number;
}

/**
 * Writes the records of a file with their labels.
 * @param progress told how many records were labelled since the last call
 * @throws {NcapFormatError} when the file is damaged, after the records before the damage are written
 * @throws {Error} when the file cannot be read, or the other not be written
 * @throws the reason of the signal when that is aborted
 */
export async function labelFile(
  { path, out, type }: LabelTask,
  matcher: Matcher,
  evidence: Evidence,
  output: LabelOutput,
  signal: AbortSignal,
  progress: (records: number) => void,
): Promise<void> {
  const reader = await RecordReader.open(path);
  try {
    const full = planOf(descriptorOf(reader.type));
    const plan = labelledPlan(full, output.select);
    const writer: RecordWriter = await WRITERS[output.format](plan, output);
    const view = new RecordView(reader.type, full);
    const field = new TextField(full.byNumber.length);
    const { labels, label } = evidence.table;
    const hits: number[] = [];
    const labelOf = () => {
      if (!output.collect || hits.length === 1) return labels[label.at(hits[0] as number)] as string;
      return [...new Set(hits.map((id) => label.at(id)))].map((number) => labels[number]).join(" | ");
    };
    const text = new TextBuffer(1 << 20);
    const file = new BlockFile(out);
    const flush = () => {
      file.append(plainBlock(text.view()));
      text.length = 0;
    };
    try {
      writer.begin(text);
      while (await reader.fill()) {
        const before = reader.count;
        while (reader.next()) {
          const mark = text.length;
          try {
            view.read(reader.bytes, reader.start, reader.end);
            matcher.match(view, hits);
            const result = hits.length ? labelOf() : NORMAL;
            const size = field.append(reader.bytes, reader.start, reader.end, result);
            writer.append(text, field.bytes, 0, size);
            if (hits.length) evidence.labelled(type, view.from, result, hits);
            else evidence.normal(type, view.from);
          } catch (error) {
            text.length = mark;
            throw reader.located(error);
          }
        }
        flush();
        progress(reader.count - before);
        await breathe();
        signal.throwIfAborted();
      }
    } finally {
      // Also when the file is damaged: the records before the damage are good.
      writer.end(text);
      flush();
      file.close();
    }
  } finally {
    await reader.close();
  }
}

/** The fields that are wanted, and behind them the label. */
function labelledPlan(full: Plan, select: readonly string[]): Plan {
  const labelled = withTextColumn(full, RESULT);
  if (!select.length) return labelled;
  const had = select.filter((name) => full.columns.some((column) => column.name === name));
  return selectColumns(labelled, [...had, RESULT]);
}
