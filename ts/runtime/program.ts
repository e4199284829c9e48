import { systemError } from "./systemError.ts";

/** The last of what a program said that is kept. */
const MAX_SAID = 4096;

/** How a program ended. */
export interface ProgramEnd {
  /** -1 where a signal ended it. */
  readonly code: number;
  /** The end of what it wrote to standard error. */
  readonly said: string;
}

/**
 * Runs a program without a shell until it ends; undefined when there is none with this name.
 * @param signal ends the program, too
 * @throws {Error} when it cannot be started.
 */
export function runProgram(program: string, args: readonly string[], signal: AbortSignal): Promise<ProgramEnd | undefined> {
  // Few runs need this module, and every run would wait for it.
  const { spawn } = process.getBuiltinModule("node:child_process");
  return new Promise((resolve, reject) => {
    let said = "";
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    const stop = () => child.kill();
    signal.addEventListener("abort", stop);
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = `${said}${text}`.slice(-MAX_SAID);
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      signal.removeEventListener("abort", stop);
      if (error.code === "ENOENT") resolve(undefined);
      else reject(systemError("run", program, error));
    });
    child.on("close", (code) => {
      signal.removeEventListener("abort", stop);
      resolve({ code: code ?? -1, said });
    });
  });
}
