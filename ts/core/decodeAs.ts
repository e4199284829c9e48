import { decoders, layerNames } from "../gen/layers.ts";

/** Numbers of the transport layers in the core (assembly/ports.ts). */
const TRANSPORTS: readonly string[] = ["udp", "tcp"];

const MAX_PORT = 65_535;

/** A port and the layer that its payload is tried as first. */
export interface PortHint {
  /** Number of the transport layer: 0 UDP, 1 TCP. */
  readonly transport: number;
  readonly port: number;
  /** Number of the layer; 0 for none. */
  readonly layer: number;
}

/**
 * Reads a rule such as `udp.port==5000,sip`; with `none` for the protocol it takes away the hint that a port is. Case and spaces
 * do not matter.
 * @param suggest makes a clause from the name of a protocol that there is not, and from those that there are
 * @throws {RangeError} when the rule is none, or names a port or protocol that there is not.
 */
export function parseDecodeAs(rule: string, suggest: (name: string, names: readonly string[]) => string = () => ""): PortHint {
  const [, transport, port, name = ""] = /^(udp|tcp)\.port==(\d+),([^,]+)$/.exec(rule.replace(/\s/g, "").toLowerCase()) ?? [];
  if (transport === undefined) throw new RangeError(`write a rule as in "udp.port==5300,dns", not "${rule}"`);
  if (Number(port) > MAX_PORT) throw new RangeError(`there is no port ${port}, the last is ${MAX_PORT}`);
  const decoder = decoders.find((known) => known.toLowerCase() === name);
  if (decoder === undefined && name !== "none") {
    throw new RangeError(`there is no decoder "${name}"${suggest(name, [...decoders, "none"])}`);
  }
  const layer = decoder === undefined ? 0 : layerNames.indexOf(decoder);
  return { transport: TRANSPORTS.indexOf(transport), port: Number(port), layer };
}
