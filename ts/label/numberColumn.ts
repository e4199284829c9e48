/** A growing column of numbers, as dense as an array of them can be. */
export class NumberColumn<Values extends Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array> {
  values: Values;
  length = 0;
  readonly #make: new (
    length: number,
  ) => Values;

  constructor(make: new (length: number) => Values) {
    this.#make = make;
    this.values = new make(64);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new this.#make(2 * this.length);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  at(i: number): number {
    return this.values[i] as number;
  }
}
