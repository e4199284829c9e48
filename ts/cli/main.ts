import { readWholeFile } from "../runtime/files.ts";
import { commandLine, exit, onStopRequest, onStrayError } from "../runtime/process.ts";
import { findTool, PROGRAM, versionLine, withCommands } from "./commands.ts";
import { parseConfig, printConfig } from "./config.ts";
import { UsageError } from "./errors.ts";
import { environmentName, environmentSettings, parseCommandLine, type Setting } from "./flags.ts";
import { printHelp } from "./help.ts";
import type { Io } from "./io.ts";
import { processIo } from "./processIo.ts";
import { STANDARD_FLAGS } from "./standardFlags.ts";
import type { Tool } from "./tool.ts";
import { resolveValues } from "./values.ts";

const DONE = 0;
const FAILED = 1;
const WRONG_USAGE = 2;
/** As shells report a process that SIGINT ended. */
const INTERRUPTED = 130;

/**
 * The entry point of a bundle: runs what the command line says and ends the process with its exit code.
 * @param program all tools (`netcap capture …`), or a single one (`capture …`)
 */
export async function start(program: Tool | readonly Tool[]): Promise<never> {
  const stop = new AbortController();
  const io = processIo(stop.signal);
  onStopRequest(() => {
    if (stop.signal.aborted) exit(INTERRUPTED);
    stop.abort();
  });
  onStrayError((error) => exit(report(error, PROGRAM, io)));
  return exit(await main(program, commandLine(), io));
}

/**
 * Runs what a command line says; whatever is thrown becomes a sentence on standard error.
 * @param program all tools, the first word of `argv` being the name of one, or a single one
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 given up on SIGINT
 */
export async function main(program: Tool | readonly Tool[], argv: readonly string[], io: Io): Promise<number> {
  let call = PROGRAM;
  try {
    if ("run" in program) {
      call = program.name;
      return await runTool(program, call, argv, io);
    }
    const [word, ...rest] = argv;
    const tool = findTool(withCommands(program), toolName(word));
    call = `${PROGRAM} ${tool.name}`;
    return await runTool(tool, call, rest, io);
  } catch (error) {
    return report(error, call, io);
  }
}

/** The tool that a first word means. */
function toolName(word: string | undefined): string {
  if (word === undefined || /^(-h|--?help)$/.test(word)) return "help";
  return /^(-V|--?version)$/.test(word) ? "version" : word;
}

async function runTool(tool: Tool, call: string, argv: readonly string[], io: Io): Promise<number> {
  const { settings, positionals } = parseCommandLine(tool, argv);
  // Only the command line can ask for these: NC_VERSION may mean anything.
  const standard = resolveValues(STANDARD_FLAGS, [settings]);
  const answer = standard.help
    ? printHelp(tool, call, io.stdout.columns)
    : standard.version
      ? versionLine()
      : standard["gen-config"]
        ? printConfig(tool)
        : undefined;
  if (answer !== undefined) {
    await io.stdout.write(answer);
    return DONE;
  }
  const config = configSettings(tool, standard.config ?? io.env(environmentName("config")));
  const layers = [settings, environmentSettings(tool.flags, io.env), config];
  return tool.run(resolveValues(tool.flags, layers), io, positionals);
}

function configSettings(tool: Tool, path: string | undefined): readonly Setting[] {
  if (path === undefined) return [];
  return parseConfig(tool, new TextDecoder().decode(readWholeFile(path)), path);
}

/** The engine's own classes: nobody writes them for a user to read. */
const BUGS = /^(TypeError|RangeError|ReferenceError|SyntaxError|EvalError|URIError|RuntimeError|CompileError|LinkError)$/;

/** Says what went wrong and gives the exit code for it. */
function report(error: unknown, call: string, io: Io): number {
  if (io.signal.aborted && error === io.signal.reason) return INTERRUPTED;
  // By its properties, since what comes from the runtime or a worker may be of another realm's Error class.
  const { name, message = String(error), code, stack }: Partial<NodeJS.ErrnoException> = Object(error);
  // Whoever read our output has seen enough, as in `netcap dump … | head`.
  if (code === "EPIPE") return DONE;
  const debug = io.env("NC_DEBUG") !== undefined;
  const wrongUsage = error instanceof UsageError;
  if (name === undefined || BUGS.test(name)) {
    io.stderr.write(`${PROGRAM}: internal error: ${message}${debug ? "" : " (set NC_DEBUG=1 for details)"}\n`);
  } else {
    io.stderr.write(`${PROGRAM}: ${message}\n${wrongUsage ? `Try "${call} --help".\n` : ""}`);
  }
  if (debug && stack !== undefined) io.stderr.write(`${stack}\n`);
  return wrongUsage ? WRONG_USAGE : FAILED;
}
