// The walk through a packet: headers are decoded from the outside in, then the layers are recorded, so that a record may
// tell of the layers within (ports, entropy) as well as of those around it (context).
import { Layer } from "./gen/layer";
import { Status } from "./gen/status";
import * as dispatch from "./gen/dispatch";
import * as packet from "./packet";
import * as context from "./context";
import * as failure from "./failure";
import * as ports from "./ports";
import * as entropy from "./entropy";
import { enabled } from "./writer";

/** No real packet has more layers one within the other. */
const MAX_LAYERS: u32 = 64;
/** Messages that lie beside each other in a TCP segment are layers, too: what 64 KiB have room for, at four bytes each. */
const ROOM: u32 = 1 << 14;

// A layer of the packet: number, first byte, length, length of its header, network layer around it, entropy of its payload.
const ID = 0;
const START = 4;
const LENGTH = 8;
const HEADER = 12;
const NETWORK = 16;
const ENTROPY = 24;
const ENTRY = 32;

const stack: usize = memory.data(ROOM * ENTRY, 8);

/** Layers of the packet that were decoded. */
export let depth: u32 = 0;
/** Entropy of the payload of the layer that is being recorded. */
export let payloadEntropy: f64 = 0;

/** Decodes the headers of the packet that was opened, beginning with a layer; gives what the innermost one is followed by. */
export function decode(first: Layer): Layer {
  context.reset();
  let layer = first;
  let start = packet.start;
  let length = packet.length;
  let entry = stack;
  let last = stack + MAX_LAYERS * ENTRY;
  while (layer != Layer.None && layer < Layer.Declined) {
    packet.enter(layer, start, length, 0);
    const limiter = packet.limiter;
    if (entry >= last) {
      last = reach(entry, layer);
      if (entry >= last) {
        packet.flaw(Status.TOO_DEEP, MAX_LAYERS);
        break;
      }
    }
    const next = dispatch.decode(layer);
    if (next == Layer.Malformed) break;
    if (next == Layer.Declined) {
      failure.retract();
      packet.limitBy(limiter);
      layer = start == ports.payload ? ports.another() : Layer.None;
      continue;
    }
    store<u32>(entry, layer, ID);
    store<u32>(entry, <u32>start, START);
    store<u32>(entry, packet.length, LENGTH);
    store<u32>(entry, packet.header, HEADER);
    store<u32>(entry, <u32>context.network, NETWORK);
    entry += ENTRY;
    layer = next;
    if (packet.elsewhere) {
      start = packet.elsewhere;
      length = packet.elsewhereLength;
      packet.arrive();
      continue;
    }
    start += packet.header;
    length = packet.length - packet.header;
  }
  depth = <u32>((entry - stack) / ENTRY);
  return layer;
}

/** Where the stack may end at the latest if a layer follows in an entry: of the messages in a segment only the last one counts. */
function reach(entry: usize, layer: Layer): usize {
  if (context.transportLayer() != Layer.TCP) return stack + MAX_LAYERS * ENTRY;
  const segment = <u32>context.transportStart();
  let first = stack + ENTRY;
  while (first < entry && load<u32>(first - ENTRY, START) != segment) first += ENTRY;
  if (first == entry) return stack + MAX_LAYERS * ENTRY;
  let last = entry;
  for (let id: u32 = layer; id != load<u32>(first, ID); id = load<u32>(last, ID)) last -= ENTRY;
  return min(stack + MAX_LAYERS * ENTRY + (last - first), stack + ROOM * ENTRY);
}

/** Appends the records of the layers that were decoded. */
export function record(): void {
  if (!depth) return;
  context.enter(innermostNetwork());
  context.format();
  if (entropy.wanted) measure();
  const end = stack + depth * ENTRY;
  for (let entry = stack; entry < end; entry += ENTRY) {
    const layer: Layer = load<u32>(entry, ID);
    if (!enabled(layer)) continue;
    packet.enter(layer, load<u32>(entry, START), load<u32>(entry, LENGTH), load<u32>(entry, HEADER));
    context.enter(load<u32>(entry, NETWORK));
    payloadEntropy = entropy.wanted ? load<f64>(entry, ENTROPY) : 0;
    dispatch.record(layer);
  }
}

/** From the inside out, because the payload of a layer holds those of the layers within. */
function measure(): void {
  entropy.reset();
  for (let i = depth; i > 0; i--) {
    const entry = stack + (i - 1) * ENTRY;
    const start = load<u32>(entry, START);
    store<f64>(entry, entropy.entropy(start + load<u32>(entry, HEADER), start + load<u32>(entry, LENGTH)), ENTROPY);
  }
}

/** The layer decoded first, and the one decoded last; the packet must have one. */
export function outermost(): Layer {
  return load<u32>(stack, ID);
}

export function innermost(): Layer {
  return load<u32>(stack + (depth - 1) * ENTRY, ID);
}

/** A layer by its place in the packet, the outermost one being 0, and where it starts. */
export function layerAt(i: u32): Layer {
  return load<u32>(stack + i * ENTRY, ID);
}

export function startAt(i: u32): usize {
  return load<u32>(stack + i * ENTRY, START);
}

/** The network layer that a layer by its place in the packet is, or that is around it. */
export function networkAt(i: u32): usize {
  return load<u32>(stack + i * ENTRY, NETWORK);
}

/** Where the innermost layer starts. */
export function innermostStart(): usize {
  return load<u32>(stack + (depth - 1) * ENTRY, START);
}

/** Where the innermost of the layers of a kind starts that lie around the current layer; 0 where there is none. For records. */
export function around(kind: Layer): usize {
  for (let entry = stack + depth * ENTRY; entry > stack;) {
    entry -= ENTRY;
    const start = <usize>load<u32>(entry, START);
    if (load<u32>(entry, ID) == <u32>kind && start < packet.start) return start;
  }
  return 0;
}

/** The network layer around the innermost layer. */
export function innermostNetwork(): usize {
  return load<u32>(stack + (depth - 1) * ENTRY, NETWORK);
}
