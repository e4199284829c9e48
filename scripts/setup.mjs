// Makes a clone ready: installs what package-lock.json lists where that has not been done, and with `--build` builds what is missing
// or older than its sources. Runs on what Node brings along.
import { execSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const SOURCES = ["assembly", "proto", "ts", "scripts/build.mjs", "scripts/vendors.mjs", "package-lock.json"];
const GENERATED = /^(assembly|ts)\/gen$/;
const BUILT = [
  "docs/records/protocols.md",
  "wasm/netcap.wasm",
  "dist/netcap.js",
  "dist/capture.js",
  "dist/dump.js",
  "dist/index.js",
  "dist/types/index.d.ts",
];

/** Whether node_modules holds the versions of package-lock.json; builds for other systems may be missing. */
function installed() {
  if (!existsSync("node_modules/.package-lock.json")) return false;
  const packagesOf = (lockfile) => JSON.parse(readFileSync(lockfile, "utf8")).packages;
  const present = packagesOf("node_modules/.package-lock.json");
  return Object.entries(packagesOf("package-lock.json")).every(([path, { version, optional }]) => {
    if (path === "") return true;
    return path in present ? present[path].version === version : optional;
  });
}

/** When something below the paths was last changed, in milliseconds since 1970. */
function newest(paths) {
  const times = paths.map((path) => {
    if (GENERATED.test(path)) return 0;
    const status = statSync(path);
    return status.isDirectory() ? newest(readdirSync(path).map((name) => `${path}/${name}`)) : status.mtimeMs;
  });
  return Math.max(0, ...times);
}

function built() {
  if (!BUILT.every(existsSync)) return false;
  const sources = newest(SOURCES);
  return BUILT.every((path) => statSync(path).mtimeMs >= sources);
}

/** What is printed on the way goes to standard error. */
function run(why, command) {
  process.stderr.write(`${why}: ${command}\n`);
  try {
    execSync(command, { stdio: ["ignore", 2, 2] });
  } catch {
    process.stderr.write(`set-up failed: "${command}" says why above\n`);
    process.exit(1);
  }
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 20)) {
  process.stderr.write(`Node ${process.versions.node} is too old: install Node 20.20 or newer\n`);
  process.exit(1);
}
if (!installed()) run("installing what is needed", "npm ci --no-fund --no-audit");
if (process.argv.includes("--build") && !built()) run("building", "node scripts/build.mjs");
