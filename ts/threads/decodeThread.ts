/* What the threads do that share the packets of a run among them; see decodeInThreads.ts. */
import { Core, type CoreOptions, type CoreParts, type Lane } from "../core/core.ts";
import { decodeSource, finish, packetLanes, type Reading } from "../core/decodeSource.ts";
import { flowLayers, layerNames } from "../gen/layers.ts";
import { onPostDown, postUp, threadData } from "../runtime/threads.ts";
import { LanePress, type Pressed, type PressOptions } from "../sink/lanePress.ts";
import { FileSource } from "../source/fileSource.ts";
import type { Source } from "../source/source.ts";
import { BLOCK_PACKETS, Control, type Down, type Up, WINDOW } from "./decodeTalk.ts";
import { FedSource } from "./fedSource.ts";

/** What a thread is started with. */
export interface Job {
  readonly task: "decode";
  readonly module: WebAssembly.Module;
  readonly options: CoreOptions & CoreParts & { readonly records: readonly string[] };
  readonly press: PressOptions;
  /** Paths of captures; undefined for one whose bytes are sent. */
  readonly captures: readonly (string | undefined)[];
  readonly control: SharedArrayBuffer;
  /** The first thread keeps the flows, and tells how reading goes. */
  readonly first: boolean;
}

/** Much enough to be sent before the block ends. */
const HEAVY = 4 << 20;

const job = threadData<Job>();
const control = new Control(job.control);
const records = job.options.records.filter((name) => job.first || !flowLayers.has(layerNames.indexOf(name)));
const core = new Core(job.module, { ...job.options, records });
const press = await LanePress.create(job.press, (bytes) => core.deflate(bytes));

/** The capture whose bytes are sent at the moment. */
let fed: { capture: number; source: FedSource } | undefined;
/** Messages with records that were not written yet. */
let unwritten = 0;
let written: (() => void) | undefined;
onPostDown<Down>((message) => {
  if (message.kind === "written") {
    unwritten--;
    buffers.push(...message.buffers);
    written?.();
  } else if (message.capture === fed?.capture) {
    if (message.kind === "chunk") fed.source.push(message.bytes);
    else fed.source.end();
  }
});

let block = -1;
let own = false;
/** Records of the block that were not sent yet, and their bytes. */
let pressed: Pressed[] = [];
let weight = 0;

function say(message: Up, transfer: ArrayBuffer[] = []): void {
  postUp(message, transfer);
}

/** Sends records, once not too many are on their way. */
async function send(to: { block: number; last: boolean } | "flows", parts: readonly Pressed[]): Promise<void> {
  while (unwritten >= WINDOW) await new Promise<void>((resolve) => (written = resolve));
  unwritten++;
  say(
    { kind: "records", to, pressed: parts },
    parts.flatMap(({ block: { bytes } }) => (bytes.length ? [bytes.buffer as ArrayBuffer] : [])),
  );
}

/** Sends what there is of the block that is recorded here. */
async function sendBlock(last: boolean): Promise<void> {
  const parts = pressed;
  pressed = [];
  weight = 0;
  await send({ block, last }, parts);
}

/** Presses a lane into a buffer of its own. */
function pressOne(lane: Lane): Pressed {
  const made = press.press(lane);
  const { bytes } = made.block;
  return bytes.length ? { ...made, block: { ...made.block, bytes: copy(bytes) } } : made;
}

/** Takes a lane of packets. */
function take(lane: Lane): void {
  const part = pressOne(lane);
  pressed.push(part);
  weight += part.block.bytes.length;
}

/** Buffers that came back, and the sizes that new ones are made in. */
const buffers: ArrayBuffer[] = [];
const BUFFER_STEP = 1 << 16;

function copy(bytes: Uint8Array): Uint8Array {
  const fitting = buffers.findIndex((candidate) => candidate.byteLength >= bytes.length);
  const [found] = fitting < 0 ? [] : buffers.splice(fitting, 1);
  const buffer = found ?? new ArrayBuffer(Math.ceil(bytes.length / BUFFER_STEP) * BUFFER_STEP);
  const whole = new Uint8Array(buffer, 0, bytes.length);
  whole.set(bytes);
  return whole;
}

async function nextBlock(): Promise<void> {
  if (own) await sendBlock(true);
  own = control.claim(++block);
  core.beginBlock(own);
}

async function takeAll(lanes: AsyncIterable<Lane>): Promise<void> {
  for await (const lane of lanes) {
    if (flowLayers.has(lane.id)) {
      await send("flows", [pressOne(lane)]);
    } else {
      take(lane);
      if (weight > HEAVY) await sendBlock(false);
    }
  }
}

function open(capture: number, path: string | undefined): Source {
  if (path !== undefined) return new FileSource(path);
  const source = new FedSource(() => say({ kind: "taken", capture }));
  fed = { capture, source };
  say({ kind: "ready", capture });
  return source;
}

core.share(BLOCK_PACKETS);
for (const [capture, path] of job.captures.entries()) {
  if (control.aborted) break;
  const reading: Reading = { bytes: 0 };
  let source: Source;
  try {
    source = open(capture, path);
  } catch (failure) {
    if (job.first) say({ kind: "reading", capture, reading: { ...reading, failure } });
    continue;
  }
  const progress = () => {
    if (job.first) say({ kind: "progress", capture, consumed: source.consumed, packets: core.packetsSeen });
  };
  await takeAll(decodeSource(core, source, reading, { nextBlock, signal: control, progress }));
  await source.close();
  if (job.first) say({ kind: "reading", capture, reading });
}
for (const lane of packetLanes(core)) take(lane);
if (own) await sendBlock(true);
for (const lane of finish(core)) await send("flows", [pressOne(lane)]);
say({ kind: "done", statistics: core.statistics() });
