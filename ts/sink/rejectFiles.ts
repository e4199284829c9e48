import { MALFORMED_PACKETS, packetRuns, VERDICTS } from "../core/lanes.ts";
import { BlockFile, plainBlock } from "../runtime/blockFile.ts";
import type { Pressed } from "./lanePress.ts";

/** What is kept of packets that were not decoded. */
export type Reject = "unknown" | "errors";

/** Packets that were kept in files. */
export interface Kept {
  /** The pcap files, the one of the first packet first. */
  readonly files: readonly string[];
  /** The file that says what is wrong with each, where something is. */
  readonly reasons: string | undefined;
  readonly packets: number;
}

/** The file that says what is wrong with each malformed packet. */
const REASONS = "errors.jsonl";

/** More link types than any honest capture has do not each get a file: those are a limited good. */
const MAX_LINK_TYPES = 64;

/** No packet is longer: the same number as in assembly/container/reader.ts. */
const SNAPLEN = 1 << 19;

const NAME = /^(unknown|errors)(\.\d+)?\.pcap$/;

/** Link types are assigned one after the other, and are far from this. */
const ASSIGNED_LINK_TYPES = 512;

/** Whether a file has the name of one that RejectFiles writes. */
export function isRejectFile(name: string): boolean {
  return name === REASONS || NAME.test(name);
}

/** The names that RejectFiles may give. */
export function* rejectFileNames(): Generator<string, void, undefined> {
  yield REASONS;
  for (const reject of ["unknown", "errors"] as const) {
    yield fileName(reject);
    for (let linkType = 0; linkType < ASSIGNED_LINK_TYPES; linkType++) yield fileName(reject, linkType);
  }
}

function fileName(reject: Reject, linkType?: number): string {
  return linkType === undefined ? `${reject}.pcap` : `${reject}.${linkType}.pcap`;
}

/**
 * Writes packets that were not decoded into pcap files, as they came. A pcap file has one link type: the first packet decides
 * on that of `unknown.pcap` and `errors.pcap`, packets of others are in files named after them, such as `unknown.113.pcap`. What
 * is wrong with each malformed packet is in `errors.jsonl`.
 */
export class RejectFiles {
  readonly #directory: string;
  readonly #packets = { unknown: 0, errors: 0 };
  readonly #pcaps = { unknown: new Map<number, BlockFile>(), errors: new Map<number, BlockFile>() };
  #reasons: BlockFile | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Takes a lane that holds no records.
   * @throws {Error} when it cannot be written.
   */
  take({ id, block }: Pressed): void {
    if (id === VERDICTS) {
      this.#reasons ??= this.#open(REASONS);
      this.#reasons.append(block);
      return;
    }
    const reject = id === MALFORMED_PACKETS ? "errors" : "unknown";
    for (const { linkType, packets, bytes } of packetRuns(block.bytes)) {
      if (this.#append(reject, linkType, bytes)) this.#packets[reject] += packets;
    }
  }

  /** All files, to be closed. */
  *outputs(): Generator<BlockFile, void, undefined> {
    for (const pcaps of Object.values(this.#pcaps)) yield* pcaps.values();
    if (this.#reasons) yield this.#reasons;
  }

  /** What was kept of the packets with an outcome; undefined where there are none. */
  kept(reject: Reject): Kept | undefined {
    const files = [...this.#pcaps[reject].values()].map(({ path }) => path);
    const reasons = reject === "errors" ? this.#reasons?.path : undefined;
    return files.length ? { files, reasons, packets: this.#packets[reject] } : undefined;
  }

  /** Whether the packets have a file. */
  #append(reject: Reject, linkType: number, packets: Uint8Array): boolean {
    const pcaps = this.#pcaps[reject];
    const known = pcaps.get(linkType);
    if (known) {
      known.append(plainBlock(packets));
      return true;
    }
    if (pcaps.size === MAX_LINK_TYPES) return false;
    const file = this.#open(fileName(reject, pcaps.size ? linkType : undefined));
    pcaps.set(linkType, file);
    // In one piece, so that there is no file without packets.
    const head = fileHeader(linkType);
    const block = new Uint8Array(head.length + packets.length);
    block.set(head);
    block.set(packets, head.length);
    file.append(plainBlock(block));
    return true;
  }

  #open(name: string): BlockFile {
    return new BlockFile(`${this.#directory}/${name}`);
  }
}

/** The header of a pcap file of nanoseconds (draft-ietf-opsawg-pcap section 4). */
function fileHeader(linkType: number): Uint8Array {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xa1b23c4d, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, SNAPLEN, true);
  view.setUint32(20, linkType, true);
  return bytes;
}
