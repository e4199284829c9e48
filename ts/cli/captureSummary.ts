import { explainCause } from "../core/explain.ts";
import type { Cause, FragmentCounts, PortCount, Statistics } from "../core/statistics.ts";
import type { Reject } from "../sink/rejectFiles.ts";
import type { Sink, Written } from "../sink/sink.ts";
import { formatByteRate, formatBytes, formatCount, formatDuration, formatRate, formatShare } from "./format.ts";

/** Lines of each list that are told; the others are only counted. */
const MOST_LINES = 5;

/**
 * What a run of capture came to, for the user: packets that balance, records by type, what was not decoded most often, and
 * where that is.
 */
export function captureSummary(
  statistics: Statistics,
  sink: Pick<Sink, "written" | "kept">,
  run: { readonly captures: number; readonly bytes: number; readonly elapsedMs: number },
): string {
  const { packets, unknown, malformed, bytesOnWire, evictedFlows } = statistics;
  const rates = `${formatRate(packets, run.elapsedMs)}, ${formatByteRate(run.bytes, run.elapsedMs)}`;
  const outcomes = { decoded: packets - unknown - malformed, unknown, malformed };
  const sum = Object.entries(outcomes).map(([outcome, count]) => `${formatCount(count)} ${outcome}`);
  const lines = [
    `${counted(run.captures, "capture")} read: ${formatBytes(run.bytes)} in ${formatDuration(run.elapsedMs)} (${rates})`,
    `${counted(packets, "packet")} (${formatBytes(bytesOnWire)} on the wire) = ${sum.join(" + ")}`,
  ];
  if (sink.written.length) lines.push("", ...recordTable(sink.written));
  if (evictedFlows) {
    const early = counted(evictedFlows, "flow or profile", "flows and profiles");
    lines.push("", `recorded early, because the memory for them was full: ${early} (see --state-limit)`);
  }
  const { fragments, causes, unfit } = statistics;
  lines.push(...fragmentLine(fragments));
  const unknowns = causes.filter((cause) => cause.unknown);
  const flaws = causes.filter((cause) => cause.malformed);
  lines.push(...list(`unknown${keptIn(sink, "unknown", unknown)}`, unknowns, causeText, "other protocol"));
  lines.push(...list(`malformed${keptIn(sink, "errors", malformed)}`, flaws, causeText, "other kind"));
  lines.push(...list("decoded, but for payload that no decoder fits", unfit, portText, "other port"));
  return `${lines.join("\n")}\n`;
}

function recordTable(written: readonly Written[]): string[] {
  const records = written.reduce((sum, type) => sum + type.records, 0);
  const bytes = written.reduce((sum, type) => sum + type.bytes, 0);
  const rows = [
    ["record", "records", "share", "bytes", "file"],
    ...written.map((w) => [w.name, formatCount(w.records), formatShare(w.records, records), formatBytes(w.bytes), w.file ?? ""]),
    ["total", formatCount(records), formatShare(records, records), formatBytes(bytes), ""],
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(([name = "", count = "", share = "", size = "", file = ""]) => {
    const [a = 0, b = 0, c = 0, d = 0] = widths;
    return `${name.padEnd(a)}  ${count.padStart(b)}  ${share.padStart(c)}  ${size.padStart(d)}  ${file}`.trimEnd();
  });
}

function fragmentLine({ joined, incomplete, givenUp, overlapping }: FragmentCounts): string[] {
  const parts: [number, string][] = [
    [joined, "joined"],
    [incomplete, "incomplete"],
    [givenUp, "given up because too many waited"],
    [overlapping, "with overlapping fragments"],
  ];
  const told = parts.filter(([count]) => count).map(([count, what]) => `${formatCount(count)} ${what}`);
  return told.length ? ["", `datagrams in fragments: ${told.join(", ")}`] : [];
}

/** Where the packets of an outcome are, if they are kept. */
function keptIn(sink: Pick<Sink, "kept">, reject: Reject, packets: number): string {
  const kept = sink.kept(reject);
  if (!kept) return "";
  const [first, ...others] = kept.files;
  const more = others.length ? ` and ${counted(others.length, "more file")}` : "";
  const lost = packets > kept.packets ? `, ${formatCount(packets - kept.packets)} of too many link types are not` : "";
  return `, kept in ${first}${more}${kept.reasons ? `, and why in ${kept.reasons}` : ""}${lost}`;
}

/** The commonest of some things, a line each, and a line for all others. */
function list<Item extends Cause | PortCount>(
  title: string,
  items: readonly Item[],
  text: (item: Item) => string,
  other: string,
): string[] {
  if (!items.length) return [];
  const sorted = items.toSorted((a, b) => b.packets - a.packets || order(a) - order(b));
  const rest = sorted.slice(MOST_LINES);
  const packets = rest.reduce((sum, item) => sum + item.packets, 0);
  const width = formatCount(Math.max(packets, sorted[0]?.packets ?? 0)).length;
  const lines = sorted.slice(0, MOST_LINES).map((item) => `  ${formatCount(item.packets).padStart(width)}  ${text(item)}`);
  if (rest.length) lines.push(`  ${formatCount(packets).padStart(width)}  of ${counted(rest.length, other)}`);
  return ["", title, ...lines];
}

/** What decides between things that are equally common, so that every run tells the same. */
function order(item: Cause | PortCount): number {
  return "port" in item ? 2 * item.port + (item.transport === "TCP" ? 1 : 0) : item.firstPacket;
}

function causeText(cause: Cause): string {
  const { packets, firstPacket } = cause;
  return `${explainCause(cause)} (${packets > 1 ? "first " : ""}packet ${formatCount(firstPacket)})`;
}

function portText({ transport, port }: PortCount): string {
  return `${transport} port ${port}`;
}

function counted(count: number, one: string, several = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : several}`;
}
