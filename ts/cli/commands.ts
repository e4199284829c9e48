import { runtimeVersion } from "../runtime/environment.ts";
import { VERSION } from "../version.ts";
import { bashCompletion } from "./completion/bash.ts";
import { fishCompletion } from "./completion/fish.ts";
import { zshCompletion } from "./completion/zsh.ts";
import { UsageError } from "./errors.ts";
import { entry, printHelp } from "./help.ts";
import { didYouMean } from "./nearest.ts";
import { defineTool, type Tool } from "./tool.ts";

/** The name of the program that holds all tools. */
export const PROGRAM = "netcap";

/** The program and its version, and what it runs on: `netcap 0.1.0 (Node 20.20.2)`. */
export function versionLine(): string {
  return `${PROGRAM} ${VERSION} (${runtimeVersion()})\n`;
}

/**
 * The tool of this name.
 * @throws {UsageError} when there is none.
 */
export function findTool(tools: readonly Tool[], name: string): Tool {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool !== undefined) return tool;
  const names = tools.map((candidate) => candidate.name);
  if (name.startsWith("-")) throw new UsageError(`name a tool before its flags: ${names.join(", ")}`);
  throw new UsageError(`unknown tool "${name}"${didYouMean(name, names)}`);
}

/** All tools, and behind them those that tell about the tools: help, version and completion. */
export function withCommands(tools: readonly Tool[]): readonly Tool[] {
  const help = defineTool({
    name: "help",
    summary: "list the tools, or explain one",
    examples: [{ line: "capture", does: "explain the tool capture" }],
    flags: {},
    positional: { placeholder: "TOOL", description: "the tool to explain", max: 1, complete: tools.map((tool) => tool.name) },
    async run(_values, io, [name]) {
      const { columns } = io.stdout;
      await io.stdout.write(name === undefined ? toolList(all, columns) : toolHelp(findTool(all, name), columns));
      return 0;
    },
  });
  const version = defineTool({
    name: "version",
    summary: "print the version",
    examples: [],
    flags: {},
    async run(_values, io) {
      await io.stdout.write(versionLine());
      return 0;
    },
  });
  const completion = defineTool({
    name: "completion",
    summary: "print a script with which a shell completes command lines",
    examples: [
      { line: "bash > /etc/bash_completion.d/netcap", does: "complete in every bash" },
      { line: "fish > ~/.config/fish/completions/netcap.fish", does: "complete in every fish" },
    ],
    flags: {},
    positional: { placeholder: "SHELL", description: "bash, zsh or fish", max: 1, complete: Object.keys(SHELLS) },
    async run(_values, io, [shell = ""]) {
      const script = SHELLS[shell];
      if (script === undefined) throw new UsageError(`name a shell: ${Object.keys(SHELLS).join(", ")}`);
      await io.stdout.write(script(PROGRAM, all));
      return 0;
    },
  });
  const all: readonly Tool[] = [...tools, help, version, completion];
  return all;
}

const SHELLS: Readonly<Record<string, (program: string, tools: readonly Tool[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

function toolHelp(tool: Tool, columns: number): string {
  return printHelp(tool, `${PROGRAM} ${tool.name}`, columns);
}

function toolList(tools: readonly Tool[], columns: number): string {
  const entries = tools.map((tool) => entry(`  ${tool.name}`, tool.summary, columns));
  return `${PROGRAM}: audit records from network traffic

Usage: ${PROGRAM} TOOL [flags] [arguments]

Tools:
${entries.join("\n")}

"${PROGRAM} help TOOL" explains a tool.
`;
}
