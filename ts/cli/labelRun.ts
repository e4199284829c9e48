import { AlertTable } from "../label/alertTable.ts";
import { type Audit, makeAudit } from "../label/audit.ts";
import { Evidence } from "../label/evidence.ts";
import { labelFile } from "../label/labelFile.ts";
import { Matcher } from "../label/matcher.ts";
import { type LabelChoice, readAlerts, readSchedule } from "../label/readAlerts.ts";
import { type SourceReport, sourceReport } from "../label/sourceReport.ts";
import { TimeZone } from "../label/timeZone.ts";
import { NcapFormatError } from "../record/ncapFormatError.ts";
import { BlockFile, plainBlock } from "../runtime/blockFile.ts";
import { makeDirectory, pathStatus, removeFile } from "../runtime/files.ts";
import { PROGRAM } from "./commands.ts";
import { UsageError } from "./errors.ts";
import { formatCount } from "./format.ts";
import type { Io } from "./io.ts";
import type { LabelValues } from "./label.ts";
import { type LabelJob, labelJobs } from "./labelJobs.ts";
import { strictProblem } from "./labelStrict.ts";
import { scanWithSuricata } from "./labelSuricata.ts";
import { Progress } from "./progress.ts";

/** Files that are labelled at the same time: while one is decompressed in the background, others are matched. */
const AT_ONCE = 4;

const AUDIT = "label-audit";

/**
 * Does what the flags of label say.
 * @returns the exit code: 1 when a file could not be read to its end
 * @throws {UsageError} when flags contradict each other
 * @throws {Error} when there are no records, two alerts meet under `--strict`, or labels cannot be written
 * @throws the reason of `io.signal` when that is aborted
 */
export async function labelRun(values: LabelValues, io: Io, positionals: readonly string[]): Promise<number> {
  const logs = [...values.alerts, ...positionals];
  if (!logs.length && !values.custom.length && values.read === undefined) {
    throw new UsageError('name a log of alerts, as in "--alerts eve.json", a schedule with --custom, or a capture with --read');
  }
  const choice = labelChoice(values);
  const separator = chosenSeparator(values.sep);
  const out = values.to ?? values.out;
  const { jobs, remarks, complaints } = await labelJobs(values.out, out, values.format, values["disable-layers"]);
  const audits = (["txt", "json", "html"] as const).map((ending) => `${out}/${AUDIT}.${ending}`);
  makeDirectory(out);
  makeRoom([...jobs.map((job) => job.out), ...audits], values.force);
  if (values.read !== undefined) logs.push(await scanWithSuricata(values.read, out, values, io));

  const table = new AlertTable();
  const sources = await readSources(logs, values, choice, table, io, complaints);
  const strict = values.strict ? strictProblem(table, sources) : undefined;
  if (strict !== undefined) throw new Error(strict);
  const found = table.length > 0;
  const evidence = new Evidence(
    table,
    jobs.map((job) => job.name),
  );
  if (found) await labelAll(jobs, evidence, values, separator, io, complaints);
  const settings = {
    records: values.out,
    label: values.description ? "description" : "category",
    excluded: values.exclude,
    collect: values.collect,
    strict: values.strict,
    window: `${values.window} ms`,
    timezone: choice.zone.name,
  };
  const audit = makeAudit(evidence, sources, settings, [...remarks, ...complaints]);
  await writeAudit(audit, evidence, audits);
  io.stderr.write(found ? summary(audit, out) : "no labels found\n");
  for (const complaint of [...complaints, ...broken(sources)]) io.stderr.write(`${PROGRAM}: ${complaint}\n`);
  return complaints.length ? 1 : 0;
}

function labelChoice({ timezone, description, exclude }: LabelValues): LabelChoice {
  const zone = timezone === undefined ? TimeZone.local() : TimeZone.of(timezone);
  if (!zone)
    throw new UsageError(`"${timezone}" is no time zone: write a name such as Europe/Berlin, an offset such as +02:00, or UTC`);
  return { zone, description, excluded: new Set(exclude.map((name) => name.trim().toLowerCase())) };
}

function chosenSeparator(text: string): string {
  const separator = text.replaceAll("\\t", "\t");
  if (separator === "" || /["\r\n]/.test(separator))
    throw new UsageError("--sep must not be empty nor contain quotes or line breaks");
  return separator;
}

/** @throws {Error} when a file of an earlier run is there and must stay */
function makeRoom(paths: readonly string[], force: boolean): void {
  const old = paths.filter((path) => pathStatus(path));
  if (old.length && !force)
    throw new Error(`"${old[0]}" exists already: choose another directory with --to, or replace it with --force`);
  for (const path of old) removeFile(path);
}

async function readSources(
  logs: readonly string[],
  { custom, progress }: LabelValues,
  choice: LabelChoice,
  table: AlertTable,
  io: Io,
  complaints: string[],
): Promise<readonly SourceReport[]> {
  const sources: SourceReport[] = [];
  const total = logs.reduce((sum, path) => sum + (pathStatus(path)?.size ?? 0), 0);
  const shown = progress ? new Progress(io.stderr, total, undefined, "alerts") : undefined;
  let done = 0;
  const attempt = async (path: string, read: (report: SourceReport, file: number) => Promise<void>) => {
    const report = sourceReport(path);
    const file = sources.push(report) - 1;
    try {
      await read(report, file);
    } catch (error) {
      // Sentences for the user have no class of their own; all else ends the run.
      if (io.signal.aborted || !(error instanceof Error) || error.name !== "Error") throw error;
      complaints.push(error.message);
    }
  };
  try {
    for (const path of custom) await attempt(path, (report, file) => readSchedule(report, file, table, choice));
    for (const path of logs) {
      const consumed = (bytes: number) => {
        io.signal.throwIfAborted();
        shown?.update(done + bytes, table.length);
      };
      await attempt(path, (report, file) => readAlerts(report, file, table, choice, consumed));
      done += pathStatus(path)?.size ?? 0;
    }
  } finally {
    shown?.end();
  }
  return sources;
}

async function labelAll(
  jobs: readonly LabelJob[],
  evidence: Evidence,
  values: LabelValues,
  separator: string,
  io: Io,
  complaints: string[],
): Promise<void> {
  const { format, utc, select, collect } = values;
  const unknown = select.find((name) => !jobs.some((job) => job.fields.has(name)));
  if (unknown !== undefined) throw new UsageError(`--select: no type of records here has a field "${unknown}"`);
  const matcher = new Matcher(evidence.table, values.window * 1000);
  const progress = values.progress ? new Progress(io.stderr, undefined, undefined, "records") : undefined;
  let labelled = 0;
  const update = (records: number) => progress?.update(0, (labelled += records));
  const problems: string[] = [];
  let next = 0;
  const work = async () => {
    while (next < jobs.length) {
      const type = next++;
      const job = jobs[type] as LabelJob;
      try {
        await labelFile({ ...job, type }, matcher, evidence, { format, separator, utc, select, collect }, io.signal, update);
      } catch (error) {
        if (!(error instanceof NcapFormatError)) throw error;
        problems[type] = error.message;
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    progress?.end();
  }
  complaints.push(...problems.filter((problem) => problem !== undefined));
}

async function writeAudit(audit: Audit, evidence: Evidence, paths: readonly string[]): Promise<void> {
  const { auditText } = await import("../label/auditText.ts");
  const { auditHtml } = await import("../label/auditHtml.ts");
  const texts = [auditText(audit), `${JSON.stringify(audit, null, 2)}\n`, auditHtml(audit, evidence)];
  paths.forEach((path, i) => {
    const file = new BlockFile(path);
    try {
      file.append(plainBlock(new TextEncoder().encode(texts[i])));
    } finally {
      file.close();
    }
  });
}

function summary({ alerts, records, types }: Audit, out: string): string {
  const n = formatCount;
  return `${n(alerts.read)} ${alerts.read === 1 ? "alert" : "alerts"}: ${n(alerts.clear)} matched, ${n(alerts.ambiguous)} ambiguous, ${n(alerts.unmatched)} unmatched, ${n(alerts.excluded)} excluded
${n(records.total)} records of ${n(types.length)} ${types.length === 1 ? "type" : "types"}: ${n(records.labelled)} labelled, ${n(records.normal)} normal
see ${out}/${AUDIT}.txt and .html for what labelled what
`;
}

/** A sentence for each source with broken lines. */
function broken(sources: readonly SourceReport[]): string[] {
  return sources.flatMap(({ path, broken: count, problems }) => {
    const [first] = problems;
    if (!first) return [];
    return [
      `"${path}" has ${formatCount(count)} broken ${count === 1 ? "line" : "lines"}, the first being line ${first.line}, which ${first.problem}`,
    ];
  });
}
