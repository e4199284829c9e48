// Fingerprints of DHCP clients: numbers of options in their order, joined by commas.
import { putDecimal } from "../decimal";

const COMMA: u8 = 0x2c;

/** Adds a number to a fingerprint that begins and ends at two addresses; gives its new end. */
export function putCode(from: usize, to: usize, code: u32): usize {
  if (to > from) store<u8>(to++, COMMA);
  return putDecimal(to, code);
}
