/**
 * The candidate that a mistyped word most likely meant, or undefined when none is close: at most a third of the word,
 * and at least one letter, may differ. Case does not count.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < least) {
      best = candidate;
      least = edits;
    }
  }
  return best;
}

/** The clause that goes behind "unknown flag --redd": `, did you mean --read?`, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>, show = (name: string) => `"${name}"`): string {
  const name = nearest(word, candidates);
  return name === undefined ? "" : `, did you mean ${show(name)}?`;
}

/** How many letters must be inserted, deleted, replaced or swapped with their neighbour to turn one word into the other. */
function distance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= from.length; row++) {
    const line = [row];
    rows.push(line);
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(row - 1, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      let edits = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, replaced);
      if (from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1] && row > 1 && column > 1) {
        edits = Math.min(edits, at(row - 2, column - 2) + 1);
      }
      line.push(edits);
    }
  }
  return at(from.length, to.length);
}
