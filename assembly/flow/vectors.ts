// Hashes of several messages at once: a vector has a word of each.

/** Messages that are hashed at once. */
export const AT_ONCE: u32 = 4;

/** Stores four vectors so that each has what was in the same place of them. */
// @ts-ignore: decorator
@inline
export function columns(a: v128, b: v128, c: v128, d: v128, to: usize): void {
  const lowFirst = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const lowSecond = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  const highFirst = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const highSecond = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<u64>(lowFirst, lowSecond, 0, 2));
  v128.store(to, v128.shuffle<u64>(lowFirst, lowSecond, 1, 3), 16);
  v128.store(to, v128.shuffle<u64>(highFirst, highSecond, 0, 2), 32);
  v128.store(to, v128.shuffle<u64>(highFirst, highSecond, 1, 3), 48);
}
