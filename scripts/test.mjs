// Runs the tests: types, then the suite under Node and under Deno. What follows `npm test --` is given to Jest.
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

/** A run that takes longer hangs. */
const LIMIT_MINUTES = 17;
const REPORTS = "node_modules/.cache/netcap";
const JEST = "node_modules/jest/bin/jest.js";
const DENO = "node_modules/.bin/deno";

const total = { passed: 0, failed: 0 };
const say = (line) => process.stderr.write(`${line}\n`);

/** Runs a command; gives whether it succeeded, and what it said. */
function run(command, ...args) {
  const options = { timeout: LIMIT_MINUTES * 60_000, killSignal: "SIGKILL", maxBuffer: 1 << 30 };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const late = error?.killed ? `given up after ${LIMIT_MINUTES} minutes\n` : "";
      resolve({ succeeded: !error, said: stdout + stderr + late });
    });
  });
}

/** Runs the suite with a command that takes the arguments of Jest. */
async function suite(runtime, ...command) {
  const report = join(REPORTS, `tests-${runtime}.json`);
  rmSync(report, { force: true });
  const { succeeded, said } = await run(...command, "--json", `--outputFile=${report}`, ...process.argv.slice(2));
  say(`\nTests under ${runtime}\n${said}`);
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
const types = await run("node_modules/.bin/tsc", "--noEmit");
say(`Types\n${types.said}`);
if (!types.succeeded) total.failed++;
// Each takes one processor most of the time, and they leave each other alone.
say("The suite runs under Node and Deno at once; what each says comes at its end.");
const suites = [suite("Node", process.execPath, "--experimental-vm-modules", JEST)];
if (spawnSync(DENO, ["--version"]).status === 0) suites.push(suite("Deno", DENO, "run", "--allow-all", JEST));
else say("\nTests under Deno are skipped: npm has no Deno for this system");
await Promise.all(suites);

console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed ? 1 : 0;
