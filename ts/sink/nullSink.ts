import type { Lane } from "../core/core.ts";
import type { Sink, Written } from "./sink.ts";

/** Counts records by name and lets them go. */
export class NullSink implements Sink {
  readonly #counts = new Map<string, Written>();

  take(lane: Lane): void {
    let count = this.#counts.get(lane.name);
    if (!count) this.#counts.set(lane.name, (count = { name: lane.name, records: 0, bytes: 0 }));
    count.records += lane.records;
    count.bytes += lane.bytes.length;
  }

  close(): void {}

  get written(): readonly Written[] {
    return [...this.#counts.values()];
  }
}
