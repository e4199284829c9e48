import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { type JsonValue, toJson } from "@bufbuild/protobuf";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { capture } from "../../ts/cli/capture.ts";
import { main } from "../../ts/cli/main.ts";
import { file_netcap } from "../../ts/gen/netcap_pb.ts";
import { readRecords } from "../../ts/record/readRecords.ts";
import { memoryIo } from "../cli/memoryIo.ts";
import { isThere, python, run, tools } from "./tools.ts";

/* Programs in other languages, those of docs/interoperability.md, read the records of the sample. */

/** That of grpc_tools knows Python alone. */
const fullProtoc = join(tools, "python/bin/protoc");
const goPlugin = join(tools, "go/bin/protoc-gen-go");
const work = resolve("test/.work/interop");
const records = join(work, "records");

const hasPython = isThere("Python with its packages", python, "-c", "import grpc_tools, pandas, pyarrow, duckdb");
const hasProtoc = hasPython && isThere("protoc", fullProtoc, "--version");
const hasGo = hasPython && isThere("Go with protobuf", goPlugin, "--version");

const hasRust = hasPython && existsSync(join(tools, "rust/Cargo.lock")) && isThere("Rust with its crates", "cargo", "--version");
const jars = join(tools, "java/*");
const hasJava = hasProtoc && existsSync(join(tools, "java")) && isThere("Java with protobuf", "javac", "-version");

const hasCpp =
  hasPython && isThere("g++ with protobuf", "pkg-config", "protobuf") && isThere("protoc of the system", "protoc", "--version");

/** The program of the page that begins with a line of this name. */
function example(name: string): string {
  const page = readFileSync("docs/interoperability.md", "utf8");
  const [, code] = new RegExp(`\`\`\`\\w+\\n((?:#|//) ${name}\\n.*?)\`\`\`\\n`, "s").exec(page) ?? [];
  if (code === undefined) throw new Error(`docs/interoperability.md has no ${name}`);
  return code;
}

const files = () =>
  readdirSync(records)
    .filter((name) => name.endsWith(".ncap.gz"))
    .map((name) => join(records, name));

/** What our own reader makes of the records. */
async function expected(): Promise<JsonValue[]> {
  const found: JsonValue[] = [];
  for (const file of files()) {
    for await (const record of readRecords(file)) {
      const schema = file_netcap.messages.find(({ typeName }) => typeName === record.$typeName);
      if (schema) found.push(toJson(schema, record, { useProtoFieldName: true }));
    }
  }
  return found;
}

const parsed = (lines: string) =>
  lines
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as JsonValue);

const SCHEMA = ["netcap.proto", "netcap/options.proto"];
const protoc = (...args: string[]) => run(python, ["-m", "grpc_tools.protoc", `-I${resolve("proto")}`, ...args, ...SCHEMA], work);

beforeAll(async () => {
  if (!hasPython) return;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const io = memoryIo();
  expect(await main(capture, ["-r", "test/sample/sample.pcapng", "-o", records, "--payload", "--workers=1"], io)).toBe(0);
});

(hasPython ? describe : describe.skip)("Python", () => {
  beforeAll(() => {
    protoc(`--python_out=${work}`);
    for (const name of ["read.py", "frame.py"]) writeFileSync(join(work, name), example(name));
  });

  test("reads every value as we do", async () => {
    const wanted = await expected();
    expect(wanted.length).toBeGreaterThan(3000);
    expect(parsed(run(python, ["read.py", ...files()], work))).toEqual(wanted);
  });

  test("makes frames, and Parquet that DuckDB reads", () => {
    const output = run(python, ["frame.py", join(records, "TCP.ncap.gz"), "tcp.parquet"], work);
    expect(readFileSync("docs/interoperability.md", "utf8")).toContain(`it prints\n\n\`\`\`\n${output}\`\`\`\n`);
    expect(output).toBe("595 97087 9\n");
  });
});

(hasGo ? describe : describe.skip)("Go", () => {
  test("reads every value as we do", async () => {
    const room = join(work, "go");
    mkdirSync(room);
    cpSync(join(tools, "go/go.mod"), join(room, "go.mod"));
    const module = "example.test/read";
    const packages = [`--go_opt=Mnetcap.proto=${module}/types`, `--go_opt=Mnetcap/options.proto=${module}/options`];
    protoc(`--plugin=${goPlugin}`, `--go_out=${room}`, ...packages, `--go_opt=module=${module}`);
    writeFileSync(join(room, "main.go"), example("main.go"));
    // What is not there yet is not fetched by a test.
    const offline = { GOFLAGS: "-mod=mod", GOPROXY: "off", GONOSUMDB: "*" };
    expect(parsed(run("go", ["run", ".", ...files()], room, offline))).toEqual(await expected());
  }, 300_000);
});

(hasRust ? describe : describe.skip)("Rust", () => {
  test("reads every value as we do", async () => {
    const room = join(work, "rust");
    mkdirSync(join(room, "src"), { recursive: true });
    for (const name of ["Cargo.toml", "Cargo.lock"]) cpSync(join(tools, "rust", name), join(room, name));
    cpSync("proto", join(room, "proto"), { recursive: true });
    writeFileSync(join(room, "build.rs"), example("build.rs"));
    writeFileSync(join(room, "src/main.rs"), example("main.rs"));
    // The crates are compiled once.
    const target = { CARGO_TARGET_DIR: join(tools, "rust/target") };
    expect(parsed(run("cargo", ["run", "--quiet", "--offline", "--", ...files()], room, target))).toEqual(await expected());
  }, 600_000);
});

const generate = (option: string) => run(fullProtoc, [`-I${resolve("proto")}`, option, ...SCHEMA], work);

(hasJava ? describe : describe.skip)("Java", () => {
  test("reads every value as we do", async () => {
    const room = join(work, "java");
    mkdirSync(room);
    generate(`--java_out=${room}`);
    writeFileSync(join(room, "Read.java"), example("Read.java"));
    run("javac", ["-cp", jars, "-d", ".", "Read.java", "types/Netcap.java", "netcap/Options.java"], room);
    const classes = [room, jars].join(delimiter);
    expect(parsed(run("java", ["-cp", classes, "Read", ...files()], room))).toEqual(await expected());
  }, 600_000);
});

(hasCpp ? describe : describe.skip)("C++", () => {
  test("reads every value as we do", async () => {
    const room = join(work, "cpp");
    mkdirSync(room);
    // The generated code fits the library of the same version only, so both are those of the system.
    run("protoc", [`-I${resolve("proto")}`, `--cpp_out=${room}`, ...SCHEMA], work);
    writeFileSync(join(room, "read.cpp"), example("read.cpp"));
    const flags = run("pkg-config", ["--cflags", "--libs", "protobuf"], work).trim().split(/\s+/);
    run("g++", ["-o", "read", "read.cpp", "netcap.pb.cc", "netcap/options.pb.cc", `-I${room}`, ...flags], room);
    expect(parsed(run(join(room, "read"), files(), room))).toEqual(await expected());
  }, 600_000);
});
