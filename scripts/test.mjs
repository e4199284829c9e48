// Runs the tests: types, then the suite under Node and under Deno. What follows `npm test --` is given to Jest.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

/** A run that takes longer hangs. */
const LIMIT_MINUTES = 8;
const REPORTS = "node_modules/.cache/netcap";
const JEST = "node_modules/jest/bin/jest.js";
const DENO = "node_modules/.bin/deno";

const total = { passed: 0, failed: 0 };
const say = (line) => process.stderr.write(`${line}\n`);

/** Whether the command succeeded. */
function run(command, ...args) {
  const result = spawnSync(command, args, { stdio: ["ignore", 2, 2], timeout: LIMIT_MINUTES * 60_000, killSignal: "SIGKILL" });
  if (result.error?.code === "ETIMEDOUT") say(`given up after ${LIMIT_MINUTES} minutes`);
  return result.status === 0;
}

/** Runs the suite with a command that takes the arguments of Jest. */
function suite(runtime, ...command) {
  say(`\nTests under ${runtime}`);
  const report = join(REPORTS, `tests-${runtime}.json`);
  rmSync(report, { force: true });
  const succeeded = run(...command, "--json", `--outputFile=${report}`, ...process.argv.slice(2));
  const { passed, failed } = readReport(report);
  total.passed += passed;
  // What goes wrong outside of a test fails the run, too.
  total.failed += succeeded ? failed : Math.max(1, failed);
}

function readReport(path) {
  try {
    const report = JSON.parse(readFileSync(path, "utf8"));
    return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

mkdirSync(REPORTS, { recursive: true });
say("Types");
if (!run("node_modules/.bin/tsc", "--noEmit")) total.failed++;
suite("Node", process.execPath, "--experimental-vm-modules", JEST);
if (spawnSync(DENO, ["--version"]).status === 0) suite("Deno", DENO, "run", "--allow-all", JEST);
else say("\nTests under Deno are skipped: npm has no Deno for this system");

console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed ? 1 : 0;
