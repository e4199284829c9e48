import { UsageError } from "./errors.ts";
import { didYouMean } from "./nearest.ts";
import { STANDARD_FLAGS } from "./standardFlags.ts";
import type { Flag, FlagTable, Tool } from "./tool.ts";

/** A flag that was set once, as text, and by whom. */
export interface Setting {
  /** The flag's name in its table, whatever spelling was used. */
  readonly name: string;
  readonly text: string;
  /** For sentences about a wrong text: `--workers`, `NC_WORKERS`, `net.conf, line 3: workers`. */
  readonly origin: string;
}

/** A flag found by one of its spellings. */
interface Found {
  readonly name: string;
  readonly flag: Flag;
  /** Whether the spelling was `no-csv`. */
  readonly negated: boolean;
}

/** Finds a tool's flags by the names that people write. */
export class FlagNames {
  readonly #tool: Tool;
  readonly #flags: FlagTable;
  readonly #long = new Map<string, string>();
  readonly #short = new Map<string, string>();
  readonly #refused = new Map<string, string>();

  /** @throws {TypeError} when two flags of the tool share a spelling. */
  constructor(tool: Tool) {
    this.#tool = tool;
    this.#flags = { ...tool.flags, ...STANDARD_FLAGS };
    for (const [name, flag] of [...Object.entries(tool.flags), ...Object.entries<Flag>(STANDARD_FLAGS)]) {
      for (const spelling of [name, ...(flag.aliases ?? [])]) this.#add(this.#long, folded(spelling), name);
      if (flag.short !== undefined) this.#add(this.#short, flag.short, name);
    }
    for (const [name, why] of Object.entries(tool.refused ?? {})) this.#add(this.#refused, folded(name), why);
  }

  /** The flag of this name, without leading dashes; or undefined. */
  find(word: string): Found | undefined {
    const name = this.#short.get(word) ?? this.#long.get(folded(word));
    if (name !== undefined) return this.#found(name, false);
    if (!/^no-/i.test(word)) return undefined;
    const positive = this.#long.get(folded(word.slice(3)));
    if (positive === undefined || this.#flags[positive]?.kind !== "boolean") return undefined;
    return this.#found(positive, true);
  }

  /** Why the flag of the original with this name is not taken here; undefined when the tool does not know such a flag. */
  refusal(word: string): string | undefined {
    return this.#refused.get(folded(word)) ?? this.#refused.get(folded(word.replace(/^no-/i, "")));
  }

  /** The name closest to a mistyped one as `, did you mean …?`, or nothing. */
  suggestion(word: string, show: (name: string) => string): string {
    return didYouMean(word, Object.keys(this.#flags), show);
  }

  #found(name: string, negated: boolean): Found {
    return { name, flag: this.#flags[name] as Flag, negated };
  }

  #add(names: Map<string, string>, spelling: string, name: string): void {
    if (this.#long.has(spelling) || names.has(spelling)) {
      throw new TypeError(`two flags of ${this.#tool.name} are called "${spelling}"`);
    }
    names.set(spelling, name);
  }
}

/** Case and dashes do not tell names apart: `fileStorage` is `file-storage`. */
function folded(name: string): string {
  return name.replaceAll("-", "").toLowerCase();
}

/** What stood on a command line. */
export interface CommandLine {
  /** In the order in which they were written. */
  readonly settings: readonly Setting[];
  /** The words that are no flags and no values of flags. */
  readonly positionals: readonly string[];
}

/**
 * Reads flags in Go's spelling and in GNU's: `-read x`, `-read=x`, `--read x`, `--read=x`, `-r x`, `-csv`, `-csv=false`, `--no-csv`.
 * `--` ends the flags, a lone `-` is a value.
 * @throws {UsageError} for an unknown or refused flag, a missing value, or more positionals than the tool takes.
 */
export function parseCommandLine(tool: Tool, argv: readonly string[]): CommandLine {
  const names = new FlagNames(tool);
  const settings: Setting[] = [];
  const positionals: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word === "--") {
      positionals.push(...argv.slice(at + 1));
      break;
    }
    const [, spelling, , given] = /^--?([^-=][^=]*)(=(.*))?$/s.exec(word) ?? [];
    if (spelling === undefined && word.startsWith("-") && word !== "-") throw new UsageError(`"${word}" is no flag`);
    if (spelling === undefined) {
      positionals.push(word);
      continue;
    }
    const found = names.find(spelling) ?? unknown(names, spelling);
    const origin = dashed(found.name);
    if (found.negated && given !== undefined) throw new UsageError(`--no-${found.name} takes no value`);
    let text = found.negated ? "false" : given;
    if (text === undefined) text = found.flag.kind === "boolean" ? "true" : valueBehind(origin, argv[++at], names);
    settings.push({ name: found.name, text, origin });
  }
  checkPositionals(tool, positionals);
  return { settings, positionals };
}

/** The word behind a flag as its value; another flag there means that the value was forgotten. */
function valueBehind(origin: string, word: string | undefined, names: FlagNames): string {
  if (word === undefined) throw new UsageError(`${origin} needs a value`);
  const [, spelling] = /^--?([^-=][^=]*)/.exec(word) ?? [];
  if (spelling !== undefined && names.find(spelling) !== undefined) {
    throw new UsageError(`${origin} needs a value, and ${word} is a flag; write ${origin}=${word} if that is the value`);
  }
  return word;
}

function unknown(names: FlagNames, spelling: string): never {
  const why = names.refusal(spelling);
  if (why !== undefined) throw new UsageError(`${dashed(spelling)} has no meaning here: ${why}`);
  throw new UsageError(`unknown flag ${dashed(spelling)}${names.suggestion(spelling, dashed)}`);
}

function checkPositionals(tool: Tool, positionals: readonly string[]): void {
  const max = tool.positional === undefined ? 0 : (tool.positional.max ?? Infinity);
  const extra = positionals[max];
  if (extra === undefined) return;
  if (/^(true|false)$/.test(extra)) throw new UsageError(`"${extra}" must be joined to its flag with "=", as in --flag=${extra}`);
  throw new UsageError(`"${extra}" is one word too many: ${tool.name} takes ${max === 0 ? "only flags" : `at most ${max}`}`);
}

/** A flag as help and sentences show it: `-r`, `--read`. */
export function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

/** The settings that the environment makes: `NC_STRUCT_SEP` for `struct-sep`; spellings of the original count too. */
export function environmentSettings(flags: FlagTable, env: (name: string) => string | undefined): Setting[] {
  return Object.entries(flags).flatMap(([name, flag]) => {
    for (const spelling of [name, ...(flag.aliases ?? [])]) {
      const origin = environmentName(spelling);
      const text = env(origin);
      if (text !== undefined) return [{ name, text, origin }];
    }
    return [];
  });
}

/** The environment variable that sets a flag: `NC_STRUCT_SEP`. */
export function environmentName(flag: string): string {
  return `NC_${flag.toUpperCase().replaceAll("-", "_")}`;
}
