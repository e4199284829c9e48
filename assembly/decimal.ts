// Numbers in decimal.

const EIGHT_DIGITS: u64 = 100_000_000;
/** "00000000". */
const ZEROS: u64 = 0x3030_3030_3030_3030;

/** Writes a number in decimal; gives the address behind it. Up to seven bytes more are made zero. */
export function putDecimal(to: usize, n: u64): usize {
  if (n >= EIGHT_DIGITS) {
    const high = n / EIGHT_DIGITS;
    to = putDecimal(to, high);
    store<u64>(to, digits(<u32>(n - high * EIGHT_DIGITS)) | ZEROS);
    return to + 8;
  }
  const all = digits(<u32>n);
  // The last digit is written even when it is 0.
  const zeros = min(ctz(all) >> 3, 7);
  store<u64>(to, (all | ZEROS) >> (zeros << 3));
  return to + 8 - <usize>zeros;
}

/** The eight digits of a number below 10^8, a byte each, the first one lowest: all parts of a number are divided at once. */
// @ts-ignore: decorator
@inline
function digits(n: u32): u64 {
  const high = n / 10_000;
  const fours = (<u64>high) | ((<u64>(n - high * 10_000)) << 32);
  // 5243 / 2^19 is just above a hundredth, and 103 / 2^10 a tenth: near enough for numbers below 10,000 and 100.
  const hundreds = ((fours * 5243) >> 19) & 0x7f_0000_007f;
  const twos = hundreds | ((fours - hundreds * 100) << 16);
  const tens = ((twos * 103) >> 10) & 0xf_000f_000f_000f;
  return tens | ((twos - tens * 10) << 8);
}
