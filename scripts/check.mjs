// Checks what needs no tests: the rules and the format of the schema and the code, and the types. With `--fix` it first formats.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

// Formatters that do not know AssemblyScript delete its decorators: assembly/ is only for this one.
const CORE = ["assembly/**/*.ts", "!assembly/gen/**"];

const FIXES = [
  ["buf", "format", "--write"],
  ["biome", "check", "--write"],
  ["prettier", "--log-level", "warn", "--write", ...CORE],
];

const CHECKS = [
  ["rules of the schema", "buf", "lint"],
  ["format of the schema", "buf", "format", "--diff", "--exit-code"],
  ["the schema can read what was written with the released one", "buf", "breaking", "--against", "proto/released.binpb"],
  ["types", "tsc", "--noEmit"],
  ["rules and format of the host", "biome", "check", "--error-on-warnings"],
  ["rules of the core", "deno", "lint", "--quiet"],
  ["format of the core", "prettier", "--log-level", "warn", "--check", ...CORE],
];

const run = (tool, ...args) => spawnSync(join("node_modules/.bin", tool), args, { stdio: "inherit" }).status === 0;

if (process.argv.includes("--fix")) for (const fix of FIXES) run(...fix);
const failed = CHECKS.filter(([name, ...command]) => {
  const passed = run(...command);
  console.log(`${passed ? "ok    " : "failed"}  ${name}`);
  return !passed;
});
process.exitCode = failed.length ? 1 : 0;
