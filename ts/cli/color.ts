import type { Io } from "./io.ts";

/**
 * Whether output to this stream should be coloured: on a terminal, unless NO_COLOR (https://no-color.org) or a terminal
 * that knows no colours says otherwise.
 */
export function wantsColor(stream: { readonly isTerminal: boolean }, io: Pick<Io, "env">): boolean {
  return stream.isTerminal && io.env("NO_COLOR") === undefined && io.env("TERM") !== "dumb";
}
