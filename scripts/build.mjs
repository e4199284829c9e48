// Builds the project: `node scripts/build.mjs [generate|core|bundles|all]`. Every step only needs what npm installed.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

const bin = (name) => join("node_modules", ".bin", name);
const run = (name, ...args) => execFileSync(bin(name), args, { stdio: ["ignore", "inherit", "inherit"] });

/** From the schema: the host's types, then the core's writers and bindings and the pages of the records. */
async function generate() {
  for (const dir of ["ts/gen", "assembly/gen", "docs/records"]) rmSync(dir, { recursive: true, force: true });
  run("buf", "generate", "--template", "proto/plugin/types.gen.yaml");
  // The plugin reads our options with the types that were just made.
  await build({
    entryPoints: ["proto/plugin/main.ts"],
    outfile: "node_modules/.cache/netcap/protoc-gen-netcap.mjs",
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  run("buf", "generate", "--template", "proto/plugin/netcap.gen.yaml");
}

/** The core: wasm/netcap.wasm, and the same as a module, so that every bundle carries it. */
function core() {
  mkdirSync("wasm", { recursive: true });
  run("asc", "assembly/index.ts", "--config", "assembly/asconfig.json", "--target", "release");
  const bytes = readFileSync("wasm/netcap.wasm");
  writeFileSync("ts/gen/wasm.ts", `/** The core in base64. */\nexport const wasm =\n  "${bytes.toString("base64")}";\n`);
  const module = new WebAssembly.Module(bytes);
  const imports = WebAssembly.Module.imports(module);
  if (imports.length) throw new Error(`the core must import nothing, but imports ${JSON.stringify(imports)}`);
}

const steps = { generate, core };
const wanted = process.argv.slice(2);
for (const step of wanted.length ? wanted : Object.keys(steps)) {
  if (!steps[step]) throw new Error(`no step "${step}": choose from ${Object.keys(steps).join(", ")}`);
  await steps[step]();
}
