import type { Cause, PortCount, Statistics } from "../core/statistics.ts";

/** The statistics of threads that shared out the packets among them. */
export function sumStatistics(parts: readonly Statistics[]): Statistics {
  const total = (field: Exclude<keyof Statistics, "fragments" | "causes" | "unfit">) =>
    parts.reduce((n, part) => n + part[field], 0);
  return {
    packets: total("packets"),
    unknown: total("unknown"),
    malformed: total("malformed"),
    bytesCaptured: total("bytesCaptured"),
    bytesOnWire: total("bytesOnWire"),
    evictedFlows: total("evictedFlows"),
    // Every thread joins all fragments.
    fragments: (parts[0] as Statistics).fragments,
    causes: sumCauses(parts.flatMap((part) => part.causes)),
    unfit: sumPorts(parts.flatMap((part) => part.unfit)),
  };
}

function sumCauses(causes: readonly Cause[]): Cause[] {
  const sums = new Map<string, Cause>();
  for (const cause of causes) {
    const { unknown, malformed } = cause;
    const key = unknown ? `${unknown.numbering} ${unknown.number}` : `${malformed?.layer}:${malformed?.status}`;
    const known = sums.get(key);
    const first = known && known.firstPacket < cause.firstPacket ? known : cause;
    sums.set(key, { ...first, packets: cause.packets + (known?.packets ?? 0) });
  }
  return [...sums.values()];
}

function sumPorts(counts: readonly PortCount[]): PortCount[] {
  const sums = new Map<string, PortCount>();
  for (const count of counts) {
    const key = `${count.transport} ${count.port}`;
    sums.set(key, { ...count, packets: count.packets + (sums.get(key)?.packets ?? 0) });
  }
  return [...sums.values()];
}
