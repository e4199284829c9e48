import type { FieldScanner } from "../record/fieldScanner.ts";
import { Form, type Plan } from "../record/plan.ts";

/** Fields of the two ends of a flow, the ones that tell more first. */
const PAIRS = [
  ["SrcIP", "DstIP"],
  ["ClientIP", "ServerIP"],
  ["SrcMAC", "DstMAC"],
] as const;
const PORTS = ["SrcPort", "DstPort"] as const;

/** FNV-1a (draft-eastlake-fnv). */
const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** Hashes the two ends of records, addresses and ports; both directions of a flow have the same hash. */
export class EndPoints {
  readonly #scanner: FieldScanner;
  /** By field number: 1 for one end, 2 for the other, 0 for what is no part of them. */
  readonly #side: readonly number[];

  private constructor(scanner: FieldScanner, side: readonly number[]) {
    this.#scanner = scanner;
    this.#side = side;
  }

  /** What hashes records of this plan; undefined when they have no addresses. */
  static of(plan: Plan, scanner: FieldScanner): EndPoints | undefined {
    const column = (name: string) => plan.columns.find((candidate) => candidate.name === name && !candidate.repeated);
    const pair = PAIRS.find((names) => names.every((name) => column(name)?.form === Form.String));
    if (pair === undefined) return undefined;
    const side: number[] = plan.byNumber.map(() => 0);
    for (const names of [pair, PORTS]) {
      for (const [i, name] of names.entries()) {
        const number = column(name)?.number;
        if (number !== undefined) side[number] = i + 1;
      }
    }
    return new EndPoints(scanner, side);
  }

  /**
   * The hash of the record from `start` to `end`.
   * @throws {NcapFormatError} without a file, when the bytes are no message
   */
  hash(start: number, end: number): number {
    const scanner = this.#scanner;
    const ends = [0, OFFSET_BASIS, OFFSET_BASIS];
    for (let at = start; at < end; ) {
      at = scanner.read(scanner.readTag(at, end), end);
      const { tag, low, high, bytes } = scanner;
      const side = this.#side[tag >>> 3];
      if (!side) continue;
      let hash = ends[side] as number;
      if ((tag & 7) === 2) for (let i = low; i < high; i++) hash = Math.imul(hash ^ (bytes[i] as number), PRIME);
      else hash = Math.imul(Math.imul(hash ^ low, PRIME) ^ high, PRIME);
      ends[side] = hash;
    }
    // What was multiplied last is poor in its low bits, and those choose the file.
    const sum = Math.imul((ends[1] as number) + (ends[2] as number), 0x9e3779b1) >>> 0;
    return (sum ^ (sum >>> 15)) >>> 0;
  }
}
