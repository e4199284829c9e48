import type { RecordType } from "./catalogue.ts";
import { type CsvOptions, CsvWriter } from "./csvWriter.ts";
import { descriptorOf } from "./descriptorOf.ts";
import { type JsonOptions, JsonWriter } from "./jsonWriter.ts";
import { type Plan, planOf, selectColumns } from "./plan.ts";
import type { RecordWriter } from "./recordWriter.ts";

/** What lines look like. */
export interface LineStyle {
  readonly format: "csv" | "json";
  readonly options?: CsvOptions & JsonOptions;
}

/** What lines are to be made of records, in values that can be sent to a thread. */
export interface LineForm extends LineStyle {
  readonly type: RecordType;
  /** The fields that are wanted, in their order; all of them where there are none. */
  readonly fields: readonly string[];
}

/** Makes the writer of a form. */
export function lineWriter({ type, fields, ...style }: LineForm): RecordWriter {
  const plan = planOf(descriptorOf(type));
  return styledWriter(fields.length ? selectColumns(plan, fields) : plan, style);
}

/** Makes a writer of lines, each of which depends on nothing but its record. */
export function styledWriter(plan: Plan, { format, options }: LineStyle): RecordWriter {
  return format === "csv" ? new CsvWriter(plan, options) : new JsonWriter(plan, options);
}
