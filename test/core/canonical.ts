import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { recordTypeByName } from "../../ts/record/catalogue.ts";
import { descriptorOf } from "../../ts/record/descriptorOf.ts";
import { type Decoded, recordsOf } from "./decodeBytes.ts";

/** Records of a lane that are looked at: those behind are only counted, or large captures would take minutes. */
const MOST = 5000;

/**
 * What is wrong with the bytes of lanes, a line for each record: that protobuf-es cannot read it (which covers strings that
 * are not UTF-8), or would write it with other bytes, or that a lane holds another number of records than it says.
 */
export function flawsOf({ lanes, counts }: Decoded): string[] {
  const flaws: string[] = [];
  for (const [name, lane] of lanes) {
    let count = 0;
    // Records of one frame with different bytes changed are mostly the same.
    const seen = new Set<string>();
    for (const record of recordsOf(lane)) {
      count++;
      const key = Buffer.from(record.buffer, record.byteOffset, record.length).toString("latin1");
      const flaw = count > MOST || seen.has(key) ? undefined : flawOf(name, record);
      if (flaw !== undefined) flaws.push(`${name} record ${count}: ${flaw}`);
      seen.add(key);
    }
    if (count !== counts.get(name)) flaws.push(`${name}: ${count} records, not ${counts.get(name)}`);
  }
  return flaws;
}

function flawOf(name: string, record: Uint8Array): string | undefined {
  const type = recordTypeByName(name);
  if (!type) return "not in the catalogue";
  const desc = descriptorOf(type);
  try {
    const canonical = toBinary(desc, fromBinary(desc, record));
    return equal(record, canonical) ? undefined : `${hex(record)} should be ${hex(canonical)}`;
  } catch (error) {
    return `${error}: ${hex(record)}`;
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
