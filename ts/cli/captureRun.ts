import { Core } from "../core/core.ts";
import { coreModule } from "../core/coreModule.ts";
import { decodeSource, finish, type Reading } from "../core/decodeSource.ts";
import { explainReading } from "../core/explain.ts";
import { catalogue, recordTypeByName } from "../record/catalogue.ts";
import { creationTime, monotonicMs } from "../runtime/environment.ts";
import { pathStatus, removeFile } from "../runtime/files.ts";
import { DirectorySink, recordFiles } from "../sink/directorySink.ts";
import type { Format } from "../sink/encoder.ts";
import { NullSink } from "../sink/nullSink.ts";
import type { Sink } from "../sink/sink.ts";
import { listCaptures, STANDARD_INPUT } from "../source/listCaptures.ts";
import { openChunks, openFile } from "../source/openSource.ts";
import type { Source } from "../source/source.ts";
import type { CaptureValues } from "./capture.ts";
import { captureSummary } from "./captureSummary.ts";
import { decoderTable, overview } from "./decoderTable.ts";
import { UsageError } from "./errors.ts";
import { formatCount } from "./format.ts";
import type { Io } from "./io.ts";
import { didYouMean } from "./nearest.ts";
import { Progress } from "./progress.ts";

/** As shells report a process that SIGINT ended. */
const INTERRUPTED = 130;

/**
 * Does what the flags of capture say.
 * @returns the exit code: 1 when a capture could not be read to its end
 * @throws {UsageError} and {Error}, as tools do
 */
export async function captureRun(values: CaptureValues, io: Io, positionals: readonly string[]): Promise<number> {
  if (values.decoders || values.overview) {
    await io.stdout.write(values.overview ? overview() : decoderTable());
    return 0;
  }
  const inputs = [...values.read, ...positionals];
  if (!inputs.length) throw new UsageError('name a capture to read: "-r traffic.pcap"');
  const format = chosenFormat(values);
  const core = new Core(coreModule(), { ...values, records: wantedRecords(values) });
  const paths = listCaptures(inputs);
  const sink = await openSink(values, io, format, inputs.join(","));
  const begun = monotonicMs();
  const { complaints, bytes } = await decodeAll(paths, core, sink, values.quiet, io);
  const elapsed = monotonicMs() - begun;
  if (!values.quiet) {
    io.stderr.write(captureSummary(core.statistics(), sink.written, { captures: paths.length, bytes, elapsedMs: elapsed }));
  }
  for (const complaint of complaints) io.stderr.write(`netcap: ${complaint}\n`);
  return io.signal.aborted ? INTERRUPTED : complaints.length ? 1 : 0;
}

/** Decodes all captures into the sink; gives a sentence for each that could not be read to its end. */
async function decodeAll(paths: readonly string[], core: Core, sink: Sink, quiet: boolean, io: Io) {
  const progress = quiet ? undefined : new Progress(io.stderr, totalSize(paths));
  const complaints: string[] = [];
  let consumed = 0;
  let bytes = 0;
  try {
    for (const path of paths) {
      if (io.signal.aborted) break;
      let source: Source;
      try {
        source = path === STANDARD_INPUT ? openChunks("standard input", io.stdin.chunks()) : openFile(path);
      } catch (error) {
        complaints.push((error as Error).message);
        continue;
      }
      const update = () => progress?.update(consumed + source.consumed, core.statistics().packets);
      const reading: Reading = { bytes: 0 };
      for await (const lane of decodeSource(core, source, reading, { progress: update, signal: io.signal })) sink.take(lane);
      await source.close();
      consumed += source.consumed;
      bytes += reading.bytes;
      const complaint = explainReading(source.name, reading);
      if (complaint !== undefined) complaints.push(complaint);
    }
    for (const lane of finish(core)) sink.take(lane);
  } finally {
    progress?.end();
    sink.close();
  }
  return { complaints, bytes };
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

/** The format that the flags name, the short forms included. */
function chosenFormat(values: CaptureValues): CaptureValues["format"] {
  const short = (["csv", "json", "null"] as const).filter((name) => values[name]);
  if (short.length > 1) throw new UsageError(`choose one of ${short.map((name) => `--${name}`).join(" and ")}`);
  return short[0] ?? values.format;
}

/** The sink for a format; where the directory holds records already, it asks or refuses. */
async function openSink(values: CaptureValues, io: Io, format: CaptureValues["format"], inputSource: string): Promise<Sink> {
  if (format === "null") return new NullSink();
  const old = recordFiles(values.out);
  if (old.length) {
    const found = `"${values.out}" already holds ${formatCount(old.length)} record file${old.length === 1 ? "" : "s"}`;
    const mayAsk = !values.force && io.stdin.isTerminal && io.stderr.isTerminal;
    if (!values.force && !(mayAsk && (await io.ask(`${found}. Replace them?`)))) {
      throw new Error(`${found}: choose another directory with --out, or replace them with --force`);
    }
    for (const file of old) removeFile(file);
  }
  const [name = "ncap", gz] = format.split(".") as [Format, string?];
  const compressed = gz !== undefined || (name === "ncap" && values.compress);
  return new DirectorySink(values.out, {
    format: name,
    compressionLevel: compressed ? values["compression-level"] : undefined,
    created: creationTime(),
    inputSource,
    containsPayloads: values.payload,
  });
}

/** Names of the records to make, in the spelling of the schema. */
function wantedRecords(values: CaptureValues): string[] {
  const made = catalogue.filter((type) => type.decoded).map((type) => type.name);
  const named = (list: readonly string[], flag: string) =>
    list.map((word) => {
      const name = recordTypeByName(word)?.name;
      if (name !== undefined && made.includes(name)) return name;
      throw new UsageError(`${flag}: there is no decoder called "${word}"${didYouMean(word, made)}; "--decoders" lists them`);
    });
  const included = named(values.include, "--include");
  const excluded = new Set(named(values.exclude, "--exclude"));
  return (included.length ? included : made).filter((name) => !excluded.has(name));
}
