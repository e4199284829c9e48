// Makes ts/gen/vendors.ts: who the IEEE has assigned the beginnings of link-layer addresses to, as the package oui-data lists it.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { brotliCompressSync, constants } from "node:zlib";

/** Hexadecimal digits of the longest assignments. */
const DIGITS = 9;
/** Bits of the first byte that addresses of groups have, and those that are given locally, of which nothing is assigned any more. */
const GROUP_OR_LOCAL = 3;
/** Holds blocks that are assigned in parts. */
const DIVIDED = "IEEE Registration Authority";

/** Assignments as [first, behind the last, name] in units of 2^12 addresses; those around others come before them. */
function assignments(registry) {
  return Object.entries(registry)
    .map(([prefix, text]) => {
      const size = 16 ** (DIGITS - prefix.length);
      const first = Number.parseInt(prefix, 16) * size;
      const name = text.split("\n")[0].replace(/\s+/g, " ").trim();
      return [first, first + size, name === DIVIDED ? "" : name, Number.parseInt(prefix.slice(0, 2), 16)];
    })
    .filter(([, , , byte]) => !(byte & GROUP_OR_LOCAL))
    .sort((a, b) => a[0] - b[0] || b[1] - a[1]);
}

/** The same without overlaps: where a name begins, up to where the next one does. Nobody has an empty name. */
export function ranges(registry) {
  const list = [];
  const around = [];
  const begin = (at, name) => {
    if (list.at(-1)?.[0] === at) list.pop();
    if ((list.at(-1)?.[1] ?? "") !== name) list.push([at, name]);
  };
  const leave = () => begin(around.pop()[1], around.at(-1)?.[2] ?? "");
  for (const assignment of assignments(registry)) {
    while (around.length && around.at(-1)[1] <= assignment[0]) leave();
    begin(assignment[0], assignment[2]);
    around.push(assignment);
  }
  while (around.length) leave();
  return list;
}

/** Lines of how far a range begins behind the one before, in hexadecimal, and its name. */
function textOf(list) {
  return list.map(([at, name], i) => `${(at - (list[i - 1]?.[0] ?? 0)).toString(16)}\t${name}`).join("\n");
}

/** Writes the module; what was made of a version of the package is kept, since compressing takes seconds. */
export function writeVendors() {
  const require = createRequire(import.meta.url);
  const path = require.resolve("oui-data");
  const { version } = JSON.parse(readFileSync(new URL("package.json", `file://${path}`), "utf8"));
  const cached = `node_modules/.cache/netcap/vendors-${version}.br`;
  if (!existsSync(cached) || statSync(cached).mtimeMs < statSync(new URL(import.meta.url)).mtimeMs) {
    const text = textOf(ranges(JSON.parse(readFileSync(path, "utf8"))));
    mkdirSync("node_modules/.cache/netcap", { recursive: true });
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT };
    writeFileSync(cached, brotliCompressSync(text, { params }));
  }
  const bytes = readFileSync(cached).toString("base64");
  writeFileSync(
    "ts/gen/vendors.ts",
    `/** What scripts/vendors.mjs makes of oui-data ${version}, in base64. */\nexport const vendors =\n  "${bytes}";\n`,
  );
}
