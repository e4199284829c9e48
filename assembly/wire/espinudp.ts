// ESP in UDP, for address translators (RFC 3948 section 2). The port is shared: messages of IKE begin with four zeros, which is no
// security parameters index, and a single byte 0xff keeps the translation alive.
import { Layer } from "../gen/layer";
import { be32, claim, cut, left } from "../packet";

const SPI: u32 = 0;
const SEQUENCE: u32 = 4;
/** Lower ones are reserved (RFC 4303 section 2.1). */
const SMALLEST_SPI: u32 = 256;
/** The header, one block of four bytes that ends with the next header (RFC 4303 section 2.4), and some check value. */
const SMALLEST_PACKET: u32 = 16;

/** Sequence numbers begin with 1, and what is encrypted ends on a multiple of four bytes. */
export function decode(): Layer {
  if (left() < SMALLEST_PACKET || be32(SPI) < SMALLEST_SPI || !be32(SEQUENCE)) return Layer.Declined;
  if (left() & 3 && !cut()) return Layer.Declined;
  claim(0);
  return Layer.IPSecESP;
}
