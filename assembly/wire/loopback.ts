// BSD loopback encapsulation (link types NULL and LOOP): a protocol family in the byte order of some host.
import { Layer } from "../gen/layer";
import { Numbering } from "../gen/status";
import { be32, claim, le32, truncated } from "../packet";
import { unknown } from "../failure";

const HEADER_LEN: u32 = 4;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  // Families are small numbers, which tells the byte order.
  const family = min(be32(0), le32(0));
  switch (family) {
    case 2:
      return Layer.IPv4;
    case 10: // Linux
    case 24: // NetBSD, OpenBSD
    case 28: // FreeBSD
    case 30: // Darwin
      return Layer.IPv6;
  }
  return unknown(Numbering.ADDRESS_FAMILY, family);
}
