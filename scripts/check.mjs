// Checks what needs no tests: the rules and the format of the schema and the code, the types, and the table of protocols in the
// README. With `--fix` it first formats, and brings the table up to date.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isProtocolTableUpToDate, updateProtocolTable } from "./protocolTable.mjs";

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

if (process.argv.includes("--fix")) {
  for (const fix of FIXES) run(...fix);
  updateProtocolTable();
}
const results = CHECKS.map(([name, ...command]) => [name, run(...command)]);
results.push(["table of protocols in the README (`npm run format` brings it up to date)", isProtocolTableUpToDate()]);
for (const [name, passed] of results) console.log(`${passed ? "ok    " : "failed"}  ${name}`);
const failed = results.filter(([, passed]) => !passed);
process.exitCode = failed.length ? 1 : 0;
