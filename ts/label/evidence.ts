import type { AlertTable } from "./alertTable.ts";
import { Timeline } from "./timeline.ts";

/** What was done with the records of a file. */
export interface TypeTally {
  /** Name of the type, as in the name of its file. */
  readonly type: string;
  records: number;
  /** Those that no alert belongs to. */
  normal: number;
  /** Those whose alerts have different labels. */
  ambiguous: number;
  /** Records by label, as the column `result` has it. */
  readonly labels: Map<string, number>;
}

/** Keeps what labelled what. */
export class Evidence {
  readonly table: AlertTable;
  readonly types: readonly TypeTally[];
  readonly timeline = new Timeline();
  /** By alert: the records that it belongs to, the first of them, and whether it had to share one with another label. */
  readonly records: Uint32Array;
  readonly firstType: Int32Array;
  readonly firstRecord: Float64Array;
  readonly ambiguous: Uint8Array;

  /** @param types the names of the files' types, in order */
  constructor(table: AlertTable, types: readonly string[]) {
    this.table = table;
    this.types = types.map((type) => ({ type, records: 0, normal: 0, ambiguous: 0, labels: new Map() }));
    this.records = new Uint32Array(table.length);
    this.firstType = new Int32Array(table.length).fill(-1);
    this.firstRecord = new Float64Array(table.length);
    this.ambiguous = new Uint8Array(table.length);
  }

  /** Notes a record without alerts. */
  normal(type: number, time: number): void {
    const tally = this.types[type] as TypeTally;
    tally.records++;
    tally.normal++;
    this.timeline.add(time, -1);
  }

  /** Notes a record, what it was labelled and by which alerts, the deciding one first; records of a type come in order. */
  labelled(type: number, time: number, label: string, hits: readonly number[]): void {
    const tally = this.types[type] as TypeTally;
    const { table } = this;
    const decided = table.label.at(hits[0] as number);
    const shared = hits.some((id) => table.label.at(id) !== decided);
    tally.records++;
    tally.labels.set(label, (tally.labels.get(label) ?? 0) + 1);
    if (shared) tally.ambiguous++;
    this.timeline.add(time, decided);
    for (const id of hits) {
      this.records[id] = (this.records[id] as number) + 1;
      if (shared) this.ambiguous[id] = 1;
      const known = this.firstType[id] as number;
      if (known >= 0 && known <= type) continue;
      this.firstType[id] = type;
      this.firstRecord[id] = tally.records;
    }
  }
}
