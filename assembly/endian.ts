// Numbers in network byte order, the highest byte first. The swaps of the standard library are calls.

// @ts-ignore: decorator
@inline
export function swap16(v: u32): u32 {
  return ((v << 8) | (v >> 8)) & 0xffff;
}

// @ts-ignore: decorator
@inline
export function swap32(v: u32): u32 {
  return (rotl<u32>(v, 8) & 0x00ff_00ff) | (rotr<u32>(v, 8) & 0xff00_ff00);
}

// @ts-ignore: decorator
@inline
export function swap64(v: u64): u64 {
  return ((<u64>swap32(<u32>v)) << 32) | swap32(<u32>(v >> 32));
}
