import { dashed } from "../flags.ts";
import { STANDARD_FLAGS } from "../standardFlags.ts";
import type { Completion, Flag, FlagTable, Tool } from "../tool.ts";

/** What a shell can offer at one place of a command line. */
export type Offer =
  /** No value stands here. */
  | { readonly kind: "nothing" }
  /** A value of which nothing is known. */
  | { readonly kind: "anything" }
  | { readonly kind: "file" }
  | { readonly kind: "directory" }
  /** One of the words. */
  | { readonly kind: "word"; readonly words: readonly string[] }
  /** Several of the words with commas between. */
  | { readonly kind: "words"; readonly words: readonly string[] };

/** A flag as a shell sees it. */
export interface OfferedFlag {
  /** With its dash; undefined when it has no short form. */
  readonly short: string | undefined;
  /** With its dashes; `--no-compress` where compressing is the default. */
  readonly long: string;
  readonly description: string;
  readonly value: Offer;
  /** Whether it makes sense to write it again. */
  readonly repeats: boolean;
}

/** What to offer for a tool's flags, the standard ones included. */
export function offeredFlags(tool: Tool): OfferedFlag[] {
  const flags: FlagTable = { ...tool.flags, ...STANDARD_FLAGS };
  return Object.entries(flags).map(([name, flag]) => {
    const turnsOff = flag.kind === "boolean" && flag.default === true;
    return {
      short: flag.short === undefined || turnsOff ? undefined : `-${flag.short}`,
      long: dashed(turnsOff ? `no-${name}` : name),
      description: turnsOff ? `do not: ${flag.description}` : flag.description,
      value: offeredValue(flag),
      repeats: flag.kind === "list" || flag.kind === "paths" || flag.kind === "texts",
    };
  });
}

/** What to offer for the words beside the flags. */
export function offeredPositional(tool: Tool): Offer {
  return tool.positional === undefined ? { kind: "nothing" } : offer(tool.positional.complete, "word");
}

function offeredValue(flag: Flag): Offer {
  if (flag.kind === "boolean") return { kind: "nothing" };
  if (flag.kind === "choice") return { kind: "word", words: flag.choices };
  return offer(flag.complete, flag.kind === "list" ? "words" : "word");
}

function offer(complete: Completion | undefined, kind: "word" | "words"): Offer {
  if (complete === undefined) return { kind: "anything" };
  return complete === "file" || complete === "directory" ? { kind: complete } : { kind, words: complete };
}

/** A text in the single quotes of bash and zsh. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
