import { Core, type CoreOptions, type CoreParts, type Lane } from "../core/core.ts";
import { decodeSource, finish, packetLanes, type Reading } from "../core/decodeSource.ts";
import { flowLayers, layerNames } from "../gen/layers.ts";
import { monotonicMs } from "../runtime/environment.ts";
import { LanePress, type Pressed, type PressOptions } from "../sink/lanePress.ts";
import { FileSource } from "../source/fileSource.ts";
import type { Source } from "../source/source.ts";
import { BLOCK_PACKETS, Control, type Down, type Up, WINDOW } from "./decodeTalk.ts";
import { FedSource } from "./fedSource.ts";

/** What one of several that share the packets of a run is to do. */
export interface Job {
  readonly task: "decode";
  readonly module: WebAssembly.Module;
  readonly options: CoreOptions & CoreParts & { readonly records: readonly string[] };
  readonly press: PressOptions;
  /** Paths of captures; undefined for one whose bytes are sent. */
  readonly captures: readonly (string | undefined)[];
  /** Bytes of all captures, where they are known. */
  readonly bytes: number | undefined;
  readonly control: SharedArrayBuffer;
  /** The first one keeps the flows, and tells how reading goes. */
  readonly first: boolean;
}

/** How it talks with the thread that writes. */
export interface Link {
  /** Says something; what is transferred is gone here. */
  say(message: Up, transfer: ArrayBuffer[]): void;
  /** Lets the thread that it runs in do other things. */
  readonly breathe?: () => Promise<void>;
}

/** Much enough to be sent before the block ends. */
const HEAVY = 4 << 20;
/** About how long it takes to make the record of a connection that ends, and to press it. */
const FLOW_MS = 0.003;
/** Sizes that buffers are made in. */
const BUFFER_STEP = 1 << 16;

/** Goes through all packets of a run, and records the blocks of them that it is the first to claim; see decodeInThreads.ts. */
export class BlockDecoder {
  readonly #job: Job;
  readonly #link: Link;
  readonly #control: Control;
  readonly #core: Core;
  readonly #press: LanePress;
  /** The capture whose bytes are sent at the moment. */
  #fed: { capture: number; source: FedSource } | undefined;
  /** Messages with records that were not written yet. */
  #unwritten = 0;
  #wake: (() => void) | undefined;
  #begun = 0;
  /** Bytes of the captures before the one at hand. */
  #bytesBefore = 0;
  #source: Source | undefined;
  #block = -1;
  #own = false;
  /** Records of the block that were not sent yet, and their bytes. */
  #pressed: Pressed[] = [];
  #weight = 0;
  /** Buffers that came back. */
  readonly #buffers: ArrayBuffer[] = [];

  private constructor(job: Job, link: Link, core: Core, press: LanePress) {
    this.#job = job;
    this.#link = link;
    this.#control = new Control(job.control);
    this.#core = core;
    this.#press = press;
  }

  static async create(job: Job, link: Link): Promise<BlockDecoder> {
    const records = job.options.records.filter((name) => job.first || !flowLayers.has(layerNames.indexOf(name)));
    const core = new Core(job.module, { ...job.options, records });
    const press = await LanePress.create(job.press, (bytes) => core.deflate(bytes));
    return new BlockDecoder(job, link, core, press);
  }

  /** To be called with what it is told. */
  hear(message: Down): void {
    if (message.kind === "written") {
      this.#unwritten--;
      this.#buffers.push(...message.buffers);
      this.#wake?.();
    } else if (message.capture === this.#fed?.capture) {
      if (message.kind === "chunk") this.#fed.source.push(message.bytes);
      else this.#fed.source.end();
    }
  }

  /** Does all of it. */
  async run(): Promise<void> {
    const core = this.#core;
    this.#begun = monotonicMs();
    core.share(BLOCK_PACKETS);
    for (const [capture, path] of this.#job.captures.entries()) {
      if (this.#control.aborted) break;
      await this.#decode(capture, path);
    }
    for (const lane of packetLanes(core)) this.#take(lane);
    if (this.#own) await this.#sendBlock(true);
    for (const lane of finish(core)) await this.#send("flows", [this.#pressOne(lane)]);
    this.#say({ kind: "done", statistics: core.statistics() });
  }

  async #decode(capture: number, path: string | undefined): Promise<void> {
    const { first } = this.#job;
    const reading: Reading = { bytes: 0 };
    let source: Source;
    try {
      source = this.#open(capture, path);
    } catch (failure) {
      if (first) this.#say({ kind: "reading", capture, reading: { ...reading, failure } });
      return;
    }
    this.#source = source;
    const progress = () => {
      if (first) this.#say({ kind: "progress", capture, consumed: source.consumed, packets: this.#core.packetsSeen });
    };
    const options = { nextBlock: () => this.#nextBlock(), signal: this.#control, progress };
    for await (const lane of decodeSource(this.#core, source, reading, options)) {
      if (flowLayers.has(lane.id)) {
        await this.#send("flows", [this.#pressOne(lane)]);
      } else {
        this.#take(lane);
        if (this.#weight > HEAVY) await this.#sendBlock(false);
      }
    }
    await source.close();
    this.#bytesBefore += source.consumed;
    this.#source = undefined;
    if (first) this.#say({ kind: "reading", capture, reading });
  }

  #open(capture: number, path: string | undefined): Source {
    if (path !== undefined) return new FileSource(path);
    const source = new FedSource(() => this.#say({ kind: "taken", capture }));
    this.#fed = { capture, source };
    this.#say({ kind: "ready", capture });
    return source;
  }

  async #nextBlock(): Promise<void> {
    if (this.#own) {
      await this.#sendBlock(true);
      await this.#link.breathe?.();
    }
    this.#block++;
    this.#own = !this.#leavesTheRest() && this.#control.claim(this.#block);
    this.#core.beginBlock(this.#own);
  }

  /** Whether the others have what is left done by when all flows are ended that are open: then they are to do it. */
  #leavesTheRest(): boolean {
    const { first, bytes } = this.#job;
    const done = this.#bytesBefore + (this.#source?.consumed ?? 0);
    if (!first || bytes === undefined || !done) return false;
    const msLeft = (bytes - done) * ((monotonicMs() - this.#begun) / done);
    return msLeft < this.#core.openFlows * FLOW_MS;
  }

  /** Takes a lane of packets. */
  #take(lane: Lane): void {
    const part = this.#pressOne(lane);
    this.#pressed.push(part);
    this.#weight += part.block.bytes.length;
  }

  /** Presses a lane into a buffer of its own. */
  #pressOne(lane: Lane): Pressed {
    const made = this.#press.press(lane);
    const { bytes } = made.block;
    return bytes.length ? { ...made, block: { ...made.block, bytes: this.#copy(bytes) } } : made;
  }

  #copy(bytes: Uint8Array): Uint8Array {
    const fitting = this.#buffers.findIndex((candidate) => candidate.byteLength >= bytes.length);
    const [found] = fitting < 0 ? [] : this.#buffers.splice(fitting, 1);
    const buffer = found ?? new ArrayBuffer(Math.ceil(bytes.length / BUFFER_STEP) * BUFFER_STEP);
    const whole = new Uint8Array(buffer, 0, bytes.length);
    whole.set(bytes);
    return whole;
  }

  /** Sends what there is of the block that is recorded here. */
  async #sendBlock(last: boolean): Promise<void> {
    const parts = this.#pressed;
    this.#pressed = [];
    this.#weight = 0;
    await this.#send({ block: this.#block, last }, parts);
  }

  /** Sends records, once not too many are on their way. */
  async #send(to: { block: number; last: boolean } | "flows", parts: readonly Pressed[]): Promise<void> {
    while (this.#unwritten >= WINDOW) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#unwritten++;
    this.#say(
      { kind: "records", to, pressed: parts },
      parts.flatMap(({ block: { bytes } }) => (bytes.length ? [bytes.buffer as ArrayBuffer] : [])),
    );
  }

  #say(message: Up, transfer: ArrayBuffer[] = []): void {
    this.#link.say(message, transfer);
  }
}
