/**
 * Wrong usage: exit code 2. The message is one sentence that says what to write instead.
 * For what goes wrong while a tool works, throw an `Error` with such a sentence (exit code 1).
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
