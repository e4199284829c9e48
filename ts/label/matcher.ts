import type { AlertTable } from "./alertTable.ts";
import { mayBeSame } from "./protocol.ts";
import type { RecordView } from "./recordView.ts";
import { TimeIndex } from "./timeIndex.ts";

/** Keeps two numbers of addresses apart in one number below 2^53. */
const SHIFT = 2 ** 26;

/** Finds the alerts and attacks that a record belongs to. */
export class Matcher {
  readonly #table: AlertTable;
  readonly #window: number;
  readonly #alerts: Uint32Array;
  /** Alerts by both addresses. */
  readonly #byPair: TimeIndex;
  /** By each address, and all of them: made when the first record wants them, as they are large. */
  #perHost: TimeIndex | undefined;
  #perTime: TimeIndex | undefined;
  /** Whether there are alerts with one address only, or without any. */
  readonly #oneHost: boolean;
  readonly #noHost: boolean;
  /** Attacks by their beginnings, and the latest end among them and those before. */
  readonly #attacks: readonly number[];
  readonly #latest: Float64Array;

  /** @param window microseconds that a record of a conversation may be away from an alert */
  constructor(table: AlertTable, window: number) {
    this.#table = table;
    this.#window = window;
    const attacks = [...table.attacks.keys()].sort((a, b) => table.from.at(a) - table.from.at(b) || a - b);
    this.#attacks = attacks;
    this.#latest = new Float64Array(attacks.length);
    attacks.forEach((id, i) => {
      this.#latest[i] = Math.max(this.#latest[i - 1] ?? 0, table.to.at(id));
    });
    const alerts = new Uint32Array(table.length - attacks.length);
    for (let id = 0, next = 0; id < table.length; id++) if (!table.attacks.has(id)) alerts[next++] = id;
    const key = (id: number) => pairKey(table.src.at(id), table.dst.at(id));
    this.#byPair = index(table, alerts, key);
    this.#alerts = alerts;
    this.#oneHost = alerts.some((id) => (table.src.at(id) === 0) !== (table.dst.at(id) === 0));
    this.#noHost = alerts.some((id) => table.src.at(id) === 0 && table.dst.at(id) === 0);
  }

  get #byTime(): TimeIndex {
    this.#perTime ??= index(this.#table, this.#alerts, () => 0);
    return this.#perTime;
  }

  get #byHost(): TimeIndex {
    if (!this.#perHost) {
      const [table, { length }] = [this.#table, this.#alerts];
      const both = new Uint32Array(2 * length);
      both.set(this.#alerts);
      both.set(this.#alerts, length);
      this.#perHost = index(table, both, (id, i) => (i < length ? table.src : table.dst).at(id));
    }
    return this.#perHost;
  }

  /** The alerts and attacks of a record, the earliest first. Into an array of the caller, since most records have none. */
  match(view: RecordView, hits: number[]): void {
    hits.length = 0;
    if (view.addressed) this.#matchAddressed(view, hits);
    else this.#byTime.find(0, view.from, view.to, (id) => hits.push(id));
    this.#matchAttacks(view, hits);
    if (hits.length > 1) hits.sort((a, b) => this.#table.from.at(a) - this.#table.from.at(b) || a - b);
  }

  #matchAddressed(view: RecordView, hits: number[]): void {
    const { addresses } = this.#table;
    const src = addresses.find(view.src);
    const dst = addresses.find(view.dst);
    const margin = view.session ? this.#window : 0;
    const from = view.from - margin;
    const to = view.to + margin;
    const take = (id: number) => {
      if (this.#fits(id, src, dst, view)) hits.push(id);
    };
    if (view.src !== "" && view.dst === "") {
      if (src) this.#byHost.find(src, from, to, (id) => hits.at(-1) !== id && take(id));
      return;
    }
    if (src && dst) this.#byPair.find(pairKey(src, dst), from, to, take);
    if (this.#oneHost) {
      if (src) this.#byPair.find(pairKey(src, 0), from, to, take);
      if (dst && dst !== src) this.#byPair.find(pairKey(dst, 0), from, to, take);
    }
    // Without addresses, only the very packet can be meant.
    if (this.#noHost && view.from === view.to) this.#byPair.find(0, view.from, view.to, take);
  }

  /** Whether the protocol and the ports of an alert are those of the record, in either direction. */
  #fits(id: number, src: number, dst: number, view: RecordView): boolean {
    const table = this.#table;
    if (!mayBeSame(table.protocol.at(id), view.protocol)) return false;
    if (view.http && !table.http.at(id)) return false;
    const [from, to] = [table.src.at(id), table.dst.at(id)];
    const [fromPort, toPort] = [table.srcPort.at(id), table.dstPort.at(id)];
    const straight = (from === src || !from) && (to === dst || !to || view.dst === "");
    const turned = (from === dst || !from || (view.dst === "" && to === src)) && (to === src || !to);
    return (
      (straight && samePort(fromPort, view.srcPort) && samePort(toPort, view.dstPort)) ||
      (turned && samePort(fromPort, view.dstPort) && samePort(toPort, view.srcPort))
    );
  }

  #matchAttacks(view: RecordView, hits: number[]): void {
    const { attacks, from, to } = this.#table;
    let [low, high] = [0, this.#attacks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (from.at(this.#attacks[middle] as number) <= view.to) low = middle + 1;
      else high = middle;
    }
    for (let i = low - 1; i >= 0 && (this.#latest[i] as number) >= view.from; i--) {
      const id = this.#attacks[i] as number;
      const attack = attacks.get(id);
      if (!attack || (to.at(id) <= view.from && to.at(id) !== from.at(id)) || to.at(id) < view.from) continue;
      if (attack.anyone ? attack.matches(view) : view.addressed && attack.matches(view)) hits.push(id);
    }
  }
}

function index(table: AlertTable, ids: Uint32Array, key: (id: number, i: number) => number): TimeIndex {
  const keys = new Float64Array(ids.length);
  const times = new Float64Array(ids.length);
  ids.forEach((id, i) => {
    keys[i] = key(id, i);
    times[i] = table.from.at(id);
  });
  return new TimeIndex(ids, keys, times);
}

/** The same for both directions. */
function pairKey(a: number, b: number): number {
  return Math.min(a, b) * SHIFT + Math.max(a, b);
}

/** Whether ports agree, as far as both sides know theirs. */
function samePort(ofAlert: number, ofRecord: number): boolean {
  return ofAlert < 0 || ofRecord < 0 || ofAlert === ofRecord;
}
