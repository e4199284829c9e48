import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { recordTypeByName } from "../../ts/record/catalogue.ts";

/** Where the captures, what tshark says of them, and the record files of Netcap (Go) are, if they are at hand. */
const SHARED = "../shared";
const CAPTURES = join(SHARED, "pcaps");

/** Whether they are. Without them the golden tests are skipped. */
export const atHand = existsSync(CAPTURES);

/** What tshark and a second reader of containers found in a capture. */
export interface Expected {
  /** `pcap`, `pcapng` and their variants, or another format, and the link types of its interfaces, where they are known. */
  container: { format: string; linktypes?: number[] };
  /** Packets in the file, whatever tshark thinks of it. */
  packets_authoritative: number;
  /** How many packets have each stack of layers: `eth:ethertype:ip:udp:dns`. IP and TCP are not reassembled. */
  stacks: Record<string, number>;
  /** How many TCP and UDP conversations there are, in tunnels, too. */
  conv: { tcp?: number; udp?: number };
  /** How many packets have each value of some fields. */
  histograms: Record<string, Record<string, number>>;
}

/** Names of the captures. */
export function captureNames(): string[] {
  if (!atHand) return [];
  return readdirSync(join(CAPTURES, "expected"))
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort();
}

export function readCapture(name: string): Uint8Array {
  return readFileSync(join(CAPTURES, name));
}

export function readExpected(name: string): Expected {
  return JSON.parse(readFileSync(join(CAPTURES, "expected", `${name}.json`), "utf8")) as Expected;
}

/** Record files of Netcap (Go) by capture: `packets` of packets alone, `streams` of reassembled ones. */
export function goldenFiles(kind: "packets" | "streams"): { capture: string; path: string; type: string }[] {
  const directory = join(SHARED, "golden-go", kind);
  if (!existsSync(directory)) return [];
  return readdirSync(directory).flatMap((capture) =>
    readdirSync(join(directory, capture))
      .filter((file) => file.endsWith(".ncap"))
      .map((file) => ({ capture, path: join(directory, capture, file), type: typeOf(file.slice(0, -".ncap".length)) })),
  );
}

/** The type of the records in a file, which has another name for one of them. */
function typeOf(file: string): string {
  return recordTypeByName(file)?.name ?? file;
}
