// An IP packet without a link layer: its version field tells which (link types RAW).
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { claim, malformed, truncated, byte } from "../packet";

export function decode(): Layer {
  if (!claim(1)) return truncated();
  const version = byte(0) >> 4;
  claim(0);
  return version == 4 ? Layer.IPv4 : version == 6 ? Layer.IPv6 : malformed(Status.BAD_VERSION, version);
}
