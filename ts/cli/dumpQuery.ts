import type { Filter } from "../query/compileFilter.ts";
import { ChosenRecords, type RecordCursor } from "../query/recordCursor.ts";
import type { Plan } from "../record/plan.ts";
import type { DumpValues } from "./dump.ts";
import { UsageError } from "./errors.ts";

/** Puts a filter, an order and a limit around a cursor, as far as they are asked for. */
export type Query = (records: RecordCursor) => RecordCursor;

/**
 * What the flags want of the records of a type.
 * @throws {UsageError} when the filter or a time is none, or the records have no time
 */
export async function loadQuery(values: DumpValues, plan: Plan): Promise<Query> {
  const filters: Filter[] = [];
  if (values.filter !== undefined) filters.push(await expressionFilter(values.filter, plan));
  if (values.from !== undefined || values.to !== undefined) filters.push(await rangeFilter(values, plan));
  const [one, two] = filters;
  const wanted: Filter | undefined = one && two ? (...at) => two(...at) && one(...at) : one;
  const sort = values.sort ? await sorter(plan) : undefined;
  return (records) => {
    let chosen = wanted ? new ChosenRecords(records, wanted) : records;
    if (sort) chosen = sort(chosen);
    return values.head === undefined ? chosen : new ChosenRecords(chosen, undefined, values.head);
  };
}

async function expressionFilter(text: string, plan: Plan): Promise<Filter> {
  const [{ compileFilter }, { FilterError }] = await Promise.all([
    import("../query/compileFilter.ts"),
    import("../query/filterError.ts"),
  ]);
  try {
    return compileFilter(text, plan);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const rest = text.slice(error.at);
    const place = rest === "" ? "at the end" : `at "${rest.length > 20 ? `${rest.slice(0, 20)}…` : rest}"`;
    throw new UsageError(`--filter, character ${error.at + 1}, ${place}: ${error.message}`);
  }
}

async function rangeFilter({ from, to }: DumpValues, plan: Plan): Promise<Filter> {
  const { timeField, timeFilter } = await import("../query/timeField.ts");
  const { parseTime } = await import("../query/parseTime.ts");
  const field = timeField(plan);
  if (!field) throw new UsageError(`${plan.name} records have no time`);
  const moment = (flag: string, text: string | undefined) => {
    const time = text === undefined ? undefined : parseTime(text);
    if (text === undefined || time !== undefined) return time;
    throw new UsageError(`${flag} must be a time such as 2024-05-31T12:00:00Z or 1717156800.5, not "${text}"`);
  };
  return timeFilter(plan, field, moment("--from", from), moment("--to", to));
}

async function sorter(plan: Plan): Promise<Query> {
  const { timeField } = await import("../query/timeField.ts");
  const { SortedRecords } = await import("../query/sortedRecords.ts");
  const field = timeField(plan);
  if (!field) throw new UsageError(`${plan.name} records have no time`);
  return (records) => new SortedRecords(records, plan, field);
}
