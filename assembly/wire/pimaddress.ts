// Addresses in PIM messages (RFC 7761 section 4.9.1): family and encoding in a byte each, for groups and sources also flags and
// the length of the prefix, then the address.
import { Status } from "../gen/status";
import { byte, flaw, left } from "../packet";
import { ipv4, ipv6 } from "../text";

const FAMILY: u32 = 0;
const ENCODING: u32 = 1;
const FLAGS: u32 = 2;
const MASK_LENGTH: u32 = 3;

/** Bytes in front of the address itself. */
export const enum Form {
  Unicast = 2,
  /** Groups and sources have the same form. */
  Prefixed = 4,
}

const NATIVE: u32 = 0;
const IPV4: u32 = 1;
const IPV6: u32 = 2;

/** Where the address read last ends; 0 where it could not be read, and the packet is marked. */
export let end: u32 = 0;
/** Flags and length of the prefix of the address read last, where its form has them. */
export let flags: u32 = 0;
export let maskLength: u32 = 0;

/** Text of the address at an offset of the message. */
export function read(at: u32, form: Form): u64 {
  end = 0;
  const there = at < left() ? left() - at : 0;
  if (there < <u32>form) return broken(Status.TRUNCATED, at + form);
  const family = byte(at + FAMILY);
  if (byte(at + ENCODING) != NATIVE || (family != IPV4 && family != IPV6)) return broken(Status.BAD_ENCODING, at);
  const size: u32 = family == IPV4 ? 4 : 16;
  if (there - form < size) return broken(Status.TRUNCATED, at + form + size);
  if (form == Form.Prefixed) {
    flags = byte(at + FLAGS);
    maskLength = byte(at + MASK_LENGTH);
  }
  end = at + form + size;
  return family == IPV4 ? ipv4(at + form) : ipv6(at + form);
}

function broken(status: Status, need: u32): u64 {
  flaw(status, need);
  return 0;
}
