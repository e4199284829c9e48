/** What is wrong with an expression, and where. */
export class FilterError extends Error {
  override readonly name = "FilterError";
  /** Characters before the place, counted from 0. */
  readonly at: number;

  /** @param problem a phrase, such as `a value is missing` */
  constructor(problem: string, at: number) {
    super(problem);
    this.at = at;
  }
}
