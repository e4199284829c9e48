// `process` is the global one, here and in the files beside: importing it by its name opens all standard streams at the start.
import { setImmediate } from "node:timers";

/** The words behind the program's name. */
export function commandLine(): string[] {
  return process.argv.slice(2);
}

/** Calls back at every SIGINT and SIGTERM, which then no longer end the process by themselves. */
export function onStopRequest(listener: () => void): void {
  process.on("SIGINT", listener);
  process.on("SIGTERM", listener);
}

/** Calls back with what was thrown where nobody could catch it. */
export function onStrayError(listener: (error: unknown) => void): void {
  process.on("uncaughtException", listener);
  process.on("unhandledRejection", listener);
}

/** Ends the process. Only `ts/cli/main.ts` calls this, so that every way out passes there. */
export function exit(code: number): never {
  process.exit(code);
}

/** Lets signals and timers have their turn in the middle of long synchronous work. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
