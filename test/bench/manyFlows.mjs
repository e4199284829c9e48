// `node test/bench/manyFlows.mjs [N]`: N million flows of one packet each (default 10), through the core as it is built: time and
// memory must not depend on how many they are.
import { readFileSync } from "node:fs";

const COUNT = Number(process.argv[2] ?? 10) * 1_000_000;
const CHUNK = 8192;
const FRAME = 42;
const RECORD = 16 + FRAME;
/** Flows begin ten microseconds apart. */
const STEP_US = 10;

const source = readFileSync(new URL("../../ts/gen/layers.ts", import.meta.url), "utf8");
const names = JSON.parse(/layerNames[^=]*= (\[.*?\]);/s.exec(source)[1]);
const lane = names.indexOf("Connection");
const core = new WebAssembly.Instance(new WebAssembly.Module(readFileSync("wasm/netcap.wasm"))).exports;
core.configure(true, false, false, 64 << 20);
core.configureFlows(300_000, 120_000, 30_000, 120_000, 5000, 0, 0);
core.enable(lane, true);
const region = core.input(2 << 20);
const lanes = core.lanes();
let written = 0;

function drain() {
  const [end, start, , records] = new Uint32Array(core.memory.buffer, lanes + lane * 24, 4);
  if (end > start) written += records;
  core.drained(lane);
}

function decode(size) {
  for (let at = core.decode(0, size); core.full(); at = core.decode(at, size)) drain();
}

const header = new Uint8Array(24);
new Uint32Array(header.buffer).set([0xa1b2c3d4, 0x00040002, 0, 0, 65535, 1]);
const chunk = new Uint8Array(CHUNK * RECORD);
const view = new DataView(chunk.buffer);
const frame = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0];
for (let i = 0; i < CHUNK; i++) {
  view.setUint32(i * RECORD + 8, FRAME, true);
  view.setUint32(i * RECORD + 12, FRAME, true);
  chunk.set([...frame, 0, 0, 0, 0, 192, 0, 2, 1, 0x30, 0x39, 0, 53, 0, 8, 0, 0], i * RECORD + 16);
}

core.open();
new Uint8Array(core.memory.buffer, region).set(header);
decode(header.length);
let begun = process.cpuUsage();
for (let from = 0; from < COUNT; from += CHUNK) {
  const count = Math.min(CHUNK, COUNT - from);
  for (let i = 0; i < count; i++) {
    const us = (from + i) * STEP_US;
    view.setUint32(i * RECORD, Math.floor(us / 1e6), true);
    view.setUint32(i * RECORD + 4, us % 1e6, true);
    view.setUint32(i * RECORD + 16 + 26, from + i);
  }
  new Uint8Array(core.memory.buffer, region).set(chunk.subarray(0, count * RECORD));
  decode(count * RECORD);
  if (Math.floor((from + count) / 1e6) > Math.floor(from / 1e6)) {
    const { user, system } = process.cpuUsage(begun);
    begun = process.cpuUsage();
    console.log(
      `${Math.floor((from + count) / 1e6)} million: ${Math.round((user + system) / 1000)} ms for the last, ${core.memory.buffer.byteLength >> 20} MiB`,
    );
  }
}
while (!core.flush()) drain();
drain();
console.log(`${written} of ${COUNT} connections written, ${core.evicted()} of them early`);
if (written !== COUNT) process.exitCode = 1;
