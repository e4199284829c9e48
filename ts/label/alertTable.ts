import { AddressBook } from "./addressBook.ts";
import { NumberColumn } from "./numberColumn.ts";
import { hasPorts } from "./protocol.ts";
import type { Attack } from "./schedule.ts";

/** What an intrusion detection system said about a moment. */
export interface Alert {
  /** Microseconds since 1970. */
  readonly time: number;
  /** The class of the alert, such as `Attempted Information Leak`; it makes the label. */
  readonly category: string;
  /** What the rule says; it makes the label with `--description`. */
  readonly description: string;
  /** Number of the transport protocol; see `protocolNumber`. */
  readonly protocol: number;
  /** Addresses as text, empty where the alert has none. */
  readonly src: string;
  readonly dst: string;
  /** -1 where the alert has none. */
  readonly srcPort: number;
  readonly dstPort: number;
  /** Whether it is about HTTP, as far as the alert or its ports tell. */
  readonly http: boolean;
}

/** Ports on which HTTP is mostly spoken; for alerts that do not name the application. */
export const HTTP_PORTS: ReadonlySet<number> = new Set([80, 3128, 8000, 8008, 8080]);

/**
 * All alerts and attacks of a run, in columns of numbers: some fifty bytes each, so that those of a log of gigabytes fit into
 * memory. They are numbered in the order in which they were read.
 */
export class AlertTable {
  readonly addresses = new AddressBook();
  /** Labels by number. */
  readonly labels: string[] = [];
  /** Times in microseconds; `to` is the same as `from` for what has one moment. */
  readonly from = new NumberColumn(Float64Array);
  readonly to = new NumberColumn(Float64Array);
  /** Where it was read: the number of the file, and the line in it. */
  readonly file = new NumberColumn(Uint16Array);
  readonly line = new NumberColumn(Uint32Array);
  readonly label = new NumberColumn(Uint32Array);
  readonly protocol = new NumberColumn(Uint8Array);
  readonly src = new NumberColumn(Uint32Array);
  readonly dst = new NumberColumn(Uint32Array);
  readonly srcPort = new NumberColumn(Int32Array);
  readonly dstPort = new NumberColumn(Int32Array);
  readonly http = new NumberColumn(Uint8Array);
  /** The attacks of schedules by their number. */
  readonly attacks = new Map<number, Attack>();
  readonly #labelNumbers = new Map<string, number>();

  get length(): number {
    return this.from.length;
  }

  addAlert(alert: Alert, label: string, file: number, line: number): void {
    const ported = hasPorts(alert.protocol);
    this.#add(alert.time, alert.time, label, file, line);
    this.protocol.push(alert.protocol);
    this.src.push(this.addresses.add(alert.src));
    this.dst.push(this.addresses.add(alert.dst));
    this.srcPort.push(ported ? alert.srcPort : -1);
    this.dstPort.push(ported ? alert.dstPort : -1);
    this.http.push(alert.http ? 1 : 0);
  }

  addAttack(attack: Attack, label: string, file: number): void {
    this.attacks.set(this.length, attack);
    this.#add(attack.from, attack.to, label, file, attack.line);
    for (const column of [this.protocol, this.src, this.dst, this.http]) column.push(0);
    for (const column of [this.srcPort, this.dstPort]) column.push(-1);
  }

  /** The number of a label, a new one where it is seen for the first time. */
  labelNumber(label: string): number {
    const known = this.#labelNumbers.get(label);
    if (known !== undefined) return known;
    const number = this.labels.push(label) - 1;
    this.#labelNumbers.set(label, number);
    return number;
  }

  #add(from: number, to: number, label: string, file: number, line: number): void {
    this.from.push(from);
    this.to.push(to);
    this.label.push(this.labelNumber(label));
    this.file.push(file);
    this.line.push(line);
  }
}
