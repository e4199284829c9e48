import { UsageError } from "./errors.ts";
import { FlagNames, type Setting } from "./flags.ts";
import { STANDARD_FLAGS } from "./standardFlags.ts";
import type { Flag, Tool } from "./tool.ts";

/**
 * Reads a config file: lines `name value` or `name=value`, comments behind a leading `#`. A value in double quotes is a JSON string.
 * A name alone turns a boolean on and leaves any other flag alone, since the original's `--gen-config` writes empty strings so.
 * @param text what the file holds
 * @param path where it lies, for the sentences
 * @throws {UsageError} naming file and line, for an unknown name or a broken string.
 */
export function parseConfig(tool: Tool, text: string, path: string): Setting[] {
  const names = new FlagNames(tool);
  const settings: Setting[] = [];
  const refused: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, word, value] = /^\s*([^\s=#]+)\s*=?\s*(.*?)\s*$/.exec(line) ?? [];
    if (word === undefined || value === undefined) {
      if (/^\s*(#|$)/.test(line)) continue;
      throw new UsageError(`${path}, line ${index + 1}: write a setting as "name value"`);
    }
    const place = `${path}, line ${index + 1}`;
    const found = names.find(word);
    if (found === undefined && names.refusal(word) !== undefined) {
      refused.push(`${word} (line ${index + 1})`);
    } else if (found === undefined || found.negated) {
      throw new UsageError(`${place}: unknown setting "${word}"${names.suggestion(word, (name) => `"${name}"`)}`);
    } else if (!(found.name in STANDARD_FLAGS) && (value !== "" || found.flag.kind === "boolean")) {
      const setting = value === "" ? "true" : unquoted(value, place);
      settings.push({ name: found.name, text: setting, origin: `${place}: ${found.name}` });
    }
  }
  // All of them at once: a file that the original generated holds dozens.
  if (refused.length > 0) throw new UsageError(`${path} has settings without a meaning here, remove them: ${refused.join(", ")}`);
  return settings;
}

function unquoted(value: string, place: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return JSON.parse(value) as string;
  } catch {
    throw new UsageError(`${place}: ${value} is not a string in double quotes, where " is written \\" and \\ is written \\\\`);
  }
}

/** A config file that holds every flag of the tool with its description and default; those without a default are commented out. */
export function printConfig(tool: Tool): string {
  const header = `# Settings of netcap ${tool.name}. Use this file with --config PATH, or name it in NC_CONFIG.\n`;
  const settings = Object.entries(tool.flags).map(([name, flag]) => {
    const value = defaultText(flag);
    return `\n# ${flag.description}\n${value === undefined ? `# ${name} ${placeholder(flag)}` : `${name} ${quotedText(value)}`}\n`;
  });
  return header + settings.join("");
}

/** A text as a config file writes it: in quotes when reading would change it otherwise. */
export function quotedText(value: string): string {
  return value === "" || value !== value.trim() || /^["=]/.test(value) ? JSON.stringify(value) : value;
}

/** A flag's default as one would write it, or undefined when it has none. */
export function defaultText(flag: Flag): string | undefined {
  switch (flag.kind) {
    case "boolean":
      return String(flag.default ?? false);
    case "list":
      return flag.default?.join(",");
    case "paths":
    case "texts":
      return undefined;
    default:
      return flag.default === undefined ? undefined : String(flag.default);
  }
}

const PLACEHOLDERS = {
  string: "TEXT",
  integer: "N",
  duration: "TIME",
  choice: "",
  list: "LIST",
  paths: "PATH",
  texts: "TEXT",
} as const;

/** What stands for a flag's value in help: `FILE`, `N`, `csv|json`; nothing for a boolean. */
export function placeholder(flag: Flag): string {
  if (flag.kind === "boolean") return "";
  if (flag.placeholder !== undefined) return flag.placeholder;
  return flag.kind === "choice" ? flag.choices.join("|") : PLACEHOLDERS[flag.kind];
}
