import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/** What `node scripts/interop.mjs` has fetched. */
export const tools = resolve("node_modules/.cache/netcap/interop");

/** A Python with the packages that are needed; NETCAP_PYTHON may name another one. */
export const python = process.env.NETCAP_PYTHON ?? join(tools, "python/bin/python");

/** Whether a program of another language runs; says so where it does not. */
export function isThere(name: string, program: string, ...args: readonly string[]): boolean {
  // What other languages read is no matter of the runtime that runs this: once is enough.
  if ("Deno" in globalThis) return false;
  const found = existsSync(program) || !program.includes("/");
  if (found && spawnSync(program, args).status === 0) return true;
  console.warn(`${name} is not there, so its tests are skipped: "node scripts/interop.mjs" fetches what can be had`);
  return false;
}

/** Runs a program and gives its output. */
export function run(command: string, args: readonly string[], cwd: string, env = {}): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1 << 30, env: { ...process.env, ...env } });
}
