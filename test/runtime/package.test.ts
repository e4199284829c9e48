import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { VERSION } from "../../ts/version.ts";

/* The package as others see it: what package.json says, and `import … from "netcap"` from within and from elsewhere. */

interface LockedPackage {
  version?: string;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const lockfile = readFileSync("package-lock.json", "utf8");
const locked: Record<string, LockedPackage> = JSON.parse(lockfile).packages;

test("VERSION is the version of the package", () => {
  expect(VERSION).toBe(manifest.version);
});

test("the versions of what is needed are exact", () => {
  for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies })) {
    expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  }
});

test("the library needs one package", () => {
  expect(Object.keys(manifest.dependencies)).toEqual(["@bufbuild/protobuf"]);
});

test("package-lock.json names no registry and knows the builds for all systems", () => {
  expect(Object.entries(locked).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  const builds = Object.values(locked).flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}));
  expect(builds.filter((name) => !(`node_modules/${name}` in locked))).toEqual([]);
});

describe('import … from "netcap"', () => {
  const SCRIPT = `
import { VERSION, decodeCapture } from "netcap";
let queries = 0;
for await (const record of decodeCapture(process.argv[2], { records: ["DNS"] })) if (!record.QR) queries++;
console.log(VERSION, queries);
`;
  const TYPED = `import { decodeCapture } from "netcap";
for await (const record of decodeCapture("a.pcap")) {
  if (record.$typeName === "types.DNS") { const id: string = record.ID; }
}
`;
  const SAMPLE = resolve("test/sample/sample.pcapng");
  const directory = mkdtempSync(join(tmpdir(), "netcap-package-"));
  // A directory of its own, for the suite runs under both runtimes at the same time.
  mkdirSync("test/.work", { recursive: true });
  const directoryInside = mkdtempSync(resolve("test/.work/package-"));
  const inside = join(directoryInside, "program.mjs");
  const outside = join(directory, "program.mjs");

  beforeAll(() => {
    for (const path of [inside, outside]) writeFileSync(path, SCRIPT);
  });

  afterAll(() => {
    for (const path of [directory, directoryInside]) rmSync(path, { recursive: true });
  });

  /** Runs a program with the runtime that runs this test. */
  const run = (cwd: string, program: string) => {
    const flags = "Deno" in globalThis ? ["run", "--no-prompt", `--allow-read=${SAMPLE}`] : [];
    return execFileSync(process.execPath, [...flags, program, SAMPLE], { cwd, encoding: "utf8" });
  };

  test("works in the project", () => {
    expect(run(".", inside)).toBe(`${VERSION} 61\n`);
  });

  test("works where the package is installed", () => {
    const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", directory], { encoding: "utf8" }).trim();
    execFileSync("tar", ["-xzf", packed], { cwd: directory });
    mkdirSync(join(directory, "node_modules/@bufbuild"), { recursive: true });
    cpSync(join(directory, "package"), join(directory, "node_modules/netcap"), { recursive: true });
    symlinkSync(resolve("node_modules/@bufbuild/protobuf"), join(directory, "node_modules/@bufbuild/protobuf"));
    writeFileSync(join(directory, "package.json"), '{"dependencies": {"netcap": "*", "@bufbuild/protobuf": "*"}}');
    expect(run(directory, outside)).toBe(`${VERSION} 61\n`);
    writeFileSync(join(directory, "typed.mts"), TYPED);
    expect(types(directory)).toBe("typed.mts(3,49): error TS2322: Type 'number' is not assignable to type 'string'.\n");
  });

  /** What the compiler says of typed.mts. */
  const types = (cwd: string) => {
    try {
      const flags = ["--noEmit", "--module", "nodenext", "--target", "es2022", "--strict", "typed.mts"];
      return execFileSync(resolve("node_modules/.bin/tsc"), flags, { cwd, encoding: "utf8" });
    } catch (error) {
      return String((error as { stdout?: string }).stdout);
    }
  };
});
