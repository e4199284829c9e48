// Adds to package-lock.json the builds of packages for other systems, where the registry that made the file had none of them:
// `npm ci` refuses a file without them, even where it would not install them. npm runs this after each change of node_modules.
import { readFileSync, writeFileSync } from "node:fs";

const LOCKFILE = new URL("../package-lock.json", import.meta.url);

const SYSTEMS =
  /-?(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)/;

/** The system that a build is for, after its name: `…-linux-arm64-musl`, `…/win32-x64`. */
function systemOf(name) {
  const [, os, cpu] = SYSTEMS.exec(name) ?? [];
  if (!os) throw new Error(`package-lock.json lacks "${name}": run npm install against a registry that has it`);
  const libc = { musl: "musl", gnu: "glibc", glibc: "glibc" }[/(musl|gnu|glibc)/.exec(name)?.[1]];
  return { os, cpu, libc };
}

const text = readFileSync(LOCKFILE, "utf8");
const lock = JSON.parse(text);
for (const { optionalDependencies = {} } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (lock.packages[`node_modules/${name}`]) continue;
    const { os, cpu, libc } = systemOf(name);
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      dev: true,
      ...(libc && { libc: [libc] }),
      optional: true,
      os: [os],
    };
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en"));
lock.packages = Object.fromEntries(sorted);
const complete = `${JSON.stringify(lock, null, 2)}\n`;
if (complete !== text) writeFileSync(LOCKFILE, complete);
