import { BillionSplit } from "../record/billionSplit.ts";
import type { RecordType } from "../record/catalogue.ts";
import { FieldScanner } from "../record/fieldScanner.ts";
import { type Column, Form, type Plan, selectColumns } from "../record/plan.ts";
import { ANY_PROTOCOL, protocolNumber, sameFamily, WITHOUT_PORTS } from "./protocol.ts";

/** The names of two addresses, and of their ports; of a host that records tell about there is only one. */
const ENDPOINTS: readonly (readonly [src: string, dst: string, srcPort: string, dstPort: string])[] = [
  ["SrcIP", "DstIP", "SrcPort", "DstPort"],
  ["ClientIP", "ServerIP", "", ""],
  ["SrcProtocolAddress", "DstProtocolAddress", "", ""],
  ["IP", "", "Port", ""],
  ["Addr", "", "", ""],
];

const FIXED_PROTOCOLS: Readonly<Record<string, string>> = {
  TCP: "tcp",
  UDP: "udp",
  SCTP: "sctp",
  HTTP: "tcp",
  IGMP: "igmp",
  MLD: "icmp",
};

/** Fields with the number of the protocol within. */
const PROTOCOL_FIELDS: Readonly<Record<string, string>> = { IPv4: "Protocol", IPv6: "NextHeader" };

/** Next headers of IPv6 behind which the transport protocol follows only later (RFC 8200 section 4.1, RFC 4302, RFC 6275). */
const EXTENSION_HEADERS = new Set([0, 43, 44, 51, 60, 135, 139, 140]);

/** What of a record matters for its label, read from its wire bytes. */
export class RecordView {
  /** Whether such records have addresses; the others can only be told by their time. */
  readonly addressed: boolean;
  /** Whether such records are of a conversation, of which alerts may tell at another moment. */
  readonly session: boolean;
  readonly http: boolean;

  /** The first and last moment in microseconds since 1970, the same for packets. */
  from = 0;
  to = 0;
  protocol = ANY_PROTOCOL;
  /** Empty where the record has none. */
  src = "";
  dst = "";
  /** -1 where the record has none. */
  srcPort = -1;
  dstPort = -1;

  readonly #scanner = new FieldScanner();
  readonly #split = new BillionSplit();
  readonly #decoder = new TextDecoder();
  readonly #plan: Plan;
  readonly #fixedProtocol: number;
  readonly #columns: Readonly<
    Record<"from" | "to" | "duration" | "protocol" | "src" | "dst" | "srcPort" | "dstPort", Column | undefined>
  >;

  constructor({ name, kind }: RecordType, plan: Plan) {
    const has = (field: string) => plan.columns.some((column) => column.name === field && !column.repeated);
    const [src, dst, srcPort, dstPort] = ENDPOINTS.find(([first]) => has(first)) ?? ["", "", "", ""];
    const first = has("TimestampFirst") ? "TimestampFirst" : "Timestamp";
    const transport = has("TransportProto") ? "TransportProto" : (PROTOCOL_FIELDS[name] ?? "");
    const wanted = [first, "TimestampLast", "Duration", transport, src, dst, srcPort, dstPort];
    this.#plan = selectColumns(plan, wanted.filter(has));
    const column = (field: string) => this.#plan.columns.find((candidate) => candidate.name === field);
    this.#columns = {
      from: column(first),
      to: column("TimestampLast"),
      duration: column("Duration"),
      protocol: column(transport),
      src: column(src),
      dst: column(dst),
      srcPort: column(srcPort),
      dstPort: column(dstPort),
    };
    this.addressed = this.#columns.src !== undefined;
    this.session = kind === "stream";
    this.http = name === "HTTP";
    this.#fixedProtocol = protocolNumber(FIXED_PROTOCOLS[name] ?? (name.startsWith("ICMP") ? "icmp" : ""));
  }

  /**
   * Reads the record from `start` to `end`.
   * @throws {NcapFormatError} without a file, when that is no record
   */
  read(bytes: Uint8Array, start: number, end: number): void {
    const { from, to, duration, protocol, src, dst, srcPort, dstPort } = this.#columns;
    const scanner = this.#scanner;
    scanner.bytes = bytes;
    scanner.scan(this.#plan, start, end, 0);
    this.from = from ? this.#micros(from) : 0;
    // A record that was not finished has no last moment.
    this.to = Math.max(this.from, to ? this.#micros(to) : 0, duration ? this.from + this.#micros(duration) : 0);
    this.src = this.#text(src);
    this.dst = this.#text(dst);
    this.srcPort = this.#port(srcPort);
    this.dstPort = this.#port(dstPort);
    this.protocol = this.#fixedProtocol || this.#protocol(protocol);
  }

  /** Nanoseconds as microseconds, rounded down: the programs that write alerts cut off what is finer. */
  #micros({ slot }: Column): number {
    const { slots } = this.#scanner;
    const high = slots[slot + 1] as number;
    if (high < 0) return 0;
    this.#split.divide(slots[slot] as number, high);
    return this.#split.quotient * 1_000_000 + Math.floor(this.#split.remainder / 1000);
  }

  #text(column: Column | undefined): string {
    if (column?.form !== Form.String) return "";
    const { slots, bytes } = this.#scanner;
    const [start, end] = [slots[column.slot] as number, slots[column.slot + 1] as number];
    return start === end ? "" : this.#decoder.decode(bytes.subarray(start, end));
  }

  /** Zero is what a port has that is not there. */
  #port(column: Column | undefined): number {
    if (column === undefined) return -1;
    const port = column.form === Form.String ? Number(this.#text(column)) : (this.#scanner.slots[column.slot] as number);
    return port > 0 ? port : -1;
  }

  #protocol(column: Column | undefined): number {
    if (column === undefined) return ANY_PROTOCOL;
    if (column.form === Form.String) return protocolNumber(this.#text(column)) || WITHOUT_PORTS;
    const number = this.#scanner.slots[column.slot] as number;
    return EXTENSION_HEADERS.has(number) ? ANY_PROTOCOL : sameFamily(number);
  }
}
