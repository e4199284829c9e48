import { defineTool, type FlagTable, type Values } from "./tool.ts";

const flags = {
  read: {
    kind: "string",
    short: "r",
    placeholder: "FILE",
    complete: "file",
    description: "read this record file (.ncap or .ncap.gz, - for standard input)",
  },
  struc: { kind: "boolean", aliases: ["text"], description: "print readable text; the form when no other is chosen" },
  csv: { kind: "boolean", description: "print CSV with a line of field names" },
  tsv: { kind: "boolean", description: "print CSV with tabs instead of commas" },
  json: { kind: "boolean", description: "print JSON Lines: one object a record" },
  table: { kind: "boolean", description: "print tables of 100 records" },
  select: { kind: "list", placeholder: "FIELDS", description: "print only these fields, in this order" },
  columns: {
    kind: "choice",
    choices: ["cic", "nfstream"],
    description: "print FlowFeatures as CSV with the columns of CICFlowMeter or NFStream",
  },
  fields: { kind: "boolean", description: "print the names of the fields, and nothing else" },
  header: { kind: "boolean", description: "print the header of the file instead of its records" },
  utc: { kind: "boolean", description: "print times as date and time of day (RFC 3339, UTC)" },
  sep: { kind: "string", default: ",", placeholder: "TEXT", description: "what stands between the cells of CSV" },
  "no-header": { kind: "boolean", description: "leave out the line of field names in CSV" },
  begin: {
    kind: "string",
    default: "(",
    placeholder: "TEXT",
    description: "what begins a structure or a list in CSV and tables",
  },
  end: { kind: "string", default: ")", placeholder: "TEXT", description: "what ends it" },
  "struct-sep": { kind: "string", default: "-", placeholder: "TEXT", description: "what separates its parts" },
  color: { kind: "boolean", short: "c", description: "color text even when it does not go to a terminal" },
} as const satisfies FlagTable;

/** What the flags of dump say. */
export type DumpValues = Values<typeof flags>;

/** Prints the records of a file. */
export const dump = defineTool({
  name: "dump",
  summary: "print the records of a file as text, CSV, JSON Lines or tables",
  examples: [
    { line: "-r TCP.ncap.gz", does: "print records for reading" },
    { line: "-r TCP.ncap.gz --csv --select Timestamp,SrcIP,DstIP,DstPort > tcp.csv", does: "make a CSV file of four fields" },
    { line: "-r DNS.ncap.gz --json --utc", does: "print an object a line, with readable times" },
    { line: "-r UDP.ncap.gz --fields", does: "tell the names of the fields" },
    { line: "-r FlowFeatures.ncap.gz --columns cic > flows.csv", does: "print features of flows as CICFlowMeter names them" },
  ],
  flags,
  refused: { "membuf-size": "records are streamed, there is no buffer to size" },
  positional: { placeholder: "FILE", description: "the record file, instead of --read", max: 1, complete: "file" },
  async run(values, io, positionals) {
    const { dumpFile } = await import("./dumpFile.ts");
    return dumpFile(values, io, positionals);
  },
});
