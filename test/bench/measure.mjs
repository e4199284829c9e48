// Runs a command and measures it from outside.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Whether a command is there. */
export const installed = (command) => spawnSync(command, ["--version"], { stdio: "ignore" }).error === undefined;

/** GNU time tells what the processor and the memory had to do; without it only the clock does. */
const canTime = spawnSync("time", ["-f", "%M", "true"], { stdio: "ignore" }).status === 0;

/**
 * Runs a command to its end, its output thrown away unless it is to be kept.
 * @param {string[]} command with its arguments
 * @param {string} directory for a file that is removed again
 * @param {{ keepOutput?: boolean }} options
 * @returns {{ seconds: number, cpuSeconds?: number, peakMiB?: number, output?: string }} time on the clock, processor time of all its threads, most memory resident
 * @throws {Error} when it cannot be run or fails
 */
export function measure(command, directory, { keepOutput = false } = {}) {
  const report = join(directory, `time-${process.pid}.txt`);
  const [program, ...args] = canTime ? ["time", "-o", report, "-f", "%U %S %M", ...command] : command;
  const start = performance.now();
  const stdio = ["ignore", keepOutput ? "pipe" : "ignore", "pipe"];
  const { status, stdout, stderr, error } = spawnSync(program, args, { stdio, maxBuffer: 1 << 30 });
  const seconds = (performance.now() - start) / 1000;
  if (error) throw error;
  if (status !== 0) throw new Error(`"${command.join(" ")}" failed: ${stderr.toString().trim().split("\n").at(-1)}`);
  const output = stdout?.toString();
  if (!canTime) return { seconds, output };
  const [user, system, kibibytes] = readFileSync(report, "utf8").trim().split(" ").map(Number);
  rmSync(report);
  return { seconds, output, cpuSeconds: user + system, peakMiB: kibibytes / 1024 };
}
