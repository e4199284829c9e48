/** Finds entries by key and time. */
export class TimeIndex {
  /** Positions of the entries of a key, in order of time: the first, and the one behind the last. */
  readonly #spans = new Map<number, readonly [first: number, end: number]>();
  readonly #times: Float64Array;
  readonly #ids: Uint32Array;

  /**
   * @param ids what is found
   * @param keys by entry; whole numbers
   * @param times by entry
   */
  constructor(ids: Uint32Array, keys: Float64Array, times: Float64Array) {
    const order = Uint32Array.from(ids.keys());
    const at = (values: Float64Array, i: number) => values[i] as number;
    order.sort((a, b) => at(keys, a) - at(keys, b) || at(times, a) - at(times, b) || a - b);
    this.#times = Float64Array.from(order, (i) => at(times, i));
    this.#ids = Uint32Array.from(order, (i) => ids[i] as number);
    for (let first = 0; first < order.length; ) {
      const key = at(keys, order[first] as number);
      let end = first + 1;
      while (end < order.length && at(keys, order[end] as number) === key) end++;
      this.#spans.set(key, [first, end]);
      first = end;
    }
  }

  /** Calls back with the entries of a key from one time to another, both included, in order of time. */
  find(key: number, from: number, to: number, found: (id: number) => void): void {
    const span = this.#spans.get(key);
    if (!span) return;
    let [low, high] = span;
    const end = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] as number) < from) low = middle + 1;
      else high = middle;
    }
    for (; low < end && (this.#times[low] as number) <= to; low++) found(this.#ids[low] as number);
  }
}
