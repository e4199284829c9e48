/** Finds entries by key and time. */
export class TimeIndex {
  /** By entry, in order of keys and then of times. */
  readonly #keys: Float64Array;
  readonly #times: Float64Array;
  readonly #ids: Uint32Array;

  /**
   * @param ids what is found
   * @param keys by entry; whole numbers
   * @param times by entry
   */
  constructor(ids: Uint32Array, keys: Float64Array, times: Float64Array) {
    const order = new Uint32Array(ids.length);
    for (let i = 0; i < order.length; i++) order[i] = i;
    const at = (values: Float64Array, i: number) => values[i] as number;
    order.sort((a, b) => at(keys, a) - at(keys, b) || at(times, a) - at(times, b) || a - b);
    this.#keys = new Float64Array(order.length);
    this.#times = new Float64Array(order.length);
    this.#ids = new Uint32Array(order.length);
    order.forEach((entry, i) => {
      this.#keys[i] = at(keys, entry);
      this.#times[i] = at(times, entry);
      this.#ids[i] = ids[entry] as number;
    });
  }

  /** Calls back with the entries of a key from one time to another, both included, in order of time. */
  find(key: number, from: number, to: number, found: (id: number) => void): void {
    let [low, high] = [0, this.#ids.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const near = (this.#keys[middle] as number) - key || (this.#times[middle] as number) - from;
      if (near < 0) low = middle + 1;
      else high = middle;
    }
    for (; this.#keys[low] === key && (this.#times[low] as number) <= to; low++) found(this.#ids[low] as number);
  }
}
