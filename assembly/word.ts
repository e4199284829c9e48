// Texts of up to eight characters as a number, the first character lowest: they need no room in memory.

/** How many characters there are; 0 of 0. */
// @ts-ignore: decorator
@inline
export function lengthOf(word: u64): u32 {
  return (71 - <u32>clz(word)) >> 3;
}
