// Open Shortest Path First: versions 2 (RFC 2328) and 3 (RFC 5340) share a protocol number, and begin with the version.
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { byte, claim, malformed, truncated } from "../packet";

const VERSION: u32 = 0;

export function decode(): Layer {
  if (!claim(VERSION + 1)) return truncated();
  claim(0);
  const version = byte(VERSION);
  return version == 2 ? Layer.OSPFv2 : version == 3 ? Layer.OSPFv3 : malformed(Status.BAD_VERSION, version);
}
