// Numbers in decimal.
import { lengthOf } from "./word";

const EIGHT_DIGITS: u64 = 100_000_000;
const SIXTEEN_DIGITS: u64 = EIGHT_DIGITS * EIGHT_DIGITS;
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
  const text = shortDecimal(<u32>n);
  store<u64>(to, text);
  return to + lengthOf(text);
}

/** The same, faster for what nearly always has more than sixteen digits. */
export function putLongDecimal(to: usize, n: u64): usize {
  if (n < SIXTEEN_DIGITS) return putDecimal(to, n);
  const first = n / SIXTEEN_DIGITS;
  const text = shortDecimal(<u32>first);
  store<u32>(to, <u32>text);
  to += lengthOf(text);
  putSixteenDigits(to, n - first * SIXTEEN_DIGITS);
  return to + 16;
}

/** The digits of a number below 10^8 as a word. */
export function shortDecimal(n: u32): u64 {
  const all = digits(n);
  // The last digit is written even when it is 0.
  return (all | ZEROS) >> (min(ctz(all) >> 3, 7) << 3);
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

/** Writes the sixteen digits of a number below 10^16: as `digits`, with vectors. */
// @ts-ignore: decorator
@inline
function putSixteenDigits(to: usize, n: u64): void {
  const high = n / EIGHT_DIGITS;
  const eights = i64x2.replace_lane(i64x2.splat(high), 1, n - high * EIGHT_DIGITS);
  // 3518437209 / 2^45 is just above a ten thousandth.
  const quotients = i64x2.shr_u(i64x2.mul(eights, i64x2.splat(3518437209)), 45);
  const fours = v128.or(quotients, i64x2.shl(i64x2.sub(eights, i64x2.mul(quotients, i64x2.splat(10_000))), 32));
  const hundreds = i32x4.shr_u(i32x4.mul(fours, i32x4.splat(5243)), 19);
  const twos = v128.or(hundreds, i32x4.shl(i32x4.sub(fours, i32x4.mul(hundreds, i32x4.splat(100))), 16));
  const tens = i16x8.shr_u(i16x8.mul(twos, i16x8.splat(103)), 10);
  const ones = i16x8.sub(twos, i16x8.mul(tens, i16x8.splat(10)));
  v128.store(to, v128.or(v128.or(tens, i16x8.shl(ones, 8)), i64x2.splat(ZEROS)));
}
