// What went wrong with the current packet: at most one verdict, the first.
import { Layer } from "./gen/layer";
import * as packet from "./packet";
import { Numbering, Status } from "./gen/status";

// Figures as the host reads them.
const OFFSET = 0;
const NEED = 4;
const HAVE = 8;
const LIMITER = 12;

export let status: Status = Status.OK;
export let layer: Layer = Layer.None;
/** Where the layer starts, as packet.ts says. */
export let offset: u32 = 0;
/** What the layer needs, and what there is. */
export let need: u32 = 0;
export let have: u32 = 0;
/** The layer whose length field set the end; None where the capture did. */
export let limiter: Layer = Layer.None;
/** The number that no decoder is known for. */
export let numbering: Numbering = Numbering.NONE;
export let number: u32 = 0;

export function reset(): void {
  status = Status.OK;
  numbering = Numbering.NONE;
}

export function note(what: Status, where: Layer, at: u32, needed: u32, there: u32, limitedBy: Layer): void {
  if (status != Status.OK) return;
  status = what;
  layer = where;
  offset = at;
  need = needed;
  have = there;
  limiter = limitedBy;
}

/** Writes the figures of the verdict: four u32, which are offset, need, have and limiter. */
export function putFigures(to: usize): void {
  store<u32>(to, offset, OFFSET);
  store<u32>(to, need, NEED);
  store<u32>(to, have, HAVE);
  store<u32>(to, limiter, LIMITER);
}

/** Takes back the verdict on the current layer, which is to be something else. */
export function retract(): void {
  if (status != Status.OK && layer == packet.layer && offset == packet.offset()) status = Status.OK;
}

/** The verdict on a protocol number without a decoder. */
export function unknown(kind: Numbering, n: u32): Layer {
  if (numbering == Numbering.NONE) {
    numbering = kind;
    number = n;
  }
  return Layer.Unknown;
}
