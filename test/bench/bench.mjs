// The benchmark, `npm run bench`: captures of a million packets and more, next to other programs on the same file in the same run.
import { createReadStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { benchCapture } from "./benchCapture.mjs";
import { capture, captureCommands, NETCAP, REFERENCE, STAGES, START, saidWorkers, workerCounts } from "./commands.mjs";
import { flowCost } from "./flowCost.mjs";
import { frameCapture } from "./frameCapture.mjs";
import { measure } from "./measure.mjs";
import { digits, median, table } from "./table.mjs";

const USAGE = `usage: npm run bench -- [--packets N] [--runs N] [--only TEXT] [--part PART] [--dir DIR] [--readme]
  --packets N   size of the capture, rounded up to whole copies of the sample (default: 2400000)
  --runs N      runs of each command; the median counts (default: 3)
  --only TEXT   only the commands that have this in their name
  --part PART   only this part: capture, dump, frames or growth
  --dir DIR     where captures are kept and records go (default: netcap-bench in the temporary directory)
  --readme      put the tables into the README`;
const README = fileURLToPath(new URL("../../README.md", import.meta.url));
const BEGIN = "<!-- benchmark: begin -->\n";
const END = "<!-- benchmark: end -->";

const log = (line) => process.stderr.write(`${line}\n`);

/** Runs all commands in turns, so that what else goes on in the machine meets all of them; the first turn only warms up. */
function run(list, { runs, dir, only }) {
  const chosen = list.filter(({ name }) => name.includes(only));
  const measured = new Map(chosen.map(({ name }) => [name, []]));
  for (let turn = 0; turn <= runs; turn++) {
    for (const { name, command, out, slow } of chosen) {
      if (slow && turn !== 1) continue;
      if (out) rmSync(out, { recursive: true, force: true });
      const result = measure(command, dir);
      if (out) rmSync(out, { recursive: true, force: true });
      log(`${turn ? `run ${turn} of ${slow ? 1 : runs}` : "warm-up"}: ${name}, ${result.seconds.toFixed(2)} s`);
      if (turn) measured.get(name).push(result);
    }
  }
  return [...measured].map(([name, results]) => ({
    name,
    seconds: median(results.map((result) => result.seconds)),
    runs: results.map((result) => result.seconds),
    cpuSeconds: median(results.map((result) => result.cpuSeconds)),
    peakMiB: Math.max(...results.map((result) => result.peakMiB)),
  }));
}

/** Read once, a file is in memory for all. */
async function made(one) {
  log(`${one.made ? "Made" : "Found"} ${one.path}: ${one.packets} packets, ${Math.round(one.bytes / 1e6)} MB.`);
  for await (const _ of createReadStream(one.path, { highWaterMark: 1 << 20 }));
  return one;
}

/** Adds what a command does in a second. */
const rated = (row, { packets, bytes }) => ({
  ...row,
  packetsPerSecond: packets / row.seconds,
  megabytesPerSecond: bytes / row.seconds / 1e6,
});

/** Captures next to other programs. */
async function captures(options) {
  const file = await made(benchCapture(options.dir, options.packets));
  const rows = run(captureCommands(file.path, options.dir, log), options).map((row) => rated(row, file));
  const reference = rows.find(({ name }) => name === REFERENCE)?.seconds;
  const compared = rows.map((row) => ({ ...row, ratio: reference / row.seconds }));
  const text = table(
    ["command", "packets/s", "MB/s", "CPU s", "peak MiB", "to tshark"],
    compared
      .filter(({ name }) => name !== START)
      .map((row) => [
        row.name,
        digits(row.packetsPerSecond),
        digits(row.megabytesPerSecond, row.megabytesPerSecond < 10 ? 1 : 0),
        digits(row.cpuSeconds, 2),
        digits(row.peakMiB),
        digits(row.ratio, 1),
      ]),
  );
  // A choice of commands is a question about those.
  const flows = options.only ? undefined : flowCost(file.path, options.runs);
  return {
    rows: compared,
    packets: file.packets,
    bytes: file.bytes,
    flows,
    text: text + (flows ? flowText(flows) : "") + stageCost(rows, file.packets),
  };
}

/** What flows add to the core's time, as a sentence. */
function flowText({ withFlows, withoutFlows, added }) {
  return `\n\nFlows add ${digits(added * 100)} % to the core's time for a packet: ${digits(withFlows)} ns, and ${digits(withoutFlows)} ns without them.`;
}

/** What each stage takes of a processor, where it was measured. */
function stageCost(rows, packets) {
  const seconds = (wanted) => rows.find(({ name }) => name === wanted)?.cpuSeconds;
  const costs = STAGES.map(({ stage, command, less }) => [stage, ((seconds(command) - seconds(less)) * 1e9) / packets]);
  if (!costs.some(([, cost]) => Number.isFinite(cost))) return "";
  return `\n\n${table(
    ["stage", "ns a packet"],
    costs.map(([stage, cost]) => [stage, digits(cost)]),
  )}`;
}

/** Text and columns of records, next to the capture that writes the same records. */
async function dumps(options) {
  // Three packets of five are TCP, so that the default makes a million records.
  const file = await made(benchCapture(options.dir, Math.ceil(0.7 * options.packets)));
  const kept = join(options.dir, "kept");
  const out = join(options.dir, "records");
  rmSync(kept, { recursive: true, force: true });
  measure(capture(file.path, kept, 1, "--no-compress", "--include", "TCP"), options.dir);
  const records = join(kept, "TCP.ncap");
  const dump = (...flags) => [process.execPath, NETCAP, "dump", "-r", records, ...flags];
  const rows = run(
    [
      {
        name: "capture --include TCP, .ncap, 1 worker",
        command: capture(file.path, out, 1, "--no-compress", "--include", "TCP"),
        out,
      },
      ...workerCounts().flatMap((workers) =>
        ["csv", "json"].map((form) => ({
          name: `dump --${form}, ${saidWorkers(workers)}`,
          command: dump(`--${form}`, "--workers", `${workers}`),
        })),
      ),
      { name: "dump --format parquet", command: dump("--format", "parquet") },
      { name: "dump --format arrow", command: dump("--format", "arrow") },
    ],
    options,
  );
  const count = countRecords(dump("--select", "SrcPort", "--csv"), options.dir);
  rmSync(kept, { recursive: true, force: true });
  const first = rows[0]?.seconds;
  const compared = rows.map((row) => ({ ...row, recordsPerSecond: count / row.seconds, ratio: first / row.seconds }));
  const text = table(
    ["TCP records", "records/s", "CPU s", "peak MiB", "to capture"],
    compared.map((row) => [
      row.name,
      digits(row.recordsPerSecond),
      digits(row.cpuSeconds, 2),
      digits(row.peakMiB),
      digits(row.ratio, 2),
    ]),
  );
  return { rows: compared, records: count, text };
}

/** How many lines a command prints. */
function countRecords(command, directory) {
  return measure(command, directory, { keepOutput: true }).output.split("\n").length - 2;
}

/** Frames of one length: what a packet costs, and what its bytes cost. */
async function frames(options) {
  const rows = [];
  for (const length of [64, 1514]) {
    const file = await made(frameCapture(options.dir, options.packets / 4, length));
    const out = join(options.dir, "records");
    const list = [
      { name: `frames of ${length} bytes, null sink`, command: capture(file.path, out, 1, "--format", "null") },
      { name: `frames of ${length} bytes, .ncap`, command: capture(file.path, out, 1, "--no-compress"), out },
      {
        name: `frames of ${length} bytes, .ncap, entropy`,
        command: capture(file.path, out, 1, "--no-compress", "--entropy"),
        out,
      },
    ];
    rows.push(...run(list, options).map((row) => rated(row, file)));
  }
  const text = table(
    ["TCP segments, 1 worker", "packets/s", "MB/s", "ns a packet"],
    rows.map((row) => [
      row.name,
      digits(row.packetsPerSecond),
      digits(row.megabytesPerSecond),
      digits(1e9 / row.packetsPerSecond),
    ]),
  );
  return { rows, text };
}

/** The same with ten times the packets: throughput and memory are to stay. */
async function growth(options) {
  const rows = [];
  for (const packets of [450_000, 4_500_000]) {
    const file = await made(benchCapture(options.dir, packets));
    const out = join(options.dir, "records");
    const list = [{ name: `${digits(file.bytes / 1e6)} MB, .ncap`, command: capture(file.path, out, 1, "--no-compress"), out }];
    rows.push(...run(list, options).map((row) => rated(row, file)));
  }
  const text = table(
    ["growth, 1 worker", "packets/s", "MB/s", "peak MiB", "to the first"],
    rows.map((row) => [
      row.name,
      digits(row.packetsPerSecond),
      digits(row.megabytesPerSecond),
      digits(row.peakMiB),
      digits(row.packetsPerSecond / rows[0].packetsPerSecond, 2),
    ]),
  );
  return { rows, text };
}

const PARTS = { capture: captures, dump: dumps, frames, growth };

/** A flag that counts. */
function count(text, name) {
  if (!/^[1-9]\d*$/.test(text)) throw new TypeError(`--${name} wants a number from 1, not "${text}"`);
  return Number(text);
}

/** What the command line asks for; where it asks for nonsense the program ends with 2. */
function parse() {
  try {
    const { values } = parseArgs({
      options: {
        packets: { type: "string", default: "2400000" },
        runs: { type: "string", default: "3" },
        only: { type: "string", default: "" },
        part: { type: "string" },
        dir: { type: "string", default: join(tmpdir(), "netcap-bench") },
        readme: { type: "boolean", default: false },
      },
    });
    if (values.part && !(values.part in PARTS)) throw new TypeError(`there is no part "${values.part}"`);
    return { ...values, packets: count(values.packets, "packets"), runs: count(values.runs, "runs") };
  } catch (error) {
    log(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

async function main(options) {
  if (!existsSync(NETCAP)) throw new Error("dist/netcap.js is missing: make it with `npm run build`.");
  mkdirSync(options.dir, { recursive: true });
  const machine = {
    processor: cpus()[0]?.model,
    processors: cpus().length,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
  const parts = {};
  const tables = [];
  for (const [name, part] of Object.entries(PARTS)) {
    if (options.part && options.part !== name) continue;
    const { text, ...figures } = await part(options);
    parts[name] = figures;
    tables.push(text);
    console.log(`${text}\n`);
  }
  const result = join(options.dir, "result.json");
  writeFileSync(result, `${JSON.stringify({ machine, ...parts }, undefined, 2)}\n`);
  log(`All figures: ${result}`);
  if (options.readme) intoReadme(tables);
}

function intoReadme(tables) {
  const text = readFileSync(README, "utf8");
  const [before, rest] = text.split(BEGIN);
  const [, after] = rest.split(END);
  writeFileSync(README, `${before}${BEGIN}${tables.join("\n\n")}\n${END}${after}`);
  log("The README has the tables.");
}

const options = parse();
try {
  await main(options);
} catch (error) {
  log(error.message);
  process.exitCode = 1;
}
