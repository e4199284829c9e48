import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { descriptorOf } from "../record/descriptorOf.ts";
import { FieldScanner } from "../record/fieldScanner.ts";
import { NcapFormatError } from "../record/ncapFormatError.ts";
import { type Column, Form, type Plan, planOf } from "../record/plan.ts";
import { RecordReader } from "../record/recordReader.ts";
import { RecordFile } from "../sink/recordFile.ts";
import { AddressCipher } from "./addressCipher.ts";
import type { Watch } from "./watch.ts";

const MAX_DEPTH = 100;

/** Texts that say nothing of people, hosts or networks: netcap itself writes them, from numbers. */
const KEPT = new Set(
  "LinkProto NetworkProto TransportProto ApplicationProto SrcPort DstPort SubnetMask IPMask PDUType ChunkType MessageType".split(
    " ",
  ),
);

/** Numbers of 32 bits that are IPv4 addresses, or identifiers which by custom are (RFC 2328 appendix C.1). */
const IPV4_NUMBERS = new Set(
  "RouterID AdvRouter AttachedRouter LinkStateID NeighborRouterID DestinationRouterID DesignatedRouterID BackupDesignatedRouterID RefAdvRouter RefLinkStateID ForwardingAddress".split(
    " ",
  ),
);

/** Rewrites records: addresses are replaced, other texts and all bytes left out, numbers kept. What the schema does not know is left out. */
export class Anonymizer {
  readonly #cipher: AddressCipher;
  readonly #plan: Plan;
  readonly #scanner = new FieldScanner();

  constructor(plan: Plan, cipher: AddressCipher) {
    this.#plan = plan;
    this.#cipher = cipher;
  }

  /**
   * The record in place of the one from `start` to `end`.
   * @throws {NcapFormatError} without a file, when the bytes are no message
   */
  rewrite(bytes: Uint8Array, start: number, end: number): Uint8Array {
    this.#scanner.bytes = bytes;
    const out = new BinaryWriter();
    this.#message(out, this.#plan, start, end, 0);
    return out.finish();
  }

  #message(out: BinaryWriter, plan: Plan, start: number, end: number, depth: number): void {
    if (depth > MAX_DEPTH) throw new NcapFormatError("", start, "malformed record: messages nested too deeply");
    const scanner = this.#scanner;
    for (let at = start; at < end; ) {
      const from = at;
      at = scanner.read(scanner.readTag(at, end), end);
      const { tag, low, high } = scanner;
      const column = plan.byNumber[tag >>> 3];
      // A map has texts for keys: the names of headers, hashes and hosts.
      if (column === undefined || column.map) continue;
      const packed = column.repeated && (tag & 7) === 2 && column.wireType !== 2;
      if (packed) this.#packed(out, column, low, high);
      else if ((tag & 7) !== column.wireType) continue;
      else if (column.form === Form.Message) {
        out.uint32(tag).fork();
        this.#message(out, column.message, low, high, depth + 1);
        out.join();
      } else if (column.form === Form.String) this.#text(out, column, tag, low, high);
      else if (isIPv4(column)) out.uint32(tag).uint32(this.#address(low));
      else if (column.form !== Form.Bytes) out.raw(scanner.bytes.subarray(from, at));
    }
  }

  #packed(out: BinaryWriter, column: Column, start: number, end: number): void {
    const scanner = this.#scanner;
    out.uint32((column.number << 3) | 2).fork();
    if (!isIPv4(column)) out.raw(scanner.bytes.subarray(start, end));
    else
      for (let at = start; at < end; ) {
        at = scanner.readAs(column.wireType, at, end);
        out.uint32(this.#address(scanner.low));
      }
    out.join();
  }

  #text(out: BinaryWriter, { name }: Column, tag: number, start: number, end: number): void {
    const bytes = this.#scanner.bytes.subarray(start, end);
    if (KEPT.has(name)) {
      out.uint32(tag).bytes(bytes);
      return;
    }
    const address = this.#cipher.text(String.fromCharCode(...bytes.subarray(0, 64)));
    if (address !== undefined) out.uint32(tag).string(address);
  }

  #address(value: number): number {
    const bytes = new Uint8Array(4);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, value);
    const replaced = this.#cipher.ip(bytes);
    return new DataView(replaced.buffer).getUint32(0);
  }
}

function isIPv4({ form, name }: Column): boolean {
  return form === Form.Uint32 && IPV4_NUMBERS.has(name);
}

/**
 * Writes the records of a file anonymized into a new one. The header keeps its time; the name of the capture is dropped.
 * @param key 32 bytes
 * @param keepOui whether MAC addresses keep the half that names the vendor
 * @throws {NcapFormatError} when the file is damaged; the records before that are written
 * @throws {Error} when a file cannot be read or written
 */
export async function anonymizeFile(
  path: string,
  out: string,
  key: Uint8Array,
  keepOui: boolean,
  watch: Watch,
): Promise<{ readonly type: string; readonly records: number }> {
  let bytes = 0;
  const reader = await RecordReader.open(path, path, (size) => (bytes += size));
  try {
    const { type, header } = reader;
    const anonymizer = new Anonymizer(planOf(descriptorOf(type)), new AddressCipher(key, keepOui));
    const file = await RecordFile.create(out, type, { created: header.Created, inputSource: "", containsPayloads: false });
    try {
      while (await reader.fill()) {
        while (reader.next()) {
          try {
            const record = anonymizer.rewrite(reader.bytes, reader.start, reader.end);
            file.append(record, 0, record.length);
          } catch (error) {
            throw reader.located(error);
          }
        }
        watch(file.records, bytes);
      }
    } finally {
      file.close();
    }
    return { type: type.name, records: file.records };
  } finally {
    await reader.close();
  }
}
