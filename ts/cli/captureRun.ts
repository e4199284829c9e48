import { Core, type Lane } from "../core/core.ts";
import { coreModule } from "../core/coreModule.ts";
import { decodeSource, finish, type Reading } from "../core/decodeSource.ts";
import { explainReading } from "../core/explain.ts";
import { catalogue, recordTypeByName } from "../record/catalogue.ts";
import { creationTime, monotonicMs } from "../runtime/environment.ts";
import { pathStatus } from "../runtime/files.ts";
import { DirectorySink } from "../sink/directorySink.ts";
import type { Format } from "../sink/encoder.ts";
import { NullSink } from "../sink/nullSink.ts";
import { recordFiles, removeRecordFiles } from "../sink/recordFiles.ts";
import type { Sink } from "../sink/sink.ts";
import { listCaptures, STANDARD_INPUT } from "../source/listCaptures.ts";
import { openChunks, openFile } from "../source/openSource.ts";
import type { Source } from "../source/source.ts";
import type { CaptureValues } from "./capture.ts";
import { captureSummary } from "./captureSummary.ts";
import { PROGRAM } from "./commands.ts";
import { decoderTable, overview } from "./decoderTable.ts";
import { UsageError } from "./errors.ts";
import { formatCount } from "./format.ts";
import type { Io } from "./io.ts";
import { didYouMean } from "./nearest.ts";
import { Progress } from "./progress.ts";

/**
 * Does what the flags of capture say.
 * @returns the exit code: 1 when an input could not be read to its end
 * @throws {UsageError} when flags contradict each other
 * @throws {Error} when records cannot be written; what was written before is whole
 * @throws the reason of `io.signal` when that is aborted, after what was read so far is recorded
 */
export async function captureRun(values: CaptureValues, io: Io, positionals: readonly string[]): Promise<number> {
  if (values.decoders || values.overview) {
    await io.stdout.write(values.overview ? overview() : decoderTable());
    return 0;
  }
  const inputs = chosenInputs(values, io, positionals);
  const format = chosenFormat(values);
  const records = wantedRecords(values);
  const { captures, complaints } = listCaptures(inputs);
  const plan = { ...values, out: values.out.replace(/(.)\/+$/, "$1"), format, records };
  const more = captures.length ? await decodeAll(captures, plan, io, inputs.join(",")) : [];
  for (const complaint of [...complaints, ...more]) io.stderr.write(`${PROGRAM}: ${complaint}\n`);
  io.signal.throwIfAborted();
  return complaints.length + more.length ? 1 : 0;
}

/** The paths that are named. */
function chosenInputs({ read }: CaptureValues, io: Io, positionals: readonly string[]): readonly string[] {
  const inputs = [...read, ...positionals];
  if (!inputs.length) throw new UsageError('name a capture to read, as in "--read traffic.pcap"');
  const streams = inputs.filter((path) => path === STANDARD_INPUT).length;
  if (streams > 1) throw new UsageError("standard input can be read only once");
  if (streams && io.stdin.isTerminal) {
    throw new UsageError('standard input is a terminal: send a capture into it, as in "netcap capture -r - < traffic.pcap"');
  }
  return inputs;
}

/** The format that the flags name, the short forms included. */
function chosenFormat(values: CaptureValues): CaptureValues["format"] {
  const short = (["csv", "json", "null"] as const).filter((name) => values[name]);
  const named = [...short.map((name) => `--${name}`), ...(values.format === "ncap" ? [] : [`--format ${values.format}`])];
  if (named.length > 1) throw new UsageError(`choose one of ${named.join(" and ")}`);
  return short[0] ?? values.format;
}

/** Names of the records to make, in the spelling of the schema. */
function wantedRecords({ include, exclude }: CaptureValues): readonly string[] {
  const made = catalogue.filter((type) => type.decoded).map((type) => type.name);
  const named = (list: readonly string[], flag: string) =>
    list.map((word) => {
      const type = recordTypeByName(word);
      if (type?.decoded) return type.name;
      if (type) throw new UsageError(`${flag}: ${type.name} records can only be read, no decoder makes them yet`);
      throw new UsageError(`${flag}: there is no decoder "${word}"${didYouMean(word, made) || '; see "--decoders"'}`);
    });
  const included = named(include, "--include");
  const excluded = named(exclude, "--exclude");
  const wanted = (included.length ? included : made).filter((name) => !excluded.includes(name));
  if (!wanted.length) throw new UsageError("--exclude leaves no records to make");
  return wanted;
}

/** What a run is to make. */
type Plan = CaptureValues & { readonly records: readonly string[] };

/** Decodes all captures and prints the summary; gives a sentence for each that could not be read to its end. */
async function decodeAll(captures: readonly string[], plan: Plan, io: Io, inputSource: string): Promise<readonly string[]> {
  const core = new Core(coreModule(), plan);
  let replace = await mayReplace(plan, io);
  const sink = openSink(plan, inputSource);
  // Records of an earlier run go with the first new ones, so that a wrong input costs nothing.
  const makeRoom = () => {
    if (replace) removeRecordFiles(plan.out);
    replace = false;
  };
  const take = (lane: Lane) => {
    makeRoom();
    sink.take(lane);
  };
  const progress = plan.quiet ? undefined : new Progress(io.stderr, totalSize(captures));
  const complaints: string[] = [];
  const run = { captures: 0, bytes: 0, elapsedMs: 0 };
  const begun = monotonicMs();
  let consumed = 0;
  try {
    for (const path of captures) {
      if (io.signal.aborted) break;
      const source = opened(path, io, complaints);
      if (!source) continue;
      const reading: Reading = { bytes: 0 };
      const update = () => progress?.update(consumed + source.consumed, core.statistics().packets);
      try {
        for await (const lane of decodeSource(core, source, reading, { progress: update, signal: io.signal })) take(lane);
      } finally {
        await source.close();
      }
      consumed += source.consumed;
      run.captures++;
      run.bytes += reading.bytes;
      const complaint = io.signal.aborted ? undefined : explainReading(source.name, reading);
      if (complaint !== undefined) complaints.push(complaint);
    }
    for (const lane of finish(core)) take(lane);
    if (!complaints.length) makeRoom();
  } finally {
    progress?.end();
    sink.close();
  }
  run.elapsedMs = monotonicMs() - begun;
  const statistics = core.statistics();
  if (!plan.quiet && (statistics.packets || !complaints.length)) io.stderr.write(captureSummary(statistics, sink.written, run));
  if (io.signal.aborted) complaints.push("stopped early: there are records only of what was read until then");
  return complaints;
}

/** The source of a capture; undefined, and a complaint, when it cannot be opened. */
function opened(path: string, io: Io, complaints: string[]): Source | undefined {
  try {
    return path === STANDARD_INPUT ? openChunks("standard input", io.stdin.chunks()) : openFile(path);
  } catch (error) {
    complaints.push((error as Error).message);
    return undefined;
  }
}

/** Bytes of all captures, when every one is a file. */
function totalSize(paths: readonly string[]): number | undefined {
  let total = 0;
  for (const path of paths) {
    const status = path === STANDARD_INPUT ? undefined : pathStatus(path);
    if (status?.kind !== "file") return undefined;
    total += status.size;
  }
  return total;
}

/** The sink for a format. */
function openSink(plan: Plan, inputSource: string): Sink {
  if (plan.format === "null") return new NullSink();
  const [format, gz] = plan.format.split(".") as [Format, "gz"?];
  const compressed = format === "ncap" ? plan.compress : gz !== undefined;
  return new DirectorySink(plan.out, {
    format,
    compressionLevel: compressed ? plan["compression-level"] : undefined,
    created: creationTime(),
    inputSource,
    containsPayloads: plan.payload,
  });
}

/**
 * Whether there may be records of an earlier run, which may be replaced; asks where a person can answer.
 * @throws {Error} when there are some and they must stay.
 */
async function mayReplace({ out, format, force }: Plan, io: Io): Promise<boolean> {
  if (format === "null") return false;
  const old = recordFiles(out).length;
  if (force || !old) return force;
  const found = `"${out}" already holds ${formatCount(old)} record file${old === 1 ? "" : "s"}`;
  if (io.stdin.isTerminal && io.stderr.isTerminal && (await io.ask(`${found}. Replace them?`))) return true;
  io.signal.throwIfAborted();
  throw new Error(`${found}: choose another directory with --out, or replace them with --force`);
}
