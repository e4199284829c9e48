import { defineTool, type FlagTable, type Values } from "./tool.ts";

const flags = {
  read: {
    kind: "string",
    short: "r",
    placeholder: "FILE",
    complete: "file",
    description: "scan this capture with Suricata, and label by its alerts",
  },
  alerts: {
    kind: "paths",
    short: "a",
    placeholder: "FILE",
    complete: "file",
    description: "label by the alerts of this log: eve.json, fast.log, or Zeek's notice.log",
  },
  custom: {
    kind: "paths",
    placeholder: "FILE",
    complete: "file",
    description: "label by the attacks of this schedule, in YAML or CSV",
  },
  out: {
    kind: "string",
    short: "o",
    default: ".",
    placeholder: "DIR",
    complete: "directory",
    description: "the directory with the record files; labelled files and the audit go there, too",
  },
  to: { kind: "string", placeholder: "DIR", complete: "directory", description: "labelled files and the audit go here instead" },
  format: { kind: "choice", choices: ["csv", "jsonl", "parquet", "arrow"], default: "csv", description: "what to write" },
  select: { kind: "list", placeholder: "FIELDS", description: "write only these fields, as far as a type has them" },
  sep: { kind: "string", default: ",", placeholder: "TEXT", description: "what stands between the cells of CSV" },
  utc: { kind: "boolean", description: "write times as date and time of day (RFC 3339, UTC)" },
  description: { kind: "boolean", description: "label by what the rule or attack says, not by its class" },
  exclude: { kind: "list", aliases: ["excluded"], placeholder: "CLASSES", description: "alerts of these classes label nothing" },
  collect: { kind: "boolean", description: 'write all labels of a record, joined by " | ", not only the earliest' },
  strict: { kind: "boolean", description: "fail when two alerts are of the same moment, or attacks overlap" },
  "disable-layers": { kind: "boolean", description: "leave out the types without addresses, which only times could label" },
  window: {
    kind: "duration",
    default: "1m",
    placeholder: "TIME",
    description: "how far a record of a stream, such as HTTP, may be from an alert about the same ends",
  },
  timezone: {
    kind: "string",
    placeholder: "ZONE",
    description: "time zone of times that name none, such as Europe/Berlin or +02:00; that of this machine unless given",
  },
  suricata: { kind: "string", default: "suricata", placeholder: "PROGRAM", complete: "file", description: "what scans captures" },
  "suricata-config": {
    kind: "string",
    placeholder: "FILE",
    complete: "file",
    description: "its configuration, in place of its own",
  },
  progress: { kind: "boolean", default: true, description: "show progress on a terminal" },
  force: { kind: "boolean", short: "f", description: "replace labelled files of an earlier run" },
} as const satisfies FlagTable;

/** What the flags of label say. */
export type LabelValues = Values<typeof flags>;

/** Labels records by alerts and attacks. */
export const label = defineTool({
  name: "label",
  summary: "label records by alerts and attack schedules, and say why",
  examples: [
    { line: "-o records --alerts eve.json", does: "label the records of a directory by alerts of Suricata" },
    { line: "-o records --read traffic.pcap", does: "let Suricata look for the alerts first" },
    { line: "-o records --custom attacks.yml --to labelled", does: "label by the hours at which attacks were made" },
    { line: "-o records fast.log notice.log --collect --description", does: "use two logs and write all that they say" },
  ],
  flags,
  refused: { debug: "the audit tells all that was done; set NC_DEBUG=1 for the place of an internal error" },
  positional: { placeholder: "FILE", description: "a further log of alerts", complete: "file" },
  async run(values, io, positionals) {
    const { labelRun } = await import("./labelRun.ts");
    return labelRun(values, io, positionals);
  },
});
