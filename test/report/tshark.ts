// The report of `npm run report:tshark`: our records beside what tshark says of the same captures, by record and by field.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readList } from "../golden/list.ts";
import { type Compared, compareCapture, UnreadableCapture } from "./compareCapture.ts";

const CAPTURES = "../shared/pcaps";
const LIST = "test/report/tshark.tsv";
const CAPTURE = /\.(p?cap|pcapng|ntar)$/;

function row({ what, both, onlyTshark, onlyOurs }: Compared): string {
  return `  ${what.padEnd(30)}${`${both}`.padStart(9)}${`${onlyTshark}`.padStart(13)}${`${onlyOurs}`.padStart(11)}`;
}

/** Whether a field only differs for want of records that are themselves told of. */
function followsFrom(field: Compared, record: Compared | undefined): boolean {
  if (!record) return false;
  return field.onlyTshark <= record.onlyTshark && field.onlyOurs <= record.onlyOurs;
}

/** What differs in a capture; nothing, with a line that says so, if it cannot be read. */
async function compareReadable(path: string): Promise<Compared[]> {
  try {
    return await compareCapture(path);
  } catch (error) {
    if (!(error instanceof UnreadableCapture)) throw error;
    console.log(`not compared: ${error.message}`);
    return [];
  }
}

/**
 * Prints the report on the captures of a directory; gives how many differences are not as the lists have them. Records that are
 * counted differently by the golden test, too, have their reasons there.
 */
async function report(directory: string): Promise<number> {
  const counted = new Map(readList("test/golden/counts.tsv").map(({ line, reason }) => [line, reason]));
  const listed = new Map(readList(LIST).map(({ line, reason }) => [line, reason]));
  const captures = readdirSync(directory)
    .filter((name) => CAPTURE.test(name))
    .sort();
  let unexplained = 0;
  for (const capture of captures) {
    const all = await compareReadable(join(directory, capture));
    console.log(`${capture}\n  ${"".padEnd(30)}${"both".padStart(9)}${"only tshark".padStart(13)}${"only ours".padStart(11)}`);
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
  const stale = [...listed.keys()].filter((line) => captures.includes(line.split("\t")[0] ?? ""));
  for (const line of stale) console.log(`no longer so: ${line}`);
  console.log(
    `${captures.length} captures, ${unexplained} differences without a reason, ${stale.length} reasons without a difference`,
  );
  return unexplained + stale.length;
}

try {
  process.exitCode = (await report(process.argv[2] ?? CAPTURES)) ? 1 : 0;
} catch (error) {
  const absent = (error as NodeJS.ErrnoException).syscall === "spawn tshark";
  console.error(
    absent ? "tshark is not installed, so there is nothing to compare with: install Wireshark's tshark first." : error,
  );
  process.exitCode = 1;
}
