/** The polynomial of CRC-32 (RFC 1952 section 8), lowest power in the highest bit. */
const POLYNOMIAL = 0xedb88320;

/** Product of two polynomials over GF(2), modulo that of the CRC. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 0x80000000; bit; bit >>>= 1) {
    if (a & bit) product ^= b;
    b = b & 1 ? (b >>> 1) ^ POLYNOMIAL : b >>> 1;
  }
  return product >>> 0;
}

/** x to the power of 8, 16, 32, …: what a run of 1, 2, 4, … bytes multiplies a remainder by. */
const POWERS: number[] = [0x00800000];
for (let i = 1; i < 53; i++) POWERS.push(multiply(POWERS[i - 1] as number, POWERS[i - 1] as number));

/**
 * The CRC-32 of bytes that come in two parts.
 * @param first CRC of the first part
 * @param second CRC of the second part
 * @param length of the second part
 */
export function combineCrc32(first: number, second: number, length: number): number {
  let shifted = first;
  for (let i = 0, rest = length; rest; i++, rest = Math.floor(rest / 2)) {
    if (rest % 2) shifted = multiply(POWERS[i] as number, shifted);
  }
  return (shifted ^ second) >>> 0;
}
