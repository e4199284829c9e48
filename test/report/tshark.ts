// The report of `npm run report:tshark`: our records beside what tshark says of the same captures, by record and by field.
import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { headOf, isCapture } from "../../ts/source/captureFormat.ts";
import { readList } from "../golden/list.ts";
import { type Compared, compareCapture } from "./compareCapture.ts";

const CAPTURES = "../shared/pcaps";
const LIST = "test/report/tshark.tsv";
const CAPTURE = /\.(p?cap|pcapng|ntar|snoop)$/;

function row({ what, both, onlyTshark, onlyOurs }: Compared): string {
  return `  ${what.padEnd(30)}${`${both}`.padStart(9)}${`${onlyTshark}`.padStart(13)}${`${onlyOurs}`.padStart(11)}`;
}

/** Whether a field only differs for want of records that are themselves told of. */
function followsFrom(field: Compared, record: Compared | undefined): boolean {
  if (!record) return false;
  return field.onlyTshark <= record.onlyTshark && field.onlyOurs <= record.onlyOurs;
}

/** What both find in a capture. One in a format that we do not read is a single difference: whatever tshark finds. */
async function compareReadable(path: string): Promise<Compared[]> {
  if (isCapture(headOf(path))) return await compareCapture(path);
  return [{ what: "everything", both: 0, onlyTshark: 1, onlyOurs: 0 }];
}

/** The captures in directories, and those that are named themselves. */
function capturesOf(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => CAPTURE.test(name));
    return names.sort().map((name) => join(path, name));
  });
}

/**
 * Prints the report on captures; gives how many differences are not as the lists have them. Records that are counted differently by
 * the golden test, too, have their reasons there.
 */
async function report(captures: readonly string[]): Promise<number> {
  const counted = new Map(readList("test/golden/counts.tsv").map(({ line, reason }) => [line, reason]));
  const listed = new Map(readList(LIST).map(({ line, reason }) => [line, reason]));
  let unexplained = 0;
  for (const path of captures) {
    const capture = basename(path);
    console.log(`${capture}\n  ${"".padEnd(30)}${"both".padStart(9)}${"only tshark".padStart(13)}${"only ours".padStart(11)}`);
    const all = await compareReadable(path);
    for (const compared of all) {
      const { what, record, both, onlyTshark, onlyOurs } = compared;
      console.log(row(compared));
      if (!onlyTshark && !onlyOurs) continue;
      const line = [capture, what, onlyTshark, onlyOurs].join("\t");
      const follows = followsFrom(
        compared,
        all.find((other) => other.what === record),
      );
      const reason =
        listed.get(line) ??
        counted.get([capture, what, both + onlyTshark, both + onlyOurs].join("\t")) ??
        (follows ? `in records of ${record} that only one of them has` : undefined);
      console.log(`    ${reason || `not explained: ${line}`}`);
      if (!reason) unexplained++;
      listed.delete(line);
    }
  }
  const names = captures.map((path) => basename(path));
  const stale = [...listed.keys()].filter((line) => names.includes(line.split("\t")[0] ?? ""));
  for (const line of stale) console.log(`no longer so: ${line}`);
  console.log(
    `${captures.length} captures, ${unexplained} differences without a reason, ${stale.length} reasons without a difference`,
  );
  return unexplained + stale.length;
}

const paths = process.argv.slice(2);
try {
  process.exitCode = (await report(capturesOf(paths.length ? paths : [CAPTURES]))) ? 1 : 0;
} catch (error) {
  const absent = (error as NodeJS.ErrnoException).syscall === "spawn tshark";
  console.error(
    absent ? "tshark is not installed, so there is nothing to compare with: install Wireshark's tshark first." : error,
  );
  process.exitCode = 1;
}
