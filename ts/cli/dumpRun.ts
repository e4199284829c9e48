import { listDirectory, makeDirectory, pathStatus } from "../runtime/files.ts";
import { PROGRAM } from "./commands.ts";
import type { DumpValues } from "./dump.ts";
import { dumpFile } from "./dumpFile.ts";
import { chosenForm, chosenSeparator, DUMP_EXTENSIONS, type DumpForm, isBinary } from "./dumpForm.ts";
import { type DumpOutput, fileOutput, standardOutput } from "./dumpOutput.ts";
import { UsageError } from "./errors.ts";
import type { Io } from "./io.ts";

const RECORD_FILE = /\.ncap(\.gz|\.zst)?$/;

/**
 * Does what the tool dump does; see its flags.
 * @returns the exit code: 1 when a file of a directory could not be read to its end
 * @throws {UsageError} when flags contradict each other or a field does not exist
 * @throws {NcapFormatError} when the file is none of records or is damaged, after the records before the damage are printed
 */
export async function dumpRun(values: DumpValues, io: Io, positionals: readonly string[]): Promise<number> {
  const form = chosenForm(values);
  chosenSeparator(form, values);
  const path = chosenPath(values.read, positionals);
  const kind = path === "-" ? undefined : pathStatus(path)?.kind;
  const answers = values.fields || values.header || values.count || values.stats;
  checkFlags(values, form, io, answers);
  if (kind === "directory" && (answers || values.out !== undefined)) return dumpDirectory(path, form, values, io);
  if (kind === "directory") throw new UsageError(`"${path}" is a directory: name one for what is made of its files with --out`);
  const output = (fileBase: string) => openOutput(values, io, path, fileBase, form);
  await dumpFile({ path, values, form, io, several: false, output });
  return 0;
}

function chosenPath(read: string | undefined, [positional]: readonly string[]): string {
  if (read !== undefined && positional !== undefined) throw new UsageError(`name one file: "${read}" or "${positional}"`);
  const path = read ?? positional;
  if (path === undefined) throw new UsageError("name a record file, as in --read TCP.ncap.gz");
  return path;
}

function checkFlags(values: DumpValues, form: DumpForm, io: Io, answers: boolean): void {
  const asked = (["fields", "header", "count", "stats"] as const).filter((name) => values[name]);
  if (asked.length > 1) throw new UsageError(`choose one of ${asked.map((name) => `--${name}`).join(" and ")}`);
  if (isBinary(form) && answers) throw new UsageError(`--${asked[0]} cannot be written as ${form}`);
  if (isBinary(form) && values.out === undefined && io.stdout.isTerminal) {
    throw new UsageError(`${form} is not for reading: name a file for it with --out`);
  }
  if (values.encode && values["encode-load"] !== undefined) {
    throw new UsageError("--encode-load says how to encode: leave --encode out");
  }
  if (values["encode-save"] !== undefined && !values.encode) throw new UsageError("--encode-save wants --encode");
}

/** Standard output, the file that is named, or one in the directory that is named. */
function openOutput({ out, force }: DumpValues, io: Io, input: string, fileBase: string, form: DumpForm): DumpOutput {
  if (out === undefined) return standardOutput(io);
  const isDirectory = pathStatus(out)?.kind === "directory";
  return fileOutput(isDirectory ? `${out.replace(/(.)\/+$/, "$1")}/${fileBase}${DUMP_EXTENSIONS[form]}` : out, input, force);
}

/** Dumps each record file of a directory, whatever becomes of the others. */
async function dumpDirectory(directory: string, form: DumpForm, values: DumpValues, io: Io): Promise<number> {
  const names = listDirectory(directory).filter((name) => RECORD_FILE.test(name));
  if (!names.length) throw new Error(`the directory "${directory}" holds no record files (.ncap, .ncap.gz, .ncap.zst)`);
  if (values["encode-save"] ?? values["encode-load"]) throw new UsageError("the parameters of --encode are those of one file");
  if (values.out !== undefined) makeDirectory(values.out);
  const complaints: string[] = [];
  const misfits: UsageError[] = [];
  for (const name of names) {
    const path = `${directory.replace(/(.)\/+$/, "$1")}/${name}`;
    const output = (fileBase: string) => openOutput(values, io, path, fileBase, form);
    try {
      await dumpFile({ path, values, form, io, several: true, output });
    } catch (error) {
      io.signal.throwIfAborted();
      if ((error as NodeJS.ErrnoException).code === "EPIPE") throw error;
      // A field that only some records have chooses among the files.
      if (error instanceof UsageError) misfits.push(error);
      else complaints.push((error as Error).message);
    }
  }
  if (misfits.length === names.length) throw misfits[0];
  if (misfits.length)
    io.stderr.write(`${PROGRAM}: left out ${misfits.length} of ${names.length} files: ${misfits[0]?.message}\n`);
  for (const complaint of complaints) io.stderr.write(`${PROGRAM}: ${complaint}\n`);
  return complaints.length ? 1 : 0;
}
