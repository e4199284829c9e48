import { defineTool, type FlagTable, type Values } from "./tool.ts";

const flags = {
  read: {
    kind: "string",
    short: "r",
    placeholder: "FILE",
    complete: "file",
    description: "read this record file (.ncap, .ncap.gz or .ncap.zst, - for standard input), or all of a directory",
  },
  out: {
    kind: "string",
    short: "o",
    placeholder: "PATH",
    complete: "file",
    description: "write to this file, or for a directory of record files into this directory",
  },
  format: {
    kind: "choice",
    choices: ["struc", "csv", "tsv", "json", "table", "parquet", "arrow"],
    description: "the form: one of those below, Parquet, or a stream of Arrow IPC",
  },
  struc: { kind: "boolean", aliases: ["text"], description: "print readable text; the form when no other is chosen" },
  csv: { kind: "boolean", description: "print CSV with a line of field names" },
  tsv: { kind: "boolean", description: "print CSV with tabs instead of commas" },
  json: { kind: "boolean", description: "print JSON Lines: one object a record" },
  table: { kind: "boolean", description: "print tables of 100 records" },
  select: { kind: "list", placeholder: "FIELDS", description: "print only these fields, in this order" },
  filter: {
    kind: "string",
    placeholder: "EXPRESSION",
    description: "print only records for which this holds, as in 'DstPort == 443 && SYN'",
  },
  from: {
    kind: "string",
    placeholder: "TIME",
    description: "print only records from this time on (RFC 3339, or seconds since 1970)",
  },
  to: { kind: "string", placeholder: "TIME", description: "print only records before this time" },
  sort: { kind: "choice", choices: ["time"], description: "print records in the order of their times" },
  head: { kind: "integer", min: 0, placeholder: "N", description: "print only the first N records" },
  count: { kind: "boolean", description: "print the number of records instead of them" },
  stats: { kind: "boolean", description: "print statistics of each field instead of the records; with --json an object a field" },
  encode: {
    kind: "choice",
    choices: ["zscore", "minmax"],
    description: "turn all fields into numbers for learning, scaled so over the whole file; texts become numbers of categories",
  },
  "encode-save": {
    kind: "string",
    placeholder: "FILE",
    complete: "file",
    description: "keep the parameters of --encode in this file",
  },
  "encode-load": {
    kind: "string",
    placeholder: "FILE",
    complete: "file",
    description: "encode with the parameters in this file instead of those of the records",
  },
  force: { kind: "boolean", short: "f", description: "replace files that are there already" },
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
  workers: {
    kind: "integer",
    min: 1,
    max: 256,
    placeholder: "N",
    description:
      "make lines of CSV and JSON in so many threads; they are the same for any number (default: one a processor, at most 8)",
  },
  color: { kind: "boolean", short: "c", description: "color text even when it does not go to a terminal" },
} as const satisfies FlagTable;

/** What the flags of dump say. */
export type DumpValues = Values<typeof flags>;

/** Prints the records of a file. */
export const dump = defineTool({
  name: "dump",
  summary: "print the records of a file as text, CSV, JSON Lines or tables, or make Parquet and Arrow of them",
  examples: [
    { line: "-r TCP.ncap.gz", does: "print records for reading" },
    { line: "-r TCP.ncap.gz --csv --select Timestamp,SrcIP,DstIP,DstPort > tcp.csv", does: "make a CSV file of four fields" },
    { line: "-r DNS.ncap.gz --json --utc", does: "print an object a line, with readable times" },
    { line: "-r UDP.ncap.gz --fields", does: "tell the names of the fields" },
    { line: "-r records --format parquet -o tables", does: "make a Parquet file of each record file" },
    { line: "-r TCP.ncap.gz --filter SYN&&!ACK --count", does: "count the connections that were tried" },
    { line: "-r Connection.ncap.gz --encode zscore --csv -o x.csv --encode-save x.json", does: "make numbers for learning" },
    { line: "-r FlowFeatures.ncap.gz --columns cic > flows.csv", does: "print features of flows as CICFlowMeter names them" },
  ],
  flags,
  refused: { "membuf-size": "records are streamed, there is no buffer to size" },
  positional: { placeholder: "FILE", description: "the record file or directory, instead of --read", max: 1, complete: "file" },
  async run(values, io, positionals) {
    const { dumpRun } = await import("./dumpRun.ts");
    return dumpRun(values, io, positionals);
  },
});
