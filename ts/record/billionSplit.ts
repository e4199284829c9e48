const BILLION = 1_000_000_000;

/**
 * Splits unsigned 64-bit numbers into billions and the rest, as for seconds and nanoseconds.
 * The numbers come as two 32-bit halves: BigInt would cost more than all else that is done to a field.
 */
export class BillionSplit {
  /** The number divided by 10^9, rounded down: at most 18446744073. */
  quotient = 0;
  /** What is left: 0 to 999999999. */
  remainder = 0;

  /** Splits a number given as two halves of any sign. */
  divide(low: number, high: number): void {
    // Long division by digits of 16 bits: every step stays far below 2^53.
    const top = high >>> 0;
    const first = Math.floor(top / BILLION);
    const middle = (top - first * BILLION) * 0x10000 + (low >>> 16);
    const second = Math.floor(middle / BILLION);
    const bottom = (middle - second * BILLION) * 0x10000 + (low & 0xffff);
    const third = Math.floor(bottom / BILLION);
    this.quotient = (first * 0x10000 + second) * 0x10000 + third;
    // Below 2^30: said so, it stays an integer for the engine, whose arithmetic is several times as fast.
    this.remainder = (bottom - third * BILLION) | 0;
  }
}
