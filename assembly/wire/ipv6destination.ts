// IPv6 destination options header (RFC 8200 section 4.6).
import { Layer } from "../gen/layer";
import { claim, truncated, byte } from "../packet";
import { nextHeader } from "./ipv6";

const NEXT_HEADER: u32 = 0;
const LENGTH: u32 = 1;

export function decode(): Layer {
  if (!claim(8)) return truncated();
  if (!claim((byte(LENGTH) + 1) << 3)) return truncated();
  return nextHeader(byte(NEXT_HEADER));
}
