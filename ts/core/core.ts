import { flowLayers, layerNames } from "../gen/layers.ts";
import { parseDecodeAs } from "./decodeAs.ts";
import { LANES, wantedLanes } from "./lanes.ts";
import { type Cause, causeAt, type FragmentCounts, type PortCount, type Statistics } from "./statistics.ts";

/** What records are to hold. */
export interface CoreOptions {
  /** Fill the fields that tell of the layers around a record (addresses, ports). Default true. */
  context?: boolean;
  /** Keep the payload of transport layers. Default false. */
  payload?: boolean;
  /** Compute the entropy of payloads. Default false. */
  entropy?: boolean;
  /** Join fragments of IP, and decode what they carry once it is whole. Default true. */
  defragment?: boolean;
  /** Bytes that flows and profiles of hosts may take in memory. Default 64 MiB, at least 1 MiB. */
  stateLimit?: number;
  /** How long flows live. */
  timeouts?: FlowTimeouts;
  /** Packets of each connection whose lengths, gaps and directions are kept, at most 255. Default 0. */
  firstPackets?: number;
  /** Have Connection tell of lengths and gaps of the packets of each direction, and of active and idle times. Default false. */
  packetStatistics?: boolean;
  /** Names of the records wanted; when absent, all but those that are only made on request (see RecordType). */
  records?: Iterable<string>;
  /**
   * What ports carry, where that is not what they are assigned to: `udp.port==5300,dns`, or `none` in place of a protocol. A
   * payload that does not fit is not taken for it all the same. Of two rules for a port, the last counts.
   */
  decodeAs?: Iterable<string>;
}

/** What the tools and the library add to the options. */
export interface CoreParts {
  rejects?: Rejects;
  /** See vendorTable.ts. */
  vendors?: Uint8Array | undefined;
}

/** What a run is to hand over beside the records. */
export interface Rejects {
  /** Keep packets that no decoder knows. */
  unknown: boolean;
  /** Keep malformed packets, and what is wrong with each. */
  errors: boolean;
}

/** Times after which flows end, in milliseconds by the clock of the capture; 0 is never. */
export interface FlowTimeouts {
  /** Idle flows of TCP, default 5 minutes. */
  readonly tcpIdle?: number;
  /** Idle flows of UDP, default 2 minutes. */
  readonly udpIdle?: number;
  /** Idle flows of ICMP, default 30 seconds. */
  readonly icmpIdle?: number;
  /** All other idle flows, default 2 minutes. */
  readonly otherIdle?: number;
  /** TCP connections that are closed or reset and idle, default 5 seconds. */
  readonly tcpClosed?: number;
  /** Flows that go on; what comes later is another flow. Default 0. */
  readonly active?: number;
}

/** The exports of assembly/index.ts. */
interface Exports {
  memory: WebAssembly.Memory;
  configure(context: boolean, payload: boolean, entropy: boolean, stateLimit: number): void;
  configureFlows(
    ...settings: [
      tcp: number,
      udp: number,
      icmp: number,
      other: number,
      closed: number,
      active: number,
      firstPackets: number,
      packetStatistics: boolean,
    ]
  ): void;
  enable(layer: number, on: boolean): void;
  keep(unknown: boolean, malformed: boolean): void;
  defragment(on: boolean): void;
  decodeAs(transport: number, port: number, layer: number): void;
  input(size: number): number;
  vendorTable(size: number): number;
  open(): void;
  decode(from: number, to: number): number;
  problem(): number;
  problemValue(): number;
  needed(): number;
  pending(): bigint;
  recover(): number;
  flush(): boolean;
  lanes(): number;
  drained(layer: number): void;
  full(): boolean;
  share(packets: number): void;
  atBoundary(): boolean;
  beginBlock(own: boolean): void;
  counters(): number;
  unfitPorts(): number;
  nextUnfit(from: number): number;
  packetsSeen(): bigint;
  evicted(): number;
  openFlows(): number;
  fragmented(): number;
  deflate(from: number, size: number): number;
  deflated: WebAssembly.Global;
  crc32(crc: number, from: number, size: number): number;
}

/** A lane that holds records, or else what lanes.ts says. */
export interface Lane {
  /** Number of the layer, or what follows them. */
  id: number;
  /** Name of the record. */
  name: string;
  /** Records in `bytes`. */
  records: number;
  /** Length-delimited records; valid until the core is called again. */
  bytes: Uint8Array;
}

/** Bytes that the core has compressed. */
export interface Deflated {
  /** Deflate blocks (RFC 1951), none of them the last, that end on a byte; valid until the core is called again. */
  bytes: Uint8Array;
  /** How many bytes they stand for. */
  size: number;
  /** CRC-32 of those bytes (RFC 1952 section 8). */
  crc: number;
}

/** The most bytes of a packet with all that a container puts around it, and as much again to read into. */
const REGION = 2 << 20;
const LANE_WORDS = 6;
const PORTS = 65_536;
/**
 * An instance of the WebAssembly core. The only class that looks into its memory: views are made anew for every call,
 * because any call may move them by growing the memory.
 */
export class Core {
  readonly #exports: Exports;
  readonly #region: number;
  readonly #lanes: number;

  /** @throws RangeError when `records` names a record that the core does not make, or `decodeAs` has a wrong rule. */
  constructor(module: WebAssembly.Module, options: CoreOptions & CoreParts = {}) {
    this.#exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    const {
      context = true,
      payload = false,
      entropy = false,
      stateLimit = 64 << 20,
      timeouts = {},
      firstPackets = 0,
      packetStatistics = false,
    } = options;
    const { tcpIdle = 300_000, udpIdle = 120_000, icmpIdle = 30_000, otherIdle = 120_000 } = timeouts;
    const { tcpClosed = 5000, active = 0 } = timeouts;
    this.#exports.configure(context, payload, entropy, stateLimit);
    this.#exports.defragment(options.defragment ?? true);
    this.#exports.configureFlows(tcpIdle, udpIdle, icmpIdle, otherIdle, tcpClosed, active, firstPackets, packetStatistics);
    for (const id of wantedLanes(options.records)) this.#exports.enable(id, true);
    for (const rule of options.decodeAs ?? []) {
      const { transport, port, layer } = parseDecodeAs(rule);
      this.#exports.decodeAs(transport, port, layer);
    }
    if (options.rejects) this.#exports.keep(options.rejects.unknown, options.rejects.errors);
    if (options.vendors) this.#addVendors(options.vendors);
    this.#region = this.#exports.input(REGION);
    this.#lanes = this.#exports.lanes();
  }

  #addVendors(table: Uint8Array): void {
    const at = this.#exports.vendorTable(table.length);
    new Uint8Array(this.#exports.memory.buffer).set(table, at);
  }

  /** The region that captures are read into; ask again after every call. */
  get input(): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, this.#region, REGION);
  }

  /** Begins a capture: what comes next into the region starts with a file header. */
  open(): void {
    this.#exports.open();
  }

  /**
   * Decodes the region between two offsets; gives the offset up to which it is done with. It stops early when a lane is full
   * (see `full`), when the last packet is not all there, and in front of damage (see `problem`).
   */
  decode(from: number, to: number): number {
    for (let at = from; ; ) {
      try {
        return this.#exports.decode(at, to);
      } catch (error) {
        if (!(error instanceof WebAssembly.RuntimeError)) throw error;
        // The packet is booked as malformed; what was recorded before it stands, and so does the state of the flows.
        const next = this.#exports.recover();
        if (next <= at) throw new Error(`the core failed outside of any packet: ${error.message}`);
        at = next;
      }
    }
  }

  /** Why the capture cannot be read on: a Status and the number that is wrong; undefined while it can. */
  get problem(): { status: number; value: number } | undefined {
    const status = this.#exports.problem();
    return status ? { status, value: this.#exports.problemValue() >>> 0 } : undefined;
  }

  /** Bytes that the block has for which `decode` waits, as far as can be told, and bytes still to be passed over. */
  get needed(): number {
    return this.#exports.needed();
  }

  get pending(): number {
    return Number(this.#exports.pending());
  }

  /** Whether a lane wants to be drained before `decode` goes on. */
  get full(): boolean {
    return Boolean(this.#exports.full());
  }

  /** Writes what the flows hold into their lanes; false where a lane is full and it is to be called again. */
  flush(): boolean {
    return this.#exports.flush();
  }

  /**
   * The lanes that hold at least `least` bytes, or `leastOfFlows` where their records belong to no packet, one after the other;
   * each is emptied when the next is asked for.
   */
  *drain(least = 1, leastOfFlows = least): Generator<Lane, void, undefined> {
    for (let id = 1; id < LANES; id++) {
      const [end = 0, start = 0, , records = 0] = new Uint32Array(
        this.#exports.memory.buffer,
        this.#lanes + id * LANE_WORDS * 4,
        4,
      );
      if (end - start < (flowLayers.has(id) ? leastOfFlows : least)) continue;
      yield { id, name: layerNames[id] ?? "", records, bytes: new Uint8Array(this.#exports.memory.buffer, start, end - start) };
      this.#exports.drained(id);
    }
  }

  /**
   * Makes `decode` stop in front of every block of so many packets, counted over all captures, until `beginBlock` says
   * whether this instance records it. Instances that see the same bytes so share out the packets among them.
   */
  share(packets: number): void {
    this.#exports.share(packets);
  }

  /** Whether `decode` waits for `beginBlock`. */
  get atBoundary(): boolean {
    return Boolean(this.#exports.atBoundary());
  }

  /** Begins a block; the packets of one that is not `own` are only added to their flows, where those are wanted. */
  beginBlock(own: boolean): void {
    this.#exports.beginBlock(own);
  }

  /** Packets seen so far, over all captures, recorded or not. */
  get packetsSeen(): number {
    return Number(this.#exports.packetsSeen());
  }

  /** Connections that have not ended yet; their records come by `flush` at the latest. */
  get openFlows(): number {
    return this.#exports.openFlows();
  }

  /**
   * Compresses bytes that lie in the core, such as those of a lane (which are not to be used afterwards). The result depends
   * on nothing but the bytes, and results can be joined: see `combineCrc32` for their checksums.
   * @throws RangeError when the bytes lie elsewhere.
   */
  deflate({ buffer, byteOffset, length }: Uint8Array): Deflated {
    const { memory, crc32, deflate, deflated } = this.#exports;
    if (buffer !== memory.buffer) throw new RangeError("only bytes in the memory of the core can be compressed by it");
    const crc = crc32(0, byteOffset, length) >>> 0;
    const compressed = deflate(byteOffset, length);
    return { bytes: new Uint8Array(memory.buffer, deflated.value, compressed), size: length, crc };
  }

  /** The counters as they are now. */
  statistics(): Statistics {
    const view = new DataView(this.#exports.memory.buffer, this.#exports.counters());
    const big = (at: number) => Number(view.getBigUint64(at, true));
    const causes: Cause[] = [];
    for (let i = 0, at = 48; i < view.getUint32(40, true); i++, at += 40) causes.push(causeAt(view, at));
    return {
      packets: big(0),
      unknown: big(8),
      malformed: big(16),
      bytesCaptured: big(24),
      bytesOnWire: big(32),
      evictedFlows: this.#exports.evicted(),
      fragments: this.#fragments(),
      causes,
      unfit: this.#unfit(),
    };
  }

  #fragments(): FragmentCounts {
    const counts = new BigUint64Array(this.#exports.memory.buffer, this.#exports.fragmented(), 5);
    const [joined = 0, incomplete = 0, givenUp = 0, overlapping = 0, waiting = 0] = [...counts].map(Number);
    return { joined, incomplete: incomplete + waiting, givenUp, overlapping };
  }

  #unfit(): PortCount[] {
    const counts: PortCount[] = [];
    const { memory, unfitPorts, nextUnfit } = this.#exports;
    const table = new Uint32Array(memory.buffer, unfitPorts(), 2 * PORTS);
    for (let i = nextUnfit(0); i < table.length; i = nextUnfit(i + 1)) {
      counts.push({ transport: i < PORTS ? "UDP" : "TCP", port: i % PORTS, packets: table[i] ?? 0 });
    }
    return counts;
  }
}
