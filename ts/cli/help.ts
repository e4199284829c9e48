import { defaultText, placeholder, quotedText } from "./config.ts";
import { dashed, environmentName } from "./flags.ts";
import { STANDARD_FLAGS } from "./standardFlags.ts";
import type { Flag, FlagTable, Tool } from "./tool.ts";

/** Lines longer than this are hard to read, however wide the terminal. */
const WIDEST = 110;
const NARROWEST = 80;

/** A term as wide as this, or wider, stands on a line of its own. */
const TERM_COLUMN = 28;

/**
 * What `--help` prints.
 * @param call how the tool was called: `netcap capture`, or `capture` where it stands alone
 * @param columns width to fill
 */
export function printHelp(tool: Tool, call: string, columns: number): string {
  const width = Math.min(Math.max(columns, NARROWEST), WIDEST);
  const { positional } = tool;
  const words = positional === undefined ? "" : ` [${positional.placeholder}${positional.max === 1 ? "" : " ..."}]`;
  const [firstFlag] = Object.keys(tool.flags);
  const parts = [
    `${call}: ${tool.summary}`,
    `Usage: ${call} [flags]${words}`,
    positional === undefined ? "" : entry(`  ${positional.placeholder}`, positional.description, width),
    firstFlag === undefined ? "" : `Flags:\n${flagList(tool.flags, width)}`,
    `Standard flags:\n${flagList(STANDARD_FLAGS, width)}`,
    tool.examples.length === 0
      ? ""
      : `Examples:\n${tool.examples.map(({ line, does }) => `  # ${does}\n  ${call} ${line}`).join("\n")}`,
    firstFlag === undefined ? "" : wrapped(otherPlaces(firstFlag), width).join("\n"),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function otherPlaces(flag: string): string {
  return `A flag that is not given is taken from the environment (${environmentName(flag)} for ${dashed(flag)}), then from the config file.`;
}

function flagList(flags: FlagTable, width: number): string {
  return Object.entries(flags)
    .map(([name, flag]) => entry(flagTerm(name, flag), flagText(flag), width))
    .join("\n");
}

/** `  -r, --read FILE`; a flag that is on by default is shown by the spelling that turns it off. */
function flagTerm(name: string, flag: Flag): string {
  const long = flag.kind === "boolean" && flag.default ? `--[no-]${name}` : dashed(name);
  return `  ${flag.short === undefined ? "    " : `-${flag.short}, `}${long} ${placeholder(flag)}`.trimEnd();
}

function flagText(flag: Flag): string {
  if (flag.kind === "boolean") return flag.default ? `${flag.description} (default: on)` : flag.description;
  const value = defaultText(flag);
  return value === undefined ? flag.description : `${flag.description} (default: ${quotedText(value)})`;
}

/** A term and its text side by side. */
export function entry(term: string, text: string, width: number): string {
  const [first = "", ...rest] = wrapped(text, width - TERM_COLUMN);
  const indent = " ".repeat(TERM_COLUMN);
  const head = term.length <= TERM_COLUMN - 2 ? term.padEnd(TERM_COLUMN) + first : `${term}\n${indent}${first}`;
  return [head, ...rest.map((line) => indent + line)].join("\n");
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
