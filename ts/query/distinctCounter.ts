/** Values that are counted exactly; beyond, counts are estimates. */
const EXACT_VALUES = 1 << 16;

/** Of a hash, so many bits choose a register. */
const REGISTER_BITS = 14;
const REGISTERS = 1 << REGISTER_BITS;

/** How often a value came. */
export interface Tally {
  readonly value: string;
  readonly count: number;
}

/**
 * Counts different values and finds the most frequent ones, in bounded memory: exactly up to 65,536 values. Beyond, the number
 * is an estimate (HyperLogLog, Flajolet et al. 2007, off by about 1 %), and counts are lower bounds (Misra and Gries 1982).
 */
export class DistinctCounter {
  #counts = new Map<string, number>();
  #registers: Uint8Array | undefined;

  add(value: string): void {
    const count = this.#counts.get(value);
    if (this.#registers) this.#note(value);
    if (count !== undefined || this.#counts.size < EXACT_VALUES) {
      this.#counts.set(value, (count ?? 0) + 1);
      return;
    }
    if (!this.#registers) {
      this.#registers = new Uint8Array(REGISTERS);
      for (const known of this.#counts.keys()) this.#note(known);
      this.#note(value);
    }
    for (const [known, times] of this.#counts) {
      if (times === 1) this.#counts.delete(known);
      else this.#counts.set(known, times - 1);
    }
  }

  /** Whether the numbers are what they seem. */
  get exact(): boolean {
    return this.#registers === undefined;
  }

  /** How many different values came. */
  get distinct(): number {
    if (!this.#registers) return this.#counts.size;
    let sum = 0;
    for (const rank of this.#registers) sum += 2 ** -rank;
    return Math.round(((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS * REGISTERS) / sum);
  }

  /** The most frequent values, those that came first where they are equal. */
  top(count: number): Tally[] {
    return [...this.#counts]
      .map(([value, times]) => ({ value, count: times }))
      .sort((a, b) => b.count - a.count)
      .slice(0, count);
  }

  #note(value: string): void {
    const [high, low] = hashes(value);
    const register = high >>> (32 - REGISTER_BITS);
    const rank = 1 + Math.clz32(low);
    const registers = this.#registers as Uint8Array;
    if (rank > (registers[register] as number)) registers[register] = rank;
  }
}

/** Two hashes of 32 bits: FNV-1a, its bits mixed as MurmurHash3 does at its end. */
function hashes(value: string): [number, number] {
  let hash = 0x811c9dc5;
  let other = 0x1b873593;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    hash = Math.imul(hash ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x5bd1e995) ^ (other >>> 15);
  }
  return [mixed(hash), mixed(other)];
}

function mixed(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
