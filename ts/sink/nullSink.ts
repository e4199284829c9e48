import type { Pressed } from "./lanePress.ts";
import type { Sink, Written } from "./sink.ts";

/** Counts records and lets them go. */
export class NullSink implements Sink {
  readonly #counts = new Map<number, Written>();

  take({ id, name, records, bytes }: Pressed): void {
    const before = this.#counts.get(id);
    this.#counts.set(id, { id, name, records: records + (before?.records ?? 0), bytes: bytes + (before?.bytes ?? 0) });
  }

  close(): void {}

  kept(): undefined {}

  get written(): readonly Written[] {
    return [...this.#counts.values()].sort((a, b) => a.id - b.id);
  }
}
