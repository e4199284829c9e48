import type { Tool } from "../tool.ts";
import { type Offer, type OfferedFlag, offeredFlags, offeredPositional, shellQuoted } from "./offer.ts";

/** A completion script for zsh that knows the program's tools and their flags; to be sourced, or put in `$fpath` as `_netcap`. */
export function zshCompletion(program: string, tools: readonly Tool[]): string {
  return `#compdef ${program}
# Completion of ${program} for zsh. Load it with: source <(${program} completion zsh)
_${program}() {
  if (( CURRENT == 2 )); then
    local -a tools=(
${tools.map((tool) => `      ${shellQuoted(`${tool.name}:${tool.summary}`)}\n`).join("")}    )
    _describe tool tools
    return
  fi
  local tool=$words[2]
  shift words
  (( CURRENT-- ))
  case $tool in
${tools.map(toolCase).join("")}  esac
}
if [[ $funcstack[1] == _${program} ]]; then _${program} "$@"; else compdef _${program} ${program}; fi
`;
}

function toolCase(tool: Tool): string {
  const { positional } = tool;
  const specs = offeredFlags(tool).flatMap(flagSpecs);
  if (positional !== undefined) {
    specs.push(`${positional.max === 1 ? "" : "*"}${value(offeredPositional(tool), positional.placeholder)}`);
  }
  return `    ${tool.name})
      _arguments -S \\
${specs.map((spec) => `        ${shellQuoted(spec)}`).join(" \\\n")}
      ;;
`;
}

/** One `_arguments` specification for each spelling. */
function flagSpecs({ short, long, description, value: offer, repeats }: OfferedFlag): string[] {
  const once = repeats ? "*" : `(${short === undefined ? long : `${short} ${long}`})`;
  const text = `[${description.replace(/[[\]\\]/g, "\\$&")}]`;
  if (offer.kind === "nothing") return (short === undefined ? [long] : [short, long]).map((name) => `${once}${name}${text}`);
  const argument = value(offer, long.replace(/^-+/, ""));
  // "=" lets the value stand behind an equals sign as well as in the next word.
  return [...(short === undefined ? [] : [`${once}${short}${text}${argument}`]), `${once}${long}=${text}${argument}`];
}

function value(offer: Offer, title: string): string {
  switch (offer.kind) {
    case "file":
      return `:${title}:_files`;
    case "directory":
      return `:${title}:_files -/`;
    case "word":
      return `:${title}:(${offer.words.join(" ")})`;
    case "words":
      return `:${title}:_sequence compadd - ${offer.words.join(" ")}`;
    default:
      return `:${title}: `;
  }
}
