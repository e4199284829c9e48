/** A line, or an entry of a schedule, that cannot be used. The message is a phrase: `has no time`. */
export class BadLine extends Error {
  override readonly name = "BadLine";
}
