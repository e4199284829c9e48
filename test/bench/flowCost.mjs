// What flows add to the core's time for a packet. Two cores decode the same capture in one process, a slice each in turns, so that
// whatever else goes on in the machine meets both; the first turn only warms up.
import { closeSync, openSync, readFileSync, readSync } from "node:fs";

const CHUNK = 1 << 20;
const SLICE = 16 * CHUNK;
const LANE_WORDS = 6;
/** A lane that holds so many bytes is emptied. */
const LANE_FULL = 1 << 20;
const FLOWS = "Connection";

/** The names of the lanes by number, and those that are recorded unless others are asked for. */
function laneNames() {
  const source = readFileSync(new URL("../../ts/gen/layers.ts", import.meta.url), "utf8");
  const list = (name) => JSON.parse(new RegExp(`${name}[^=]*= (\\[.*?\\]);`, "s").exec(source)[1]);
  const types = readFileSync(new URL("../../ts/gen/recordTypes.ts", import.meta.url), "utf8");
  const onRequest = new Set([...types.matchAll(/"?name"?: ?"(\w+)"[^}]*"?onRequest"?: ?true/g)].map(([, name]) => name));
  const names = list("layerNames");
  return { names, wanted: names.filter((name) => name && !onRequest.has(name)) };
}

/** A core that decodes a capture, slice by slice, and the seconds that it took so far. */
class Decoder {
  seconds = 0;
  done = false;
  #core;
  #file;
  #region;
  #lanes;
  #filled = 0;
  #count;

  constructor(module, path, names, wanted) {
    this.#core = new WebAssembly.Instance(module).exports;
    this.#core.configure(true, false, false, 64 << 20);
    this.#core.configureFlows(300_000, 120_000, 30_000, 120_000, 5000, 0, 0);
    this.#core.keep(true, true);
    for (const name of wanted) this.#core.enable(names.indexOf(name), true);
    this.#count = names.length;
    this.#region = this.#core.input(2 * CHUNK);
    this.#lanes = this.#core.lanes();
    this.#file = openSync(path, "r");
    this.#core.open();
  }

  /** Packets so far. */
  get packets() {
    return Number(this.#core.packetsSeen());
  }

  #drain(least) {
    const table = new Uint32Array(this.#core.memory.buffer, this.#lanes, LANE_WORDS * this.#count);
    for (let id = 1; id < this.#count; id++) {
      const held = table[id * LANE_WORDS] - table[id * LANE_WORDS + 1];
      if (held >= least) this.#core.drained(id);
    }
  }

  slice() {
    const core = this.#core;
    for (let read = 0; read < SLICE && !this.done; read += CHUNK) {
      const count = readSync(this.#file, new Uint8Array(core.memory.buffer, this.#region + this.#filled, CHUNK));
      this.#filled += count;
      const begun = performance.now();
      let at = core.decode(0, this.#filled);
      while (core.full()) {
        this.#drain(LANE_FULL);
        at = core.decode(at, this.#filled);
      }
      if (!count) {
        this.done = true;
        while (!core.flush()) this.#drain(LANE_FULL);
        closeSync(this.#file);
      }
      this.seconds += (performance.now() - begun) / 1000;
      new Uint8Array(core.memory.buffer, this.#region, 2 * CHUNK).copyWithin(0, at, this.#filled);
      this.#filled -= at;
    }
  }
}

/**
 * Decodes a capture with flows and without.
 * @param {string} path
 * @param {number} runs
 * @returns {{ withFlows: number, withoutFlows: number, added: number }} nanoseconds a packet, and the share that flows add
 */
export function flowCost(path, runs) {
  const { names, wanted } = laneNames();
  const module = new WebAssembly.Module(readFileSync(new URL("../../wasm/netcap.wasm", import.meta.url)));
  const total = [0, 0];
  let packets = 0;
  for (let turn = 0; turn <= runs; turn++) {
    const both = [wanted, wanted.filter((name) => name !== FLOWS)].map((list) => new Decoder(module, path, names, list));
    for (let k = 0; !both.every(({ done }) => done); k++) for (const one of k % 2 ? both : both.toReversed()) one.slice();
    if (!turn) continue;
    both.forEach(({ seconds }, i) => {
      total[i] += seconds;
    });
    packets += both[0].packets;
  }
  const [withFlows, withoutFlows] = total.map((seconds) => (seconds * 1e9) / packets);
  return { withFlows, withoutFlows, added: withFlows / withoutFlows - 1 };
}
