import { FeatureLearner, type FeatureParameters, parseParameters, ScaledRecords, type Scaling } from "../query/featureScaling.ts";
import type { RecordCursor } from "../query/recordCursor.ts";
import { type Plan, selectColumns } from "../record/plan.ts";
import { readWholeFile } from "../runtime/files.ts";
import type { DumpJob } from "./dumpFile.ts";
import { fileOutput } from "./dumpOutput.ts";
import { UsageError } from "./errors.ts";

/**
 * The records as numbers, with parameters from a file or from a first pass over the same records.
 * @param again opens the records once more
 * @throws {UsageError} when there can be no second pass, or the parameters are of other records
 */
export async function scaledRecords(
  job: DumpJob,
  records: RecordCursor,
  plan: Plan,
  again: () => Promise<RecordCursor>,
): Promise<ScaledRecords> {
  const { values, path } = job;
  const load = values["encode-load"];
  const parameters = load === undefined ? await learned(job, plan, again) : loaded(load, plan);
  const save = values["encode-save"];
  if (save !== undefined) {
    const output = fileOutput(save, path, values.force);
    await output.write(`${JSON.stringify(parameters, null, 2)}\n`);
    output.close();
  }
  const names = parameters.fields.map(({ name }) => name);
  return new ScaledRecords(records, selectColumns(plan, names), parameters);
}

async function learned(
  { path, values, io }: DumpJob,
  plan: Plan,
  again: () => Promise<RecordCursor>,
): Promise<FeatureParameters> {
  if (path === "-") throw new UsageError("--encode reads its input twice: name a file, or use --encode-load");
  const learner = new FeatureLearner(plan, values.encode as Scaling);
  const records = await again();
  try {
    while (await records.fill()) {
      while (records.next()) {
        try {
          learner.add(records.bytes, records.start, records.end);
        } catch (error) {
          throw records.located(error);
        }
      }
      io.signal.throwIfAborted();
    }
  } finally {
    await records.close();
  }
  return learner.parameters();
}

function loaded(path: string, plan: Plan): FeatureParameters {
  const text = new TextDecoder().decode(readWholeFile(path));
  let parameters: FeatureParameters;
  try {
    parameters = parseParameters(text);
  } catch (error) {
    throw new Error(`"${path}" ${(error as Error).message}`);
  }
  if (parameters.record !== plan.name) throw new UsageError(`"${path}" is for ${parameters.record} records, not ${plan.name}`);
  const missing = parameters.fields.find(({ name }) => !plan.columns.some((column) => column.name === name));
  if (missing) throw new UsageError(`"${path}" has a field "${missing.name}", which is not among those that are chosen`);
  return parameters;
}
