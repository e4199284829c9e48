// Least, greatest, mean and deviation of values that come one by one (Welford's method, which does not cancel out).

const MEAN = 0;
/** Sum of squared distances from the mean. */
const SQUARES = 8;
const LEAST = 16;
const GREATEST = 24;
/** Bytes of the memory of a statistic; all zero before the first value. */
const STATISTIC: usize = 32;

/** Adds the nth value, counted from 1. */
export function add(at: usize, value: f64, n: u32): void {
  const mean = load<f64>(at, MEAN);
  const distance = value - mean;
  const next = mean + distance / <f64>n;
  store<f64>(at, next, MEAN);
  store<f64>(at, load<f64>(at, SQUARES) + distance * (value - next), SQUARES);
  if (n == 1 || value < load<f64>(at, LEAST)) store<f64>(at, value, LEAST);
  if (value > load<f64>(at, GREATEST)) store<f64>(at, value, GREATEST);
}

/** Makes one statistic of two: of `n` and of `m` values. */
export function merge(to: usize, a: usize, n: u32, b: usize, m: u32): void {
  if (!n || !m) {
    memory.copy(to, n ? a : b, STATISTIC);
    return;
  }
  const count = <f64>n + <f64>m;
  const distance = mean(b) - mean(a);
  store<f64>(to, (mean(a) * <f64>n + mean(b) * <f64>m) / count, MEAN);
  store<f64>(to, load<f64>(a, SQUARES) + load<f64>(b, SQUARES) + (distance * distance * <f64>n * <f64>m) / count, SQUARES);
  store<f64>(to, min(least(a), least(b)), LEAST);
  store<f64>(to, max(greatest(a), greatest(b)), GREATEST);
}

/** The mean; likewise the least and greatest value. 0 where there are none. */
export function mean(at: usize): f64 {
  return load<f64>(at, MEAN);
}

export function least(at: usize): f64 {
  return load<f64>(at, LEAST);
}

export function greatest(at: usize): f64 {
  return load<f64>(at, GREATEST);
}

/** The standard deviation of a sample of `n` values; 0 for fewer than two. */
export function deviation(at: usize, n: u32): f64 {
  return n < 2 ? 0 : Math.sqrt(load<f64>(at, SQUARES) / <f64>(n - 1));
}
