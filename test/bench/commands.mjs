// What the benchmark runs.
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installed } from "./measure.mjs";

/** The program that is measured. */
export const NETCAP = fileURLToPath(new URL("../../dist/netcap.js", import.meta.url));
const SAMPLE = fileURLToPath(new URL("../sample/sample.pcapng", import.meta.url));
const GOPACKET = fileURLToPath(new URL("gopacket", import.meta.url));
const FIELDS = ["frame.time_epoch", "ip.src", "ip.dst", "tcp.srcport", "tcp.dstport", "udp.srcport", "frame.len"];

/** The command that the others are compared with. */
export const REFERENCE = "tshark -T fields";

// Commands that differ from one another in one stage of the work.
const HEADERS = "netcap, null sink, headers only, 1 worker";
const WITHOUT_FLOWS = "netcap, null sink, no flows, 1 worker";
const WITH_FLOWS = "netcap, null sink, 1 worker";
const ENTROPY = "netcap, null sink, entropy, 1 worker";
const FILES = "netcap, .ncap, 1 worker";
const COMPRESSED = "netcap, .ncap.gz, 1 worker";
/** A capture that is over at once, so that all that is measured is the start. */
export const START = "netcap, start alone";

/** The stages of a run, each as what a command takes longer than another. */
export const STAGES = [
  { stage: "read packets and walk through their headers", command: HEADERS, less: START },
  { stage: "make records of layers", command: WITHOUT_FLOWS, less: HEADERS },
  { stage: "keep flows and make their records", command: WITH_FLOWS, less: WITHOUT_FLOWS },
  { stage: "entropy of payloads (`--entropy`)", command: ENTROPY, less: WITH_FLOWS },
  { stage: "write files", command: FILES, less: WITH_FLOWS },
  { stage: "compress them (`.ncap.gz`)", command: COMPRESSED, less: FILES },
];

/**
 * A command to measure.
 * @typedef {object} Command
 * @property {string} name
 * @property {string[]} command
 * @property {string} [out] a directory that must not be there yet
 * @property {boolean} [slow] runs once only
 */

/**
 * A run of `netcap capture`.
 * @param {string} file
 * @param {string} out a directory for the records
 * @param {number} workers
 * @param {string[]} flags
 */
export function capture(file, out, workers, ...flags) {
  return [process.execPath, NETCAP, "capture", "-r", file, "--quiet", "-o", out, "--workers", `${workers}`, ...flags];
}

/** One worker, then twice as many each time, up to a worker a processor. */
export function workerCounts() {
  const counts = [1];
  while (counts.at(-1) * 2 <= cpus().length) counts.push(counts.at(-1) * 2);
  if (counts.at(-1) !== cpus().length) counts.push(cpus().length);
  return counts;
}

/** A number of workers in words. */
export const saidWorkers = (workers) => (workers === 1 ? "1 worker" : `${workers} workers`);

/** Captures compared with other programs on the same file. */
export function captureCommands(file, directory, log) {
  const out = join(directory, "records");
  const nothing = (path, ...flags) => capture(path, out, 1, "--format", "null", ...flags);
  const list = [
    { name: WITH_FLOWS, command: nothing(file) },
    { name: ENTROPY, command: nothing(file, "--entropy") },
    { name: WITHOUT_FLOWS, command: nothing(file, "--exclude", "Connection") },
    // The capture has none of these, so nothing is recorded.
    { name: HEADERS, command: nothing(file, "--include", "Dot11") },
    { name: START, command: nothing(SAMPLE) },
  ];
  for (const workers of workerCounts()) {
    const said = saidWorkers(workers);
    list.push({ name: `netcap, .ncap, ${said}`, command: capture(file, out, workers, "--no-compress"), out });
    list.push({ name: `netcap, .ncap.gz, ${said}`, command: capture(file, out, workers), out });
    if (hasZstd())
      list.push({ name: `netcap, .ncap.zst, ${said}`, command: capture(file, out, workers, "--format", "ncap.zst"), out });
  }
  const there = (tool) => {
    if (installed(tool)) return true;
    log(`${tool} is not installed, so it is left out.`);
    return false;
  };
  const fields = FIELDS.flatMap((field) => ["-e", field]);
  if (there("tshark")) list.push({ name: REFERENCE, command: ["tshark", "-r", file, "-T", "fields", ...fields], slow: true });
  if (there("tcpdump")) list.push({ name: "tcpdump -nn", command: ["tcpdump", "-nn", "-r", file] });
  const binary = join(directory, "gopacket");
  if (there("go") && buildGopacket(binary, log)) list.push({ name: "gopacket, all layers", command: [binary, file] });
  return list;
}

/** Whether this Node writes zstd. */
function hasZstd() {
  return spawnSync(process.execPath, ["-e", "process.exit(require('zlib').zstdCompressSync ? 0 : 1)"]).status === 0;
}

function buildGopacket(binary, log) {
  const { status, stderr } = spawnSync("go", ["build", "-o", binary, "."], { cwd: GOPACKET });
  if (status !== 0) log(`The gopacket loop cannot be built, so it is left out: ${stderr.toString().trim().split("\n")[0]}`);
  return status === 0;
}
