import type { Io } from "./io.ts";

/** What a shell offers as the value of a flag or positional: files, directories, or one of these words. */
export type Completion = "file" | "directory" | readonly string[];

interface Described {
  /** One phrase for `--help` and the config file: lower case, no full stop. */
  readonly description: string;
  /** One letter, `r` for `-r`; case counts. */
  readonly short?: string;
  /** Other spellings of the name, shown nowhere. Case and dashes never count: `fileStorage` covers `--file-storage`. */
  readonly aliases?: readonly string[];
}

interface Valued extends Described {
  /** Stands for the value in `--help`: `FILE`. */
  readonly placeholder?: string;
  readonly complete?: Completion;
}

/** `--csv`, `--csv=false`, `--no-csv`. False unless the default says otherwise. */
export interface BooleanFlag extends Described {
  readonly kind: "boolean";
  readonly default?: boolean;
}

/** Any text. */
export interface StringFlag extends Valued {
  readonly kind: "string";
  readonly default?: string;
}

/** A whole number within `min` and `max`, both included; `min` is 0 when not given. */
export interface IntegerFlag extends Valued {
  readonly kind: "integer";
  readonly default?: number;
  readonly min?: number;
  readonly max?: number;
}

/** A span of time in Go's syntax (`1s`, `5m`, `1h30m`, `24h`); the default is written so, the value is in milliseconds. */
export interface DurationFlag extends Valued {
  readonly kind: "duration";
  readonly default?: string;
}

/** One of a few words. */
export interface ChoiceFlag extends Described {
  readonly kind: "choice";
  readonly choices: readonly string[];
  readonly default?: string;
  readonly placeholder?: string;
}

/** Comma separated words; may be repeated. Empty unless the default says otherwise. */
export interface ListFlag extends Valued {
  readonly kind: "list";
  readonly default?: readonly string[];
}

/** One path, commas and all; may be repeated. */
export interface PathsFlag extends Valued {
  readonly kind: "paths";
}

/** Any text, commas and all; may be repeated. */
export interface TextsFlag extends Valued {
  readonly kind: "texts";
}

/** One flag of a tool. */
export type Flag = BooleanFlag | StringFlag | IntegerFlag | DurationFlag | ChoiceFlag | ListFlag | PathsFlag | TextsFlag;

/** The flags of a tool by name, in the order in which help shows them. A name is lower case with dashes: `struct-sep`. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** What the values of a table of flags look like: a flag without a default may be undefined, except booleans (false) and lists (empty). */
export type Values<Flags extends FlagTable> = { readonly [Name in keyof Flags]: Value<Flags[Name]> };

type Value<F extends Flag> = F extends BooleanFlag
  ? boolean
  : F extends ListFlag | PathsFlag | TextsFlag
    ? readonly string[]
    : F extends { readonly default: string | number }
      ? Scalar<F>
      : Scalar<F> | undefined;

type Scalar<F extends Flag> = F extends IntegerFlag | DurationFlag
  ? number
  : F extends { readonly choices: readonly (infer Choice)[] }
    ? Choice
    : string;

/** The words beside the flags: `netcap dump FILE`. */
export interface Positional {
  /** Stands for one of them in `--help`: `FILE`. */
  readonly placeholder: string;
  readonly description: string;
  /** How many there may be; any number when not given. */
  readonly max?: number;
  readonly complete?: Completion;
}

/** A tool, as data: parsing, help, completion, config file and environment all come from this value. */
export interface Tool<Flags extends FlagTable = FlagTable> {
  /** The word after `netcap`. */
  readonly name: string;
  /** One phrase for the list of tools: lower case, no full stop. */
  readonly summary: string;
  /** Shown at the end of `--help`. */
  readonly examples: readonly Example[];
  readonly flags: Flags;
  /** Flags of the original Netcap that mean nothing here: the name, and the sentence that says why or what to use instead. */
  readonly refused?: Readonly<Record<string, string>>;
  /** Without it the tool takes no words beside its flags. */
  readonly positional?: Positional;
  /**
   * Does the work and gives the exit code: 0 done, 1 failed.
   * @throws {UsageError} when values contradict each other: exit code 2.
   * @throws {Error} with a sentence for the user: exit code 1. TypeError, RangeError and ReferenceError count as bugs.
   */
  run(values: Values<Flags>, io: Io, positionals: readonly string[]): Promise<number>;
}

/** A command line that works as it stands. */
export interface Example {
  /** What to write behind the tool's name: `-r traffic.pcap -o records`. */
  readonly line: string;
  /** One phrase: lower case, no full stop. */
  readonly does: string;
}

/**
 * Gives the tool back with its flag table's types, so that `run` gets typed values.
 * Keep the module that calls this light, since every start of netcap loads it: import the heavy parts inside `run`.
 */
export function defineTool<const Flags extends FlagTable>(tool: Tool<Flags>): Tool<Flags> {
  return tool;
}
