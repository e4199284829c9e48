/** Parts of the time that are told apart. */
const MAX_BINS = 240;
/** Labels with a row of their own; those seen later share one. */
export const MAX_ROWS = 40;

/**
 * Counts records over time, by label, without knowing before when the first and the last one come: whenever they need more
 * than `MAX_BINS` bins, all bins become twice as wide. Bins are multiples of their width since 1970, so the order of the
 * records changes nothing.
 */
export class Timeline {
  /** Microseconds. */
  #width = 1000;
  #bins = new Map<number, Map<number, number>>();
  #first = Infinity;
  #last = -Infinity;

  /** Counts a record with a label, or -1 for none, at a time in microseconds. */
  add(time: number, label: number): void {
    // A record without time would stretch the line to 1970.
    if (time <= 0) return;
    let at = Math.floor(time / this.#width);
    this.#first = Math.min(this.#first, at);
    this.#last = Math.max(this.#last, at);
    while (this.#last - this.#first >= MAX_BINS) {
      this.#widen();
      at = Math.floor(time / this.#width);
    }
    let bin = this.#bins.get(at);
    if (!bin) this.#bins.set(at, (bin = new Map()));
    bin.set(label, (bin.get(label) ?? 0) + 1);
  }

  /** Where it begins and how wide a bin is, in microseconds, and the counts of the bins by label. */
  get bins(): { readonly begin: number; readonly width: number; readonly counts: readonly ReadonlyMap<number, number>[] } {
    if (!this.#bins.size) return { begin: 0, width: this.#width, counts: [] };
    const counts = Array.from({ length: this.#last - this.#first + 1 }, (_, i) => this.#bins.get(this.#first + i) ?? new Map());
    return { begin: this.#first * this.#width, width: this.#width, counts };
  }

  #widen(): void {
    const wider = new Map<number, Map<number, number>>();
    for (const [at, bin] of this.#bins) {
      const to = Math.floor(at / 2);
      const known = wider.get(to);
      if (!known) wider.set(to, bin);
      else for (const [label, count] of bin) known.set(label, (known.get(label) ?? 0) + count);
    }
    this.#bins = wider;
    this.#width *= 2;
    this.#first = Math.floor(this.#first / 2);
    this.#last = Math.floor(this.#last / 2);
  }
}
