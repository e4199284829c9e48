// Runs the report on tshark: `npm run report:tshark [-- CAPTURE OR DIRECTORY…]`. It is TypeScript, which this makes a program of first.
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const outfile = join("node_modules", ".cache", "netcap", "report.mjs");
await build({
  entryPoints: ["test/report/tshark.ts"],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
});
await import(pathToFileURL(outfile).href);
