import { env } from "../runtime/environment.ts";
import { stderr, stdin, stdout } from "../runtime/streams.ts";
import type { Io } from "./io.ts";

/** The streams and the environment of this process. */
export function processIo(signal: AbortSignal): Io {
  return {
    stdin: {
      isTerminal: stdin.isTerminal,
      chunks: () => stdin.chunks(signal),
    },
    stdout,
    stderr,
    signal,
    env,
    async ask(question) {
      if (!stdin.isTerminal || !stderr.isTerminal) return false;
      stderr.write(`${question} [y/N] `);
      return /^\s*y(es)?\s*$/i.test(await stdin.line(signal));
    },
  };
}
