// Numbers in decimal.

/** The two digits of a number below 100. */
const pairs: usize = memory.data(100 * 2, 2);

for (let i: u32 = 0; i < 100; i++) store<u16>(pairs + i * 2, <u16>(0x3030 | (i / 10) | ((i % 10) << 8)));

/** Writes a number in decimal; gives the address behind it. */
export function putDecimal(to: usize, n: u64): usize {
  if (n < 10_000) return putSmall(to, <u32>n);
  if (n < 100_000_000) {
    const high = <u32>n / 10_000;
    return putFour(putSmall(to, high), <u32>n - high * 10_000);
  }
  const high = withoutEight(n);
  const low = <u32>(n - high * 100_000_000);
  to = putDecimal(to, high);
  const upper = low / 10_000;
  return putFour(putFour(to, upper), low - upper * 10_000);
}

/** A number without its last eight digits, by way of a floating point number: whole ones of 64 bits are slow to divide. */
// @ts-ignore: decorator
@inline
function withoutEight(n: u64): u64 {
  // 10^8 is 2^8 times 390625. What the shifted number loses of its 56 bits is too little for the quotient to be off by more than one.
  const about = <u64>(<i64>(<f64>(<i64>(n >> 8)) / 390_625));
  const rest = <i64>(n - about * 100_000_000);
  return rest < 0 ? about - 1 : rest < 100_000_000 ? about : about + 1;
}

/** Writes a number below 10,000; four bytes are stored in any case. */
function putSmall(to: usize, n: u32): usize {
  const digits = 1 + <u32>(n > 9) + <u32>(n > 99) + <u32>(n > 999);
  store<u32>(to, fourDigits(n) >> ((4 - digits) << 3));
  return to + digits;
}

// @ts-ignore: decorator
@inline
function putFour(to: usize, n: u32): usize {
  store<u32>(to, fourDigits(n));
  return to + 4;
}

/** The four digits of a number below 10,000. */
// @ts-ignore: decorator
@inline
function fourDigits(n: u32): u32 {
  const high = n / 100;
  return (<u32>load<u16>(pairs + (high << 1))) | ((<u32>load<u16>(pairs + ((n - high * 100) << 1))) << 16);
}
