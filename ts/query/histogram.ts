const BINS = 64;
const BLOCKS = "▁▂▃▄▅▆▇█";

/** Counts numbers in 64 bins, whose width doubles whenever a number lies outside of them: one pass is enough. */
export class Histogram {
  #bins = new Array<number>(BINS).fill(0);
  #begin = 0;
  /** Always a power of two, so that nothing is rounded; 0 before the first number. */
  #width = 0;

  /** Counts a number, unless it is infinite or none. */
  add(value: number): void {
    if (!Number.isFinite(value)) return;
    if (!this.#width) {
      this.#width = 2 ** -20;
      this.#begin = Math.floor(value / this.#width) * this.#width;
    }
    while (value < this.#begin || value >= this.#begin + BINS * this.#width) {
      if (!this.#widen()) return;
    }
    const bin = Math.floor((value - this.#begin) / this.#width);
    this.#bins[bin] = (this.#bins[bin] as number) + 1;
  }

  /** A bar for each bin from the first to the last that is not empty; a count above 0 is never without one. */
  chart(): string {
    const first = this.#bins.findIndex((count) => count > 0);
    if (first < 0) return "";
    const last = this.#bins.findLastIndex((count) => count > 0);
    const most = Math.max(...this.#bins);
    return this.#bins
      .slice(first, last + 1)
      .map((count) => (count ? BLOCKS[Math.ceil((count / most) * BLOCKS.length) - 1] : " "))
      .join("");
  }

  /** Doubles the width; false where that has no end. */
  #widen(): boolean {
    const width = 2 * this.#width;
    if (!Number.isFinite(BINS * width)) return false;
    const begin = Math.floor(this.#begin / width) * width;
    const shift = Math.round((this.#begin - begin) / this.#width);
    const bins = new Array<number>(BINS).fill(0);
    this.#bins.forEach((count, i) => {
      const bin = (i + shift) >>> 1;
      bins[bin] = (bins[bin] as number) + count;
    });
    this.#bins = bins;
    this.#begin = begin;
    this.#width = width;
    return true;
  }
}
