/** The most different numbers that are worth a dictionary; the table for them is never more than half full. */
const MAX_NUMBERS = 1 << 14;
const SLOTS = 2 * MAX_NUMBERS;

/** Places of the numbers in the dictionary plus one, by hash; one table for all dictionaries, of which one is made at a time. */
const table = new Uint16Array(SLOTS);

/**
 * Numbers the different values of a column in the order of their first appearance.
 * @param words the values, each one of `width` numbers of 32 bits
 * @returns the place of the first appearance of each value, and for each value its number; undefined when there are too many
 */
export function numberDictionary(words: Int32Array, width: 1 | 2): { firsts: Int32Array; ids: Int32Array } | undefined {
  const count = words.length / width;
  const limit = Math.min(MAX_NUMBERS, (count >> 1) + 1);
  const firsts = new Int32Array(limit);
  const ids = new Int32Array(count);
  table.fill(0);
  let known = 0;
  let last = -1;
  for (let i = 0, at = 0; i < count; i++, at += width) {
    const low = words[at] as number;
    const high = width === 2 ? (words[at + 1] as number) : 0;
    if (last >= 0 && is(words, width, last, low, high)) {
      ids[i] = ids[i - 1] as number;
      continue;
    }
    last = i;
    let slot = (Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 17) & (SLOTS - 1);
    let id = (table[slot] as number) - 1;
    while (id >= 0 && !is(words, width, firsts[id] as number, low, high)) {
      slot = (slot + 1) & (SLOTS - 1);
      id = (table[slot] as number) - 1;
    }
    if (id < 0) {
      if (known === limit) return undefined;
      id = known++;
      firsts[id] = i;
      table[slot] = known;
    }
    ids[i] = id;
  }
  return { firsts: firsts.subarray(0, known), ids };
}

function is(words: Int32Array, width: 1 | 2, index: number, low: number, high: number): boolean {
  return words[index * width] === low && (width === 1 || words[index * width + 1] === high);
}
