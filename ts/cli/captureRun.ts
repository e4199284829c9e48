import { parseDecodeAs } from "../core/decodeAs.ts";
import type { Reading } from "../core/decodeSource.ts";
import { explainReading } from "../core/explain.ts";
import { vendorTable } from "../core/vendorTable.ts";
import { catalogue, recordTypeByName } from "../record/catalogue.ts";
import { creationTime, monotonicMs, processors } from "../runtime/environment.ts";
import { DirectorySink } from "../sink/directorySink.ts";
import type { Format } from "../sink/encoder.ts";
import type { Pressed, PressOptions } from "../sink/lanePress.ts";
import { NullSink } from "../sink/nullSink.ts";
import { filesInTheWay, outputFiles, removeOutputFiles } from "../sink/outputFiles.ts";
import type { Sink } from "../sink/sink.ts";
import { listCaptures, STANDARD_INPUT } from "../source/listCaptures.ts";
import { type Capture, captureFile, captureStream, totalSize } from "../source/openSource.ts";
import { decodeHere } from "../threads/decodeHere.ts";
import { decodeInThreads } from "../threads/decodeInThreads.ts";
import type { Outcome, Run } from "../threads/run.ts";
import type { CaptureValues } from "./capture.ts";
import { captureSummary } from "./captureSummary.ts";
import { PROGRAM } from "./commands.ts";
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
    const { decoderTable, overview } = await import("./decoderTable.ts");
    await io.stdout.write(values.overview ? overview() : decoderTable());
    return 0;
  }
  const inputs = chosenInputs(values, io, positionals);
  const format = chosenFormat(values);
  const records = wantedRecords(values);
  checkDecodeAs(values);
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
  const usual = catalogue.filter((type) => type.decoded && !type.onRequest).map((type) => type.name);
  const wanted = (included.length ? included : usual).filter((name) => !excluded.includes(name));
  if (!wanted.length) throw new UsageError("--exclude leaves no records to make");
  return wanted;
}

/** Refuses wrong rules, with a suggestion. */
function checkDecodeAs(values: CaptureValues): void {
  for (const rule of values["decode-as"]) {
    try {
      parseDecodeAs(rule, didYouMean);
    } catch (error) {
      throw new UsageError(`--decode-as: ${(error as RangeError).message}`);
    }
  }
}

/** What a run is to make. */
type Plan = CaptureValues & { readonly records: readonly string[] };

/** Decodes all captures and prints the summary; gives a sentence for each that could not be read to its end. */
async function decodeAll(paths: readonly string[], plan: Plan, io: Io, inputSource: string): Promise<readonly string[]> {
  let replace = await mayReplace(plan, io, paths);
  const press = pressOptions(plan, inputSource);
  const sink = await openSink(plan, press);
  // Records of an earlier run go with the first new ones, so that a wrong input costs nothing.
  const makeRoom = () => {
    if (replace) removeOutputFiles(plan.out);
    replace = false;
  };
  const take = (pressed: Pressed) => {
    makeRoom();
    sink.take(pressed);
  };
  const complaints: string[] = [];
  const captures = (await Promise.all(paths.map((path) => found(path, plan, io, complaints)))).flat();
  const progress = plan.quiet ? undefined : new Progress(io.stderr, totalSize(captures));
  const update = (capture: number, consumed: number, packets: number) => {
    progress?.update((totalSize(captures.slice(0, capture)) ?? 0) + consumed, packets);
  };
  const begun = monotonicMs();
  let outcome: Outcome;
  try {
    const threads = threadsFor(plan, captures);
    const options = { ...coreOptions(plan), vendors: await vendorTable(plan.records) };
    const run = { options, press, captures, signal: io.signal, take, progress: update };
    outcome = await (threads > 1 ? decodeInThreads(run, threads) : decodeHere(run));
    complaints.push(...captures.flatMap((capture, i) => explained(capture.name, outcome.readings[i], io)));
    if (!complaints.length) makeRoom();
  } finally {
    progress?.end();
    sink.close();
  }
  const { statistics, readings } = outcome;
  const bytes = readings.reduce((sum, reading) => sum + reading.bytes, 0);
  const run = { captures: captures.length, bytes, elapsedMs: monotonicMs() - begun };
  if (!plan.quiet && (statistics.packets || !complaints.length)) io.stderr.write(captureSummary(statistics, sink, run));
  if (io.signal.aborted) complaints.push("stopped early: there are records only of what was read until then");
  return complaints;
}

/** What the flags say to the core. */
function coreOptions(plan: Plan): Run["options"] {
  const { records, context, payload, entropy, defragment, format } = plan;
  const timeouts = {
    tcpIdle: plan["tcp-idle"],
    udpIdle: plan["udp-idle"],
    icmpIdle: plan["icmp-idle"],
    otherIdle: plan["other-idle"],
    tcpClosed: plan["tcp-closed"],
    active: plan["active-timeout"],
  };
  const kept = format !== "null";
  const rejects = { unknown: kept && !plan["ignore-unknown"], errors: kept && !plan["ignore-errors"] };
  const flows = {
    timeouts,
    stateLimit: plan["state-limit"] * 2 ** 20,
    firstPackets: plan["first-packets"],
    packetStatistics: plan["packet-statistics"],
  };
  return { records, context, payload, entropy, defragment, ...flows, rejects, decodeAs: plan["decode-as"] };
}

/** What was wrong with a capture, unless it was stopped. */
function explained(name: string, reading: Reading | undefined, io: Io): string[] {
  const complaint = reading && !io.signal.aborted ? explainReading(name, reading) : undefined;
  return complaint === undefined ? [] : [complaint];
}

/** A capture smaller than this is decoded before threads are up. */
const WORTH_THREADS = 8 << 20;

/** How many threads decode: by default one a processor, if there is enough to do. */
function threadsFor({ workers }: Plan, captures: readonly Capture[]): number {
  if (workers !== undefined) return workers;
  const known = captures.reduce((sum, { size, ahead }) => sum + (size ?? ahead), 0);
  return known < WORTH_THREADS ? 1 : processors();
}

/** The capture at a path; none, and a complaint, when there is none. */
async function found(path: string, plan: Plan, io: Io, complaints: string[]): Promise<Capture[]> {
  try {
    if (path !== STANDARD_INPUT) return [captureFile(path)];
    return [await captureStream("standard input", io.stdin.chunks(), plan.workers === undefined ? WORTH_THREADS : 0)];
  } catch (error) {
    complaints.push((error as Error).message);
    return [];
  }
}

/** The form of the record files. */
function pressOptions(plan: Plan, inputSource: string): PressOptions {
  const [name, ending] = plan.format.split(".") as [Format | "null", ("gz" | "zst")?];
  const format = name === "null" ? undefined : name;
  const kind = ending === "zst" ? "zstd" : ending === "gz" || (format === "ncap" && plan.compress) ? "gzip" : undefined;
  return {
    format,
    compression: kind && { kind, level: plan["compression-level"] },
    created: creationTime(),
    inputSource,
    containsPayloads: plan.payload,
  };
}

async function openSink({ out }: Plan, press: PressOptions): Promise<Sink> {
  const { format } = press;
  return format === undefined ? new NullSink() : DirectorySink.create(out, { ...press, format });
}

/**
 * Whether there may be files of an earlier run, which may be replaced; asks where a person can answer.
 * @throws {Error} when there are some and they must stay.
 */
async function mayReplace({ out, format, force }: Plan, io: Io, captures: readonly string[]): Promise<boolean> {
  if (format === "null") return false;
  const old = outputFiles(out).length;
  if (!force && !old) return false;
  const found = `"${out}" already holds ${formatCount(old)} output file${old === 1 ? "" : "s"}`;
  const may = force || (io.stdin.isTerminal && io.stderr.isTerminal && (await io.ask(`${found}. Replace them?`)));
  io.signal.throwIfAborted();
  if (!may) throw new Error(`${found}: choose another directory with --out, or replace them with --force`);
  const [both] = filesInTheWay(out, captures);
  if (both !== undefined) throw new Error(`"${both}" would be replaced while it is read: choose another directory with --out`);
  return true;
}
