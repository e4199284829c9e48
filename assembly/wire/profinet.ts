// PROFINET frames: their frame ID tells what follows (IEC 61158-6-10). Cyclic data has no records.
import { Layer } from "../gen/layer";
import { Numbering } from "../gen/status";
import { be16, claim, truncated } from "../packet";
import { unknown } from "../failure";

const ETHER_TYPE: u32 = 0x8892;
const FRAME_ID: u32 = 0;
const FRAME_ID_LEN: u32 = 2;
const FIRST_DCP: u32 = 0xfefc;
const LAST_DCP: u32 = 0xfeff;

/** The frame ID is left to the layer within, which it belongs to. */
export function decode(): Layer {
  if (!claim(FRAME_ID_LEN)) return truncated();
  const id = be16(FRAME_ID);
  if (id < FIRST_DCP || id > LAST_DCP) return unknown(Numbering.ETHER_TYPE, ETHER_TYPE);
  claim(0);
  return Layer.PNDCP;
}
