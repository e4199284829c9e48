import type { Tool } from "../tool.ts";
import { type Offer, offeredFlags, offeredPositional, shellQuoted } from "./offer.ts";

/** A completion script for bash (3.2 and later) that knows the program's tools and their flags. */
export function bashCompletion(program: string, tools: readonly Tool[]): string {
  return `# Completion of ${program} for bash. Load it with: source <(${program} completion bash)
_${program}() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  # "--flag=value" comes as three words.
  if [[ $word == = ]]; then word=
  elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  local flags= offer= words= positional= line=
  if (( COMP_CWORD == 1 )); then
    offer=word words=${shellQuoted(tools.map((tool) => tool.name).join(" "))}
  else
    case \${COMP_WORDS[1]} in
${tools.map(toolCase).join("")}    esac
    if [[ -z $offer && $word == -* ]]; then
      # Flags may be written with one dash.
      [[ $word == -[!-]* ]] && flags=\${flags// --/ -}
      offer=word words=$flags
    fi
  fi
  COMPREPLY=()
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(
    case \${offer:-$positional} in
      file) compgen -f -- "$word" ;;
      directory) compgen -d -- "$word" ;;
      word) compgen -W "$words" -- "$word" ;;
      words)
        [[ $word == *,* ]] && line=\${word%,*},
        compgen -P "$line" -W "$words" -- "\${word##*,}" ;;
    esac
  )
  case \${offer:-$positional} in
    file | directory) compopt -o filenames ;;
    words) compopt -o nospace ;;
  esac 2>/dev/null
  return 0
}
complete -F _${program} ${program}
`;
}

/** What bash offers within one tool: sets `flags`, `positional`, and `offer` where a flag waits for its value. */
function toolCase(tool: Tool): string {
  const flags = offeredFlags(tool);
  const names = flags.flatMap(({ short, long }) => (short === undefined ? [long] : [long, short]));
  const values = flags
    .filter(({ value }) => value.kind !== "nothing")
    .map(({ short, long, value }) => {
      const spellings = [...(short === undefined ? [] : [short]), long, long.slice(1)];
      return `          ${spellings.join(" | ")}) ${assigned("offer", value)} ;;\n`;
    });
  return `      ${tool.name})
        flags=${shellQuoted(` ${names.join(" ")}`)}
        ${assigned("positional", offeredPositional(tool))}
        case $before in
${values.join("")}        esac ;;
`;
}

function assigned(variable: string, offer: Offer): string {
  return `${variable}=${offer.kind}${"words" in offer ? ` words=${shellQuoted(offer.words.join(" "))}` : ""}`;
}
