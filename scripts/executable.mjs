// Makes programs of one file that need neither Node nor Deno: dist/netcap, and dist/netcap-deno where `deno compile` can be had.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { build } from "esbuild";
import { packed } from "./packed.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const SAMPLE = resolve("test/sample/sample.pcapng");
/** Marks the place in Node where the program goes (https://nodejs.org/docs/latest-v20.x/api/single-executable-applications.html). */
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";
const MAC = process.platform === "darwin";

const bin = (name) => resolve("node_modules/.bin", name);

/** Node with the program inside. */
async function nodeExecutable(work) {
  const file = resolve("dist/netcap");
  const program = join(work, "netcap.cjs");
  // Node 20 takes CommonJS only.
  await build({
    entryPoints: ["ts/cli/netcap.ts"],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    plugins: [packed],
  });
  const blob = join(work, "netcap.blob");
  const config = join(work, "sea.json");
  writeFileSync(config, JSON.stringify({ main: program, output: blob, disableExperimentalSEAWarning: true }));
  execFileSync(process.execPath, ["--experimental-sea-config", config], { stdio: "ignore" });
  copyFileSync(process.execPath, file);
  chmodSync(file, 0o755);
  // Symbols are an eighth of Node; taking them out after the program is in would break it.
  if (MAC) execFileSync("codesign", ["--remove-signature", file]);
  else spawnSync("strip", ["--strip-all", file]);
  const segment = MAC ? ["--macho-segment-name", "NODE_SEA"] : [];
  execFileSync(bin("postject"), [file, "NODE_SEA_BLOB", blob, "--sentinel-fuse", FUSE, ...segment], { stdio: "ignore" });
  if (MAC) execFileSync("codesign", ["--sign", "-", file]);
  return file;
}

/** Deno with the program inside, or undefined: Deno downloads the part of itself that the program is put into. */
function denoExecutable(work) {
  const file = resolve("dist/netcap-deno");
  // In a directory of its own, so that Deno does not pack node_modules.
  copyFileSync("dist/netcap.js", join(work, "netcap.js"));
  const flags = ["--no-check", "--allow-read", "--allow-write", "--allow-env", "--output", file];
  const result = spawnSync(bin("deno"), ["compile", ...flags, "netcap.js"], { cwd: work, encoding: "utf8", timeout: 300_000 });
  if (result.status === 0) return file;
  const [told = ""] = stripVTControlCharacters(result.stderr ?? "").split("Stack backtrace");
  const cause =
    told
      .trim()
      .split("\n")
      .at(-1)
      ?.replace(/^\s*\d+: /, "") || "it could not be run";
  console.log(`dist/netcap-deno is left out because deno compile failed: ${cause}`);
  return undefined;
}

/** Lets the program tell its version and decode the sample. */
function prove(file, work) {
  const records = mkdtempSync(join(work, "records-"));
  const run = (...args) => execFileSync(file, args, { cwd: work, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const version = run("--version").trim();
  run("capture", "--read", SAMPLE, "--out", records, "--quiet");
  const files = readdirSync(records).length;
  if (!files) throw new Error(`${file} makes no records of ${SAMPLE}`);
  const size = `${(statSync(file).size / 1e6).toFixed(1)} MB`;
  console.log(`${relative("", file)}: ${size}, ${version}, ${files} files of records from the sample`);
}

mkdirSync("dist", { recursive: true });
const work = mkdtempSync(join(tmpdir(), "netcap-executable-"));
try {
  prove(await nodeExecutable(work), work);
  const compiled = denoExecutable(work);
  if (compiled) prove(compiled, work);
} finally {
  rmSync(work, { recursive: true });
}
