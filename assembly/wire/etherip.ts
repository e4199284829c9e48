// EtherIP, Ethernet frames in IP (RFC 3378 section 3).
//
//  0                   1
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
// +-------+-----------------------+
// |version|        reserved       |
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { byte, claim, malformed, truncated } from "../packet";

const HEADER_LEN: u32 = 2;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  const version = byte(0) >> 4;
  return version == 3 ? Layer.Ethernet : malformed(Status.BAD_VERSION, version);
}
