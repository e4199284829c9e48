import type { LabelFormat } from "../label/labelFile.ts";
import { RecordView } from "../label/recordView.ts";
import { descriptorOf } from "../record/descriptorOf.ts";
import { planOf } from "../record/plan.ts";
import { RecordReader } from "../record/recordReader.ts";
import { listDirectory } from "../runtime/files.ts";

/** A record file to label. */
export interface LabelJob {
  readonly path: string;
  /** Its name without the ending: `TCP`. */
  readonly name: string;
  /** Where the labelled records go. */
  readonly out: string;
  /** The fields that its records have. */
  readonly fields: ReadonlySet<string>;
}

/** What there is to do in a directory, what of it is left out on purpose, and what could not be read. */
export interface LabelJobs {
  readonly jobs: readonly LabelJob[];
  readonly remarks: string[];
  readonly complaints: string[];
}

/**
 * Finds the record files of a directory.
 * @param addressedOnly leaves out types without addresses
 * @throws {Error} when there are none
 */
export async function labelJobs(directory: string, out: string, format: LabelFormat, addressedOnly: boolean): Promise<LabelJobs> {
  const found: LabelJobs & { readonly jobs: LabelJob[] } = { jobs: [], remarks: [], complaints: [] };
  const files = listDirectory(directory).filter((file) => /\.ncap(\.gz|\.zst)?$/.test(file));
  if (!files.length) {
    throw new Error(`"${directory}" holds no record files: make them with "netcap capture -r FILE -o ${directory}" first`);
  }
  for (const file of files) {
    const name = file.replace(/\.ncap(\.gz|\.zst)?$/, "");
    const path = `${directory}/${file}`;
    const earlier = found.jobs.find((job) => job.name === name);
    if (earlier) {
      found.complaints.push(`"${path}" is left out: "${earlier.path}" has the same name`);
      continue;
    }
    try {
      const reader = await RecordReader.open(path);
      await reader.close();
      const plan = planOf(descriptorOf(reader.type));
      const { addressed } = new RecordView(reader.type, plan);
      if (addressedOnly && !addressed) found.remarks.push(`${name} is left out: its records have no addresses`);
      else {
        const fields = new Set(plan.columns.map((column) => column.name));
        found.jobs.push({ path, name, out: `${out}/${name}_labeled.${format}`, fields });
      }
    } catch (error) {
      found.complaints.push((error as Error).message);
    }
  }
  return found;
}
