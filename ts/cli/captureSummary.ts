import type { Cause, Statistics } from "../core/core.ts";
import { explainCause } from "../core/explain.ts";
import type { Written } from "../sink/sink.ts";
import { formatByteRate, formatBytes, formatCount, formatDuration, formatRate, formatShare } from "./format.ts";

/** Causes that are told; the others are only counted. */
const MOST_CAUSES = 8;

/** What a run of capture came to, for the user: packets that balance, records by type, and what was wrong most often. */
export function captureSummary(
  statistics: Statistics,
  written: readonly Written[],
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
  if (written.length) lines.push("", ...recordTable(written));
  if (evictedFlows)
    lines.push("", `recorded early, because the memory for flows was full: ${counted(evictedFlows, "flow")} (see --state-limit)`);
  lines.push(...causeLines(statistics.causes));
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

function causeLines(causes: readonly Cause[]): string[] {
  if (!causes.length) return [];
  const sorted = [...causes].sort((a, b) => b.packets - a.packets || a.firstPacket - b.firstPacket);
  const width = formatCount(sorted[0]?.packets ?? 0).length;
  const lines = sorted.slice(0, MOST_CAUSES).map((cause) => {
    const count = formatCount(cause.packets).padStart(width);
    const place = `${cause.packets > 1 ? "first " : ""}packet ${formatCount(cause.firstPacket)}`;
    return `${count}  ${cause.unknown ? "unknown" : "malformed"}, ${explainCause(cause)} (${place})`;
  });
  const more = sorted.length - MOST_CAUSES;
  if (more > 0) lines.push(`and ${counted(more, "other cause")}`);
  return ["", ...lines];
}

function counted(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? "" : "s"}`;
}
