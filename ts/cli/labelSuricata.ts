import { makeDirectory, pathStatus, placeOf, removeFile } from "../runtime/files.ts";
import { runProgram } from "../runtime/program.ts";
import type { Io } from "./io.ts";
import type { LabelValues } from "./label.ts";

/**
 * Lets Suricata scan a capture.
 * @param out the directory in which it gets one for its logs, named after the capture
 * @returns the log with the alerts: eve.json, or fast.log where its configuration makes none
 * @throws {Error} with a sentence when there is no Suricata, or it failed
 */
export async function scanWithSuricata(capture: string, out: string, values: LabelValues, io: Io): Promise<string> {
  if (pathStatus(capture)?.kind !== "file") throw new Error(`cannot read "${capture}": no such file`);
  const { suricata, "suricata-config": config } = values;
  const logs = `${out}/${placeOf(capture).name.replace(/\.[^.]*$/, "")}.suricata`;
  makeDirectory(logs);
  const [eve, fast] = [`${logs}/eve.json`, `${logs}/fast.log`];
  // Suricata appends: the alerts of an earlier run would come twice.
  for (const old of [eve, fast]) if (pathStatus(old)) removeFile(old);
  const args = [...(config === undefined ? [] : ["-c", config]), "-r", capture, "-l", logs];
  io.stderr.write(`${suricata} ${args.join(" ")}\n`);
  const end = await runProgram(suricata, args, io.signal);
  io.signal.throwIfAborted();
  if (!end) {
    throw new Error(
      `there is no program "${suricata}": install Suricata, name it with --suricata, or give the log of another machine with --alerts`,
    );
  }
  if (end.code !== 0)
    throw new Error(`${suricata} ended with code ${end.code}: ${end.said.trim().split("\n").at(-1) || "it said nothing"}`);
  const log = [eve, fast].find((path) => pathStatus(path));
  if (log === undefined)
    throw new Error(`${suricata} wrote neither eve.json nor fast.log into "${logs}": its configuration must ask for one`);
  return log;
}
