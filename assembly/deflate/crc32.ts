// CRC-32 as gzip has it (RFC 1952 section 8), sixteen bytes at a time.

/** The polynomial, lowest power first. */
const POLYNOMIAL: u32 = 0xedb8_8320;
const STRIDE: u32 = 16;
/** For every byte of the sixteen, what each of its values does to the checksum: the last byte's table is the first. */
const tables: usize = memory.data(STRIDE * 256 * 4, 16);

function prepare(): void {
  for (let i: u32 = 0; i < 256; i++) {
    let crc = i;
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (POLYNOMIAL & -(crc & 1));
    store<u32>(tables + (i << 2), crc);
  }
  for (let at = tables + 256 * 4; at < tables + STRIDE * 256 * 4; at += 4) {
    const crc = load<u32>(at - 256 * 4);
    store<u32>(at, (crc >> 8) ^ load<u32>(tables + ((crc & 0xff) << 2)));
  }
}

/** Goes on from the checksum of the bytes before; that of none is 0. */
export function crc32(crc: u32, from: usize, size: u32): u32 {
  if (!load<u32>(tables, 4)) prepare();
  const end = from + size;
  crc = ~crc;
  for (; from + STRIDE <= end; from += STRIDE) {
    const low = load<u64>(from) ^ crc;
    const high = load<u64>(from, 8);
    crc = four(<u32>low, 12) ^ four(<u32>(low >> 32), 8) ^ four(<u32>high, 4) ^ four(<u32>(high >> 32), 0);
  }
  for (; from < end; from++) crc = (crc >> 8) ^ load<u32>(tables + (((crc ^ load<u8>(from)) & 0xff) << 2));
  return ~crc;
}

/** What four bytes do that stand `behind` bytes before the end of the sixteen. */
// @ts-ignore: decorator
@inline
function four(bytes: u32, behind: u32): u32 {
  return entry(bytes, behind + 3) ^ entry(bytes >> 8, behind + 2) ^ entry(bytes >> 16, behind + 1) ^ entry(bytes >> 24, behind);
}

// @ts-ignore: decorator
@inline
function entry(bytes: u32, behind: u32): u32 {
  return load<u32>(tables + (behind << 10) + ((bytes & 0xff) << 2));
}
