import { type LineStyle, styledWriter } from "../record/lineWriter.ts";
import type { Plan } from "../record/plan.ts";
import { PrettyWriter } from "../record/prettyWriter.ts";
import type { RecordWriter } from "../record/recordWriter.ts";
import { TableWriter } from "../record/tableWriter.ts";
import { wantsColor } from "./color.ts";
import type { DumpValues } from "./dump.ts";
import { UsageError } from "./errors.ts";
import type { Io } from "./io.ts";

const SHORT = ["struc", "csv", "tsv", "json", "table"] as const;

/** A form that dump writes. */
export type DumpForm = (typeof SHORT)[number] | "parquet" | "arrow";

/** Endings of the files that dump writes. */
export const DUMP_EXTENSIONS: Readonly<Record<DumpForm, string>> = {
  struc: ".txt",
  csv: ".csv",
  tsv: ".tsv",
  json: ".jsonl",
  table: ".txt",
  parquet: ".parquet",
  arrow: ".arrows",
};

/**
 * The form that the flags name, or else the name of the output.
 * @throws {UsageError} when they name two
 */
export function chosenForm(values: DumpValues): DumpForm {
  const short = SHORT.filter((form) => values[form]);
  const named = [...short.map((form) => `--${form}`), ...(values.format ? [`--format ${values.format}`] : [])];
  if (named.length > 1) throw new UsageError(`choose one of ${named.join(" and ")}`);
  const byName = Object.entries(DUMP_EXTENSIONS).find(([, extension]) => values.out?.endsWith(extension));
  return values.format ?? short[0] ?? ((byName?.[0] ?? "struc") as DumpForm);
}

/** Whether a form is no text. */
export function isBinary(form: DumpForm): form is "parquet" | "arrow" {
  return form === "parquet" || form === "arrow";
}

/**
 * What separates the cells of CSV.
 * @throws {UsageError} when it cannot
 */
export function chosenSeparator(form: DumpForm, { sep }: DumpValues): string {
  if (form === "tsv") return "\t";
  // A tab is hard to type in a shell.
  const separator = sep.replaceAll("\\t", "\t");
  if (separator === "" || /["\r\n]/.test(separator)) {
    throw new UsageError("--sep must not be empty nor contain quotes or line breaks");
  }
  return separator;
}

/** What the lines of a form look like; undefined where it has none. */
export function lineStyle(form: DumpForm, values: DumpValues): LineStyle | undefined {
  const { utc } = values;
  if (form === "json") return { format: "json", options: { utc } };
  if (form !== "csv" && form !== "tsv") return undefined;
  return {
    format: "csv",
    options: { separator: chosenSeparator(form, values), header: !values["no-header"], utc, ...structs(values) },
  };
}

/** How structures look within a cell. */
function structs(values: DumpValues) {
  return { structBegin: values.begin, structEnd: values.end, structSeparator: values["struct-sep"] };
}

/** Makes the writer of a form. */
export async function makeWriter(form: DumpForm, plan: Plan, values: DumpValues, io: Io): Promise<RecordWriter> {
  const { utc } = values;
  const style = lineStyle(form, values);
  if (style) return styledWriter(plan, style);
  if (form === "table") return new TableWriter(plan, { utc, ...structs(values) });
  if (isBinary(form)) {
    const { loadColumnWriter } = await import("../columns/columnWriter.ts");
    return (await loadColumnWriter(form))(plan);
  }
  return new PrettyWriter(plan, { utc, color: values.color || wantsColor(io.stdout, io), zeros: values.header });
}
