// The table of protocols in the README, which the build makes of the schema.
import { readFileSync, writeFileSync } from "node:fs";

const README = "README.md";
const TABLE = "docs/records/protocols.md";
const BEGIN = "<!-- protocols: begin -->\n";
const END = "<!-- protocols: end -->";

/** The README with the table as the schema has it. */
function withTable() {
  const text = readFileSync(README, "utf8");
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`${README} has no lines "${BEGIN.trim()}" and "${END}" for the table of protocols`);
  return `${before}${BEGIN}${readFileSync(TABLE, "utf8").trimEnd()}\n${END}${after}`;
}

/** Whether the table in the README is the one that the schema makes. */
export function isProtocolTableUpToDate() {
  return readFileSync(README, "utf8") === withTable();
}

/** Puts the table into the README. */
export function updateProtocolTable() {
  writeFileSync(README, withTable());
}
