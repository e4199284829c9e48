// Builds the project: `node scripts/build.mjs [generate|core|threads|bundles]`. Every step only needs what npm installed.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { packed } from "./packed.mjs";
import { writeVendors } from "./vendors.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

const bin = (name) => join("node_modules", ".bin", name);
const run = (name, ...args) => execFileSync(bin(name), args, { stdio: ["ignore", "inherit", "inherit"] });

/** From the schema: the host's types, then the core's writers and bindings and the pages of the records; and the vendors of devices. */
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
  writeVendors();
  attributes();
}

/** The attributes of RADIUS and Diameter, as bytes: string literals of the core would take more than twice the room. */
function attributes() {
  const [, ...lines] = readFileSync("assembly/wire/attributes.tsv", "utf8").trimEnd().split("\n");
  const rows = lines.map((line) => line.split("\t"));
  const formats = ["Unknown", ...new Set(rows.map(([, , format]) => format))];
  const kinds = ["Other", ...new Set(rows.map(([, , , kind]) => kind).filter((kind) => kind !== "Other"))];
  const bytes = rows.flatMap(([number, name, format, kind]) => [
    ...[number & 0xff, number >> 8, formats.indexOf(format), kinds.indexOf(kind), name.length],
    ...Buffer.from(name, "latin1"),
  ]);
  const code = `/** How values are encoded; likewise their names, with bars between them. */
export const enum Format {\n${formats.map((format) => `  ${format},\n`).join("")}}
export const FORMATS = "|${formats.slice(1).join("|")}";

/** What values of attributes of RADIUS are. */
export const enum Kind {\n${kinds.map((kind) => `  ${kind},\n`).join("")}}

/** Of each attribute the number (in two bytes, the lower one first), format, kind, length of the name, and name. */
export const attributes: usize = memory.data<u8>([${bytes}]);
/** How many bytes these are. */
export const END: usize = ${bytes.length};\n`;
  writeFileSync("assembly/gen/attributes.ts", code);
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

/** The code of the threads, as a module that bundles carry: a thread has no file to start from. */
async function threads() {
  const { outputFiles } = await build({
    entryPoints: ["ts/threads/thread.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    minifyWhitespace: true,
    legalComments: "none",
    write: false,
  });
  const code = outputFiles[0].text;
  writeFileSync(
    "ts/gen/threadCode.ts",
    `/** The code of ts/threads/thread.ts. */\nexport const threadCode =\n  ${JSON.stringify(code)};\n`,
  );
}

/** Bundles: dist/netcap.js with all tools, a file a tool, and the library with its types. */
async function bundles() {
  rmSync("dist", { recursive: true, force: true });
  // The package has CommonJS for Node, whose calls of require a module cannot answer, and modules for everything else.
  const alias = { yaml: join(root, "node_modules/yaml/browser/dist/index.js") };
  const shared = {
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    legalComments: "none",
    alias,
    plugins: [packed],
  };
  const tools = ["capture", "dump", "label", "util"];
  const entries = [
    ["netcap", 'import "./ts/cli/netcap.ts";'],
    ...tools.map((tool) => [
      tool,
      `import { ${tool} } from "./ts/cli/${tool}.ts"; import { start } from "./ts/cli/main.ts"; await start(${tool});`,
    ]),
  ];
  for (const [name, contents] of entries) {
    await build({
      ...shared,
      stdin: { contents, resolveDir: root, loader: "ts" },
      outfile: `dist/${name}.js`,
      banner: { js: "#!/usr/bin/env node" },
    });
    chmodSync(`dist/${name}.js`, 0o755);
  }
  await build({ ...shared, entryPoints: ["ts/index.ts"], outfile: "dist/index.js", packages: "external" });
  run("tsc", "--project", "ts/tsconfig.json");
}

const steps = { generate, core, threads, bundles };
const wanted = process.argv.slice(2);
for (const step of wanted.length ? wanted : Object.keys(steps)) {
  if (!steps[step]) throw new Error(`no step "${step}": choose from ${Object.keys(steps).join(", ")}`);
  await steps[step]();
}
