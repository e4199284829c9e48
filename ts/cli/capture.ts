import { REFUSED } from "./captureRefused.ts";
import { defineTool, type FlagTable, type Values } from "./tool.ts";

const flags = {
  read: {
    kind: "paths",
    short: "r",
    placeholder: "FILE",
    complete: "file",
    description: "read this capture or directory of captures (pcap, pcapng, .gz of them, - for standard input); more may follow",
  },
  out: {
    kind: "string",
    short: "o",
    placeholder: "DIR",
    complete: "directory",
    default: ".",
    description: "write the record files into this directory, made where it is missing",
  },
  format: {
    kind: "choice",
    choices: ["ncap", "ncap.zst", "csv", "csv.gz", "csv.zst", "json", "json.gz", "json.zst", "parquet", "arrow", "null"],
    default: "ncap",
    description: "what to write: record files, CSV, JSON Lines (.gz and .zst: compressed so), Parquet, Arrow, or nothing",
  },
  compress: {
    kind: "boolean",
    aliases: ["comp"],
    default: true,
    description: "compress record files with gzip (.ncap.gz)",
  },
  "compression-level": {
    kind: "integer",
    min: 1,
    max: 9,
    default: 1,
    placeholder: "N",
    description: "from 1, fastest, to 9, smallest",
  },
  workers: {
    kind: "integer",
    min: 1,
    max: 256,
    placeholder: "N",
    description: "decode in so many threads; the records are the same for any number (default: as many as there are processors)",
  },
  include: { kind: "list", placeholder: "RECORDS", description: "make only these records" },
  exclude: { kind: "list", placeholder: "RECORDS", description: "do not make these records" },
  "decode-as": {
    kind: "texts",
    placeholder: "RULE",
    description:
      "try the payload of a port as a protocol first, as in udp.port==5300,dns, or with none as no protocol; more may follow",
  },
  context: { kind: "boolean", default: true, description: "fill in the addresses and ports of the layers around a record" },
  payload: { kind: "boolean", description: "keep the payload of transport layers" },
  entropy: { kind: "boolean", description: "compute the entropy of payloads" },
  defragment: {
    kind: "boolean",
    default: true,
    aliases: ["ip4defrag"],
    description: "join fragments of IPv4 and IPv6, and decode what they carry once it is whole",
  },
  "ignore-unknown": { kind: "boolean", description: "do not keep packets that no decoder knows in unknown.pcap" },
  "ignore-errors": { kind: "boolean", description: "do not keep malformed packets in errors.pcap, and why in errors.jsonl" },
  "tcp-idle": {
    kind: "duration",
    default: "5m",
    placeholder: "TIME",
    description: "end TCP flows without packets for so long, by the times of the capture (0 for never, here and below)",
  },
  "udp-idle": { kind: "duration", default: "2m", placeholder: "TIME", description: "the same for UDP" },
  "icmp-idle": { kind: "duration", default: "30s", placeholder: "TIME", description: "the same for ICMP" },
  "other-idle": { kind: "duration", default: "2m", placeholder: "TIME", description: "the same for everything else" },
  "tcp-closed": {
    kind: "duration",
    default: "5s",
    placeholder: "TIME",
    description: "the same for TCP connections that were closed or reset",
  },
  "active-timeout": {
    kind: "duration",
    default: "0",
    placeholder: "TIME",
    description: "cut flows that last longer into several records",
  },
  "first-packets": {
    kind: "integer",
    default: 0,
    max: 255,
    placeholder: "N",
    description: "record lengths, gaps and directions of the first packets of each connection",
  },
  "packet-statistics": {
    kind: "boolean",
    description: "have Connection tell of the lengths and gaps of the packets of each direction, and of active and idle times",
  },
  "state-limit": {
    kind: "integer",
    default: 64,
    min: 1,
    max: 512,
    placeholder: "MIB",
    description: "memory for flows and profiles, in MiB; when it is full, those that were idle longest are recorded early",
  },
  force: { kind: "boolean", short: "f", description: "remove output files that are already in the directory" },
  quiet: { kind: "boolean", short: "q", description: "print nothing but errors" },
  decoders: { kind: "boolean", description: "print the records that can be made, and nothing else" },
  overview: { kind: "boolean", description: "print the records and their fields as Markdown, and nothing else" },
  csv: { kind: "boolean", description: "the same as --format csv" },
  json: { kind: "boolean", description: "the same as --format json" },
  null: { kind: "boolean", description: "the same as --format null" },
} as const satisfies FlagTable;

/** What the flags of capture say. */
export type CaptureValues = Values<typeof flags>;

/** Turns captures into record files. */
export const capture = defineTool({
  name: "capture",
  summary: "turn packets into audit records",
  examples: [
    { line: "-r traffic.pcap -o records", does: "write a file of records for each protocol in the capture" },
    {
      line: "-r captures/ -o records --include TCP,DNS --format csv",
      does: "make TCP.csv and DNS.csv from all captures of a directory",
    },
    { line: "-r traffic.pcap -o records --decode-as udp.port==5300,dns", does: "find DNS on a port that is not its own" },
    { line: "-r - -o records < traffic.pcap.gz", does: "read from standard input, compressed or not" },
  ],
  flags,
  refused: REFUSED,
  positional: { placeholder: "FILE", description: "more captures or directories", complete: "file" },
  async run(values, io, positionals) {
    const { captureRun } = await import("./captureRun.ts");
    return captureRun(values, io, positionals);
  },
});
