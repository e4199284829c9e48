import { decodeCapture } from "../../ts/decodeCapture.ts";
import { RECORDS } from "../golden/layers.ts";
import { fields, isCompared } from "./fields.ts";
import { runTshark } from "./runTshark.ts";

/** How often tshark and we have something, and how often only one of us has it. */
export interface Compared {
  /** The record, or the field in tshark's words. */
  what: string;
  /** The record of a field. */
  record?: string;
  both: number;
  onlyTshark: number;
  onlyOurs: number;
}

/**
 * Compares what tshark and we find in a capture: records by type, fields packet by packet, which are known by their times.
 * Layers and fields that neither has are left out. Of a damaged capture what comes before the damage is compared.
 */
export async function compareCapture(path: string): Promise<Compared[]> {
  const theirs = new Map<string, number>();
  const values = fields.map(() => ({ onlyTshark: new Map<string, number>(), total: 0, matched: 0, onlyOurs: 0 }));
  const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for await (const packet of runTshark(path)) {
    for (const record of packet.records) add(theirs, record);
    packet.values.forEach((list, i) => {
      for (const value of list) {
        const found = values[i];
        if (!found) continue;
        add(found.onlyTshark, `${packet.time} ${value}`);
        found.total++;
      }
    });
  }
  const ours = new Map<string, number>();
  try {
    for await (const record of decodeCapture(path)) {
      const type = record.$typeName.slice("types.".length);
      add(ours, type);
      fields.forEach((field, i) => {
        const found = values[i];
        if (field.record !== type || !found || !isCompared(record)) return;
        for (const value of field.values(record)) {
          const key = `${(record as { Timestamp: bigint }).Timestamp} ${value}`;
          const left = found.onlyTshark.get(key);
          if (left) {
            found.matched++;
            found.onlyTshark.set(key, left - 1);
          } else found.onlyOurs++;
        }
      });
    }
  } catch (error) {
    console.log(`  ${(error as Error).message}`);
  }
  const records = RECORDS.map((what) => {
    const count = theirs.get(what) ?? 0;
    const our = ours.get(what) ?? 0;
    return { what, both: Math.min(count, our), onlyTshark: Math.max(0, count - our), onlyOurs: Math.max(0, our - count) };
  });
  const compared = fields.map(({ names, record }, i) => {
    const { total = 0, matched = 0, onlyOurs = 0 } = values[i] ?? {};
    return { what: names.join(", "), record, both: matched, onlyTshark: total - matched, onlyOurs };
  });
  return [...records, ...compared].filter(({ both, onlyTshark, onlyOurs }) => both + onlyTshark + onlyOurs > 0);
}
