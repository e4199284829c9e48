import type { Tool } from "../tool.ts";
import { type Offer, type OfferedFlag, offeredFlags, offeredPositional } from "./offer.ts";

/** A completion script for fish that knows the program's tools and their flags. */
export function fishCompletion(program: string, tools: readonly Tool[]): string {
  const lines = [
    `# Completion of ${program} for fish. Load it with: ${program} completion fish | source`,
    `complete -c ${program} -f`,
  ];
  for (const tool of tools) {
    const within = `complete -c ${program} -n '__fish_seen_subcommand_from ${tool.name}'`;
    lines.push(`complete -c ${program} -n __fish_use_subcommand -a ${tool.name} -d ${quoted(tool.summary)}`);
    if (tool.positional !== undefined) lines.push(`${within}${candidates(offeredPositional(tool))}`);
    for (const flag of offeredFlags(tool)) lines.push(within + flagOptions(flag));
  }
  return `${lines.join("\n")}\n`;
}

function flagOptions({ short, long, description, value }: OfferedFlag): string {
  const letter = short === undefined ? "" : ` -s ${short.slice(1)}`;
  const required = value.kind === "nothing" ? "" : " -r";
  return `${letter} -l ${long.slice(2)}${required}${candidates(value)} -d ${quoted(description)}`;
}

function candidates(offer: Offer): string {
  switch (offer.kind) {
    case "file":
      return " -F";
    case "directory":
      return ` -f -a '(__fish_complete_directories (commandline -ct))'`;
    case "word":
      return ` -f -a ${quoted(offer.words.join(" "))}`;
    case "words":
      return ` -f -a ${quoted(`(__fish_append , ${offer.words.join(" ")})`)}`;
    default:
      return " -f";
  }
}

/** A text in fish's single quotes, where only these two are special. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
