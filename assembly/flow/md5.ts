// MD5 (RFC 1321), for identifiers that other programs compute alike; nothing here relies on it being hard to forge.
import { allocate } from "../memory";
import { hexadecimal } from "../text";

/** floor(2^32 * abs(sin(i + 1))), RFC 1321 section 3.4. */
let sines: usize = 0;
const block: usize = memory.data(64, 16);
const shifts: usize = memory.data<u8>([7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]);

let a0: u32 = 0;
let b0: u32 = 0;
let c0: u32 = 0;
let d0: u32 = 0;

function prepare(): void {
  sines = allocate(64 * 4);
  for (let i: u32 = 0; i < 64; i++) {
    store<u32>(sines + (i << 2), <u32>(<u64>NativeMath.floor(4294967296.0 * NativeMath.abs(NativeMath.sin(<f64>(i + 1))))));
  }
}

/** Writes the sum of some bytes as 32 hexadecimal digits. */
export function md5(from: usize, length: usize, to: usize): void {
  if (!sines) prepare();
  a0 = 0x67452301;
  b0 = 0xefcdab89;
  c0 = 0x98badcfe;
  d0 = 0x10325476;
  let rest = length;
  for (; rest >= 64; rest -= 64, from += 64) round(from);
  memory.fill(block, 0, 64);
  memory.copy(block, from, rest);
  store<u8>(block + rest, 0x80);
  if (rest > 55) {
    round(block);
    memory.fill(block, 0, 64);
  }
  store<u64>(block, (<u64>length) << 3, 56);
  round(block);
  hexadecimal(to, a0);
  hexadecimal(to + 8, b0);
  hexadecimal(to + 16, c0);
  hexadecimal(to + 24, d0);
}

function round(at: usize): void {
  let a = a0;
  let b = b0;
  let c = c0;
  let d = d0;
  for (let i: u32 = 0; i < 64; i++) {
    let f: u32;
    let g: u32;
    if (i < 16) {
      f = (b & c) | (~b & d);
      g = i;
    } else if (i < 32) {
      f = (d & b) | (~d & c);
      g = (5 * i + 1) & 15;
    } else if (i < 48) {
      f = b ^ c ^ d;
      g = (3 * i + 5) & 15;
    } else {
      f = c ^ (b | ~d);
      g = (7 * i) & 15;
    }
    f += a + load<u32>(sines + (i << 2)) + load<u32>(at + (g << 2));
    a = d;
    d = c;
    c = b;
    b += rotl<u32>(f, load<u8>(shifts + ((i >> 4) << 2) + (i & 3)));
  }
  a0 += a;
  b0 += b;
  c0 += c;
  d0 += d;
}
