import { defineTool, type FlagTable, type Values } from "./tool.ts";

const flags = {
  read: {
    kind: "paths",
    short: "r",
    placeholder: "FILE",
    complete: "file",
    description: "work on this record file (.ncap, .ncap.gz, .ncap.zst); may be repeated",
  },
  out: {
    kind: "string",
    short: "o",
    placeholder: "PATH",
    complete: "file",
    description: "write to this file, which ends in .gz or .zst to be compressed; split writes into this directory",
  },
  force: { kind: "boolean", description: "replace the file that is at --out" },
  check: { kind: "boolean", description: "check record files: frames, header, every record; exit code 1 when one is bad" },
  repair: { kind: "boolean", description: "write what is whole in a damaged record file to --out" },
  ts2utc: { kind: "string", placeholder: "TIME", description: "print seconds since 1970 (1216384407.092326) as date and time" },
  utc2ts: { kind: "string", placeholder: "TIME", description: "print date and time (RFC 3339) as seconds since 1970" },
  every: { kind: "duration", placeholder: "TIME", description: "split: a file for each span of time, as in 1h" },
  size: { kind: "string", placeholder: "BYTES", description: "split: files of about this size before compression, as in 100MB" },
  flows: {
    kind: "integer",
    min: 2,
    max: 256,
    description: "split: this many files; all records between two end points are in the same one",
  },
  "key-file": {
    kind: "string",
    placeholder: "FILE",
    complete: "file",
    description: "anonymize: the key, 64 hex digits, is in this file and not in NC_ANONYMIZATION_KEY",
  },
  "keep-oui": { kind: "boolean", description: "anonymize: keep the vendor's half of MAC addresses" },
  env: { kind: "boolean", description: "print the variables of the environment that begin with NC_" },
  interfaces: { kind: "boolean", description: "print the network interfaces with their addresses" },
} as const satisfies FlagTable;

/** What the flags of util say. */
export type UtilValues = Values<typeof flags>;

/** The words that say what is to be done with the files behind them. */
export const ACTIONS = ["check", "repair", "merge", "split", "anonymize", "index"] as const;

const NO_DATABASES = "there are no databases here";

/** Looks after record files. */
export const util = defineTool({
  name: "util",
  summary: "check, repair, merge, split, anonymize and index record files",
  examples: [
    { line: "check records/*.ncap.gz", does: "say which files are damaged, and where" },
    { line: "repair TCP.ncap.gz -o whole.ncap.gz", does: "save what is whole" },
    { line: "merge monday/TCP.ncap.gz tuesday/TCP.ncap.gz -o TCP.ncap.gz", does: "make one file, in the order of time" },
    { line: "split TCP.ncap.gz --every 1h -o hours", does: "make a file for each hour" },
    { line: "anonymize TCP.ncap.gz --key-file key -o shared.ncap.gz", does: "replace addresses, drop names and payloads" },
    { line: "--ts2utc 1216384407.092326", does: "print a time for reading" },
  ],
  flags,
  refused: {
    sep: "records are checked themselves, not lines of text",
    "membuf-size": "records are streamed, there is no buffer to size",
    "clone-dbs": NO_DATABASES,
    "generate-dbs": NO_DATABASES,
    "update-dbs": NO_DATABASES,
    "nvd-start-year": NO_DATABASES,
    "download-geolite": NO_DATABASES,
    index: 'there is no search of databases; "netcap util index FILE" makes an index of times',
    mkpacket: "packets are read here, not made: text2pcap makes them of hexadecimal digits",
    verbose: "there is nothing more to tell",
  },
  positional: {
    placeholder: "ACTION FILE",
    description: `one of ${ACTIONS.join(", ")}, and the record files`,
    complete: "file",
  },
  async run(values, io, positionals) {
    const { utilRun } = await import("./utilRun.ts");
    return utilRun(values, io, positionals);
  },
});
