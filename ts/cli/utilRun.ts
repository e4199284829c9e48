import { parseDate, parseSeconds } from "../record/parseTime.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import { TimestampWriter } from "../record/timestampWriter.ts";
import { interfaces, variables } from "../runtime/environment.ts";
import { InputFile, pathStatus, realPath, removeFile } from "../runtime/files.ts";
import { anonymizationKey, KEY_VARIABLE } from "../upkeep/anonymizationKey.ts";
import { checkFile } from "../upkeep/checkFile.ts";
import type { Division } from "../upkeep/splitFile.ts";
import type { Watch } from "../upkeep/watch.ts";
import { PROGRAM } from "./commands.ts";
import { UsageError } from "./errors.ts";
import { formatCount } from "./format.ts";
import type { Io } from "./io.ts";
import { didYouMean } from "./nearest.ts";
import { Progress } from "./progress.ts";
import { ACTIONS, type UtilValues } from "./util.ts";

type Action = (typeof ACTIONS)[number];

/**
 * Does what the tool util does; see its flags.
 * @returns the exit code: 1 when a file is bad
 * @throws {UsageError} when it is not clear what is to be done
 * @throws {Error} when a file cannot be read or written
 */
export async function utilRun(values: UtilValues, io: Io, positionals: readonly string[]): Promise<number> {
  const printed = printable(values);
  if (printed !== undefined) {
    await io.stdout.write(printed);
    return 0;
  }
  const [action, files] = chosenAction(values, positionals);
  if (files.length === 0) throw new UsageError(`name the record files to ${action}, as in "netcap util ${action} TCP.ncap.gz"`);
  switch (action) {
    case "check":
      return checkAll(files, io);
    case "repair":
      return repair(onlyFile(files, action), outFile(values, files), io);
    case "merge":
      return merge(files, outFile(values, files), io);
    case "split":
      return split(onlyFile(files, action), values, io);
    case "anonymize":
      return anonymize(onlyFile(files, action), values, io);
    case "index":
      return index(files, io);
  }
}

/** The answer to a flag that asks for nothing but text; undefined when there is none. */
function printable({ ts2utc, utc2ts, env, interfaces: wantsInterfaces }: UtilValues): string | undefined {
  if (ts2utc !== undefined) {
    const time = parseSeconds(ts2utc);
    if (time === undefined) throw new UsageError(`--ts2utc: write seconds since 1970, as in 1216384407.092326, not "${ts2utc}"`);
    return `${timeText(time, true)}\n`;
  }
  if (utc2ts !== undefined) {
    const time = parseDate(utc2ts);
    if (time === undefined) throw new UsageError(`--utc2ts: write a time as in 2008-07-18T12:33:27.092326Z, not "${utc2ts}"`);
    return `${timeText(time, false)}\n`;
  }
  if (env)
    return variables("NC_")
      .map(([name, value]) => `${name}=${name === KEY_VARIABLE ? "(set)" : value}\n`)
      .join("");
  if (wantsInterfaces)
    return interfaces()
      .map(({ name, mac, address }) => `${name.padEnd(12)} ${mac}  ${address}\n`)
      .join("");
  return undefined;
}

/** A time in seconds since 1970 or, in UTC, as date and time of day. */
function timeText(time: bigint, utc: boolean): string {
  const out = new TextBuffer();
  new TimestampWriter(utc).append(out, Number(BigInt.asIntN(32, time)), Number(time >> 32n));
  return new TextDecoder().decode(out.view());
}

/** What is to be done, and with which files. */
function chosenAction(values: UtilValues, [word, ...rest]: readonly string[]): [Action, readonly string[]] {
  const flags = (["check", "repair"] as const).filter((name) => values[name]);
  if (flags.length > 1) throw new UsageError("choose one of --check and --repair");
  const [flag] = flags;
  if (flag !== undefined) return [flag, [...values.read, ...(word === undefined ? [] : [word]), ...rest]];
  if (word === undefined) throw new UsageError(`say what to do: ${ACTIONS.join(", ")}, or a flag such as --env`);
  const action = ACTIONS.find((name) => name === word);
  if (action === undefined) throw new UsageError(`util cannot "${word}"${didYouMean(word, ACTIONS)}`);
  return [action, [...values.read, ...rest]];
}

function onlyFile(files: readonly string[], action: Action): string {
  const [file, second] = files;
  if (file === undefined || second !== undefined) throw new UsageError(`name one file to ${action}`);
  return file;
}

/**
 * The file to write, which is none that is read.
 * @throws {Error} when it is there already and may not be replaced
 */
function outFile({ out, force }: UtilValues, inputs: readonly string[]): string {
  if (out === undefined) throw new UsageError("name the file to write, as in --out whole.ncap.gz");
  // Before anything is removed for a file that is not there.
  for (const input of inputs) new InputFile(input).close();
  if (pathStatus(out) === undefined) return out;
  if (inputs.some((input) => realPath(input) === realPath(out))) throw new UsageError(`"${out}" is read: write to another file`);
  if (!force) throw new Error(`"${out}" exists already: choose another file with --out, or replace it with --force`);
  removeFile(out);
  return out;
}

/** Does work on files while a line on the terminal says how far it is. */
async function watched<Result>(files: readonly string[], io: Io, work: (watch: Watch) => Promise<Result>): Promise<Result> {
  const total = files.reduce((sum, file) => sum + (pathStatus(file)?.size ?? 0), 0);
  const progress = new Progress(io.stderr, total, undefined, "records");
  try {
    return await work((records, bytes) => {
      io.signal.throwIfAborted();
      progress.update(bytes, records);
    });
  } finally {
    progress.end();
  }
}

/** Prints a line a file. */
async function checkAll(files: readonly string[], io: Io): Promise<number> {
  let bad = 0;
  for (const file of files) {
    const result = await watched([file], io, (watch) => checkFile(file, file, watch));
    const { type, records, problem } = result;
    const facts = [type && `${formatCount(records)} ${type} ${records === 1 ? "record" : "records"}`];
    if (result.first !== undefined && result.last !== undefined)
      facts.push(`${timeText(result.first, true)} to ${timeText(result.last, true)}`);
    if (result.outOfOrder > 0) facts.push(`${formatCount(result.outOfOrder)} earlier than the one before`);
    if (result.unknownFields > 0) facts.push(`${formatCount(result.unknownFields)} fields that this netcap does not know`);
    if (result.bad > 0) facts.push(`${formatCount(result.bad)} bad`);
    await io.stdout.write(`${file}: ${[problem === undefined ? "good" : "BAD", ...facts].filter(Boolean).join(", ")}\n`);
    if (problem === undefined) continue;
    bad++;
    io.stderr.write(`${PROGRAM}: ${problem.message}\n`);
  }
  return bad > 0 ? 1 : 0;
}

/** How many losses are told one by one. */
const TOLD_LOSSES = 20;

/** Says what was lost. */
async function repair(file: string, out: string, io: Io): Promise<number> {
  const { repairFile } = await import("../upkeep/repairFile.ts");
  const { type, records, losses, headerLost, failure } = await watched([file], io, (watch) => repairFile(file, out, watch));
  const say = (sentence: string) => io.stderr.write(`${PROGRAM}: ${sentence}\n`);
  if (headerLost) say(`${file}: the header is lost; by the name of the file these are ${type} records`);
  for (const { offset, bytes } of losses.slice(0, TOLD_LOSSES))
    say(`${file}: lost ${formatCount(bytes)} bytes at offset ${offset}`);
  if (losses.length > TOLD_LOSSES) say(`${file}: lost bytes at ${formatCount(losses.length - TOLD_LOSSES)} more places`);
  if (failure !== undefined) say(`${failure.message}; what lies behind is lost`);
  const lost = losses.reduce((sum, { bytes }) => sum + bytes, 0);
  const loss = lost > 0 ? `, ${formatCount(lost)} bytes lost` : failure === undefined && !headerLost ? ", nothing lost" : "";
  say(`${out}: ${formatCount(records)} ${type} ${records === 1 ? "record" : "records"}${loss}`);
  return 0;
}

async function merge(files: readonly string[], out: string, io: Io): Promise<number> {
  const { mergeFiles } = await import("../upkeep/mergeFiles.ts");
  const { type, records, outOfOrder } = await watched(files, io, (watch) => mergeFiles(files, out, watch));
  const disorder = outOfOrder > 0 ? `, ${formatCount(outOfOrder)} of them earlier than one before, as in their own files` : "";
  io.stderr.write(`${PROGRAM}: ${out}: ${formatCount(records)} ${type} ${records === 1 ? "record" : "records"}${disorder}\n`);
  return 0;
}

/** Prints the files that it makes. */
async function split(file: string, values: UtilValues, io: Io): Promise<number> {
  const division = chosenDivision(values);
  if (values.out === undefined) throw new UsageError("name the directory for the parts, as in --out parts");
  const { splitFile } = await import("../upkeep/splitFile.ts");
  const { out } = values;
  const parts = await watched([file], io, (watch) => splitFile(file, out, division, watch));
  for (const { path, records } of parts) await io.stdout.write(`${path}: ${formatCount(records)}\n`);
  return 0;
}

async function anonymize(file: string, values: UtilValues, io: Io): Promise<number> {
  const { anonymizeFile } = await import("../upkeep/anonymizeFile.ts");
  const key = anonymizationKey(values["key-file"], io.env);
  const out = outFile(values, [file]);
  const { type, records } = await watched([file], io, (watch) => anonymizeFile(file, out, key, values["keep-oui"], watch));
  io.stderr.write(`${PROGRAM}: ${out}: ${formatCount(records)} ${type} ${records === 1 ? "record" : "records"}\n`);
  return 0;
}

async function index(files: readonly string[], io: Io): Promise<number> {
  const { writeIndex } = await import("../upkeep/writeIndex.ts");
  for (const file of files) {
    const { path, entries } = await watched([file], io, (watch) => writeIndex(file, watch));
    io.stderr.write(`${PROGRAM}: ${path}: ${formatCount(entries)} ${entries === 1 ? "place" : "places"} to begin at\n`);
  }
  return 0;
}

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9 };

function chosenDivision({ every, size, flows }: UtilValues): Division {
  if ([every, size, flows].filter((value) => value !== undefined).length !== 1)
    throw new UsageError("say how to split: --every 1h, --size 100MB or --flows 8");
  if (every !== undefined) {
    if (every < 1) throw new UsageError("--every: the shortest span is 1ms");
    return { by: "time", everyMs: every };
  }
  if (flows !== undefined) return { by: "flow", parts: flows };
  const [, number, unit] = /^(\d{1,12})(?:([kmg])?b?)$/i.exec(size ?? "") ?? [];
  const bytes = Number(number) * (UNITS[unit?.toLowerCase() ?? ""] as number);
  if (!(bytes > 0)) throw new UsageError(`--size: write bytes, as in 500kB, 100MB or 2GB, not "${size}"`);
  return { by: "size", bytes };
}
