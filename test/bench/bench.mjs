// The benchmark, `npm run bench`: captures of a million packets and more, next to other programs on the same file in the same run.
import { spawnSync } from "node:child_process";
import { createReadStream, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { benchCapture } from "./benchCapture.mjs";
import { installed, measure } from "./measure.mjs";

const USAGE = `usage: npm run bench -- [--packets N] [--runs N] [--only TEXT] [--dir DIR]
  --packets N   size of the capture, rounded up to whole copies of the sample (default: 1200000)
  --runs N      runs of each command; the median counts (default: 3)
  --only TEXT   only the commands that have this in their name
  --dir DIR     where the capture is kept and records go (default: netcap-bench in the temporary directory)`;
const NETCAP = fileURLToPath(new URL("../../dist/netcap.js", import.meta.url));
const GOPACKET = fileURLToPath(new URL("gopacket", import.meta.url));
const FIELDS = ["frame.time_epoch", "ip.src", "ip.dst", "tcp.srcport", "tcp.dstport", "udp.srcport", "frame.len"];
/** The two commands that differ in nothing but that one keeps flows. */
const WITH_FLOWS = "netcap, null sink, 1 worker";
const WITHOUT_FLOWS = "netcap, null sink, no flows, 1 worker";
/** The command that the others are compared with. */
const REFERENCE = "tshark -T fields";

const log = (line) => process.stderr.write(`${line}\n`);

/**
 * What can be run here.
 * @param {string} file the capture
 * @param {string} directory
 * @returns {{ name: string, command: string[], out?: string, slow?: boolean }[]} `out` is a directory that must not be there yet; what is slow runs once
 */
function commands(file, directory) {
  const out = join(directory, "records");
  const capture = (...flags) => [process.execPath, NETCAP, "capture", "-r", file, "--quiet", ...flags];
  const list = [
    { name: WITH_FLOWS, command: capture("--format", "null", "--workers", "1") },
    { name: WITHOUT_FLOWS, command: capture("--format", "null", "--workers", "1", "--exclude", "Connection") },
    { name: "netcap, null sink, entropy, 1 worker", command: capture("--format", "null", "--entropy", "--workers", "1") },
    { name: "netcap, .ncap, 1 worker", command: capture("--no-compress", "-o", out, "--workers", "1"), out },
    { name: "netcap, .ncap.gz, 1 worker", command: capture("-o", out, "--workers", "1"), out },
    { name: "netcap, .ncap, 2 workers", command: capture("--no-compress", "-o", out, "--workers", "2"), out },
    { name: "netcap, .ncap.gz, 2 workers", command: capture("-o", out, "--workers", "2"), out },
  ];
  const there = (tool) => {
    if (installed(tool)) return true;
    log(`${tool} is not installed, so it is left out.`);
    return false;
  };
  const fields = FIELDS.flatMap((field) => ["-e", field]);
  if (there("tshark")) list.push({ name: REFERENCE, command: ["tshark", "-r", file, "-T", "fields", ...fields], slow: true });
  if (there("tcpdump")) list.push({ name: "tcpdump -nn", command: ["tcpdump", "-nn", "-r", file] });
  const binary = join(directory, "gopacket");
  if (there("go") && buildGopacket(binary)) list.push({ name: "gopacket, all layers", command: [binary, file] });
  return list;
}

function buildGopacket(binary) {
  const { status, stderr } = spawnSync("go", ["build", "-o", binary, "."], { cwd: GOPACKET });
  if (status !== 0) log(`The gopacket loop cannot be built, so it is left out: ${stderr.toString().trim().split("\n")[0]}`);
  return status === 0;
}

/** Runs all commands in turns, so that what else goes on in the machine meets all of them; the first turn only warms up. */
function run(list, runs, directory) {
  const measured = new Map(list.map(({ name }) => [name, []]));
  for (let turn = 0; turn <= runs; turn++) {
    for (const { name, command, out, slow } of list) {
      if (slow && turn !== 1) continue;
      if (out) rmSync(out, { recursive: true, force: true });
      const result = measure(command, directory);
      if (out) rmSync(out, { recursive: true, force: true });
      log(`${turn ? `run ${turn} of ${slow ? 1 : runs}` : "warm-up"}: ${name}, ${result.seconds.toFixed(2)} s`);
      if (turn) measured.get(name).push(result);
    }
  }
  return measured;
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function summarize(measured, { packets, bytes }) {
  const rows = [...measured].map(([name, results]) => {
    const seconds = median(results.map((result) => result.seconds));
    return {
      name,
      seconds,
      runs: results.map((result) => result.seconds),
      packetsPerSecond: packets / seconds,
      megabytesPerSecond: bytes / seconds / 1e6,
      cpuSeconds: median(results.map((result) => result.cpuSeconds)),
      peakMiB: Math.max(...results.map((result) => result.peakMiB)),
    };
  });
  const reference = rows.find(({ name }) => name === REFERENCE)?.seconds;
  return rows.map((row) => ({ ...row, ratio: reference / row.seconds }));
}

/** What flows add to the processor time of everything else, where both were measured. */
function flowCost(rows) {
  const seconds = (wanted) => rows.find(({ name }) => name === wanted)?.cpuSeconds;
  const [having, not] = [seconds(WITH_FLOWS), seconds(WITHOUT_FLOWS)];
  return having && not
    ? `Flows add ${Math.round((having / not - 1) * 100)} % to the processor time of a run without them.`
    : undefined;
}

/** The table in Markdown, numbers to the right. */
function table(rows) {
  const digits = (n, places = 0) =>
    Number.isFinite(n) ? n.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places }) : "-";
  const lines = [
    ["command", "packets/s", "MB/s", "CPU s", "peak MiB", "to tshark"],
    ...rows.map((row) => [
      row.name,
      digits(row.packetsPerSecond),
      digits(row.megabytesPerSecond, row.megabytesPerSecond < 10 ? 1 : 0),
      digits(row.cpuSeconds, 2),
      digits(row.peakMiB),
      digits(row.ratio, 1),
    ]),
  ];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const pad = (cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]));
  const rule = widths.map((width, column) => (column ? `${"-".repeat(width - 1)}:` : "-".repeat(width)));
  return [lines[0].map(pad), rule, ...lines.slice(1).map((line) => line.map(pad))]
    .map((line) => `| ${line.join(" | ")} |`)
    .join("\n");
}

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
        packets: { type: "string", default: "1200000" },
        runs: { type: "string", default: "3" },
        only: { type: "string", default: "" },
        dir: { type: "string", default: join(tmpdir(), "netcap-bench") },
      },
    });
    return { ...values, packets: count(values.packets, "packets"), runs: count(values.runs, "runs") };
  } catch (error) {
    log(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

async function main({ packets, runs, only, dir }) {
  if (!existsSync(NETCAP)) throw new Error("dist/netcap.js is missing: make it with `npm run build`.");
  mkdirSync(dir, { recursive: true });
  const capture = benchCapture(dir, packets);
  log(`${capture.made ? "Made" : "Found"} ${capture.path}: ${capture.packets} packets, ${Math.round(capture.bytes / 1e6)} MB.`);
  const list = commands(capture.path, dir).filter(({ name }) => name.includes(only));
  // Read once, the file is in memory for all.
  for await (const _ of createReadStream(capture.path, { highWaterMark: 1 << 20 }));
  const rows = summarize(run(list, runs, dir), capture);
  const machine = {
    processor: cpus()[0]?.model,
    processors: cpus().length,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
  const result = join(dir, "result.json");
  writeFileSync(
    result,
    `${JSON.stringify({ machine, capture: { packets: capture.packets, bytes: capture.bytes }, rows }, undefined, 2)}\n`,
  );
  console.log(table(rows));
  const cost = flowCost(rows);
  if (cost) console.log(`\n${cost}`);
  log(`All figures: ${result}`);
}

const options = parse();
try {
  await main(options);
} catch (error) {
  log(error.message);
  process.exitCode = 1;
}
