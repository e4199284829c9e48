import type { Layer } from "../../ts/gen/netcap/options_pb.ts";
import type { Catalogue, Entry } from "./catalogue.ts";

/** Who follows whom, and which decoder belongs to which layer. */
export function dispatch({ entries }: Catalogue): string {
  const layers = entries.filter((e) => e.layer);
  const imports = layers.map((e) => `import * as ${e.name} from "../wire/${e.name.toLowerCase()}";`);
  const decode = layers.map((e) => `    case Layer.${e.name}: return ${e.name}.decode();`);
  const record = layers.filter((e) => e.message).map((e) => `    case Layer.${e.name}: ${e.name}.record(); break;`);
  return `import { Layer } from "./layer";
import { Numbering } from "./status";
import { unknown } from "../failure";
${imports.join("\n")}

/** Decodes the header of the current layer; gives the layer that follows. */
export function decode(layer: Layer): Layer {
  switch (layer) {
${decode.join("\n")}
  }
  return Layer.None;
}

/** Appends the record of the current layer to its lane. */
export function record(layer: Layer): void {
  switch (layer) {
${record.join("\n")}
  }
}

${binding("linkType", "The layer that packets of a link type begin with.", layers, (l) => l.linkType, "unknown(Numbering.LINK_TYPE, n)")}
${binding("etherType", "The layer that an EtherType stands for.", layers, (l) => l.etherType, "unknown(Numbering.ETHER_TYPE, n)")}
${binding("ipProtocol", "The layer that an IP protocol number or next header stands for.", layers, (l) => l.ipProtocol, "unknown(Numbering.IP_PROTOCOL, n)")}
${binding("icmpv6Type", "The layer that the body of an ICMPv6 type has.", layers, (l) => l.icmpv6Type, "Layer.None")}
${binding("udpPort", "The layer that a UDP port is a hint of.", layers, (l) => l.udpPort, "Layer.None")}
${binding("tcpPort", "The layer that a TCP port is a hint of.", layers, (l) => l.tcpPort, "Layer.None")}`;
}

function binding(name: string, comment: string, layers: Entry[], numbers: (l: Layer) => number[], otherwise: string): string {
  const cases = layers.flatMap((e) => (e.layer ? numbers(e.layer) : []).map((n) => `    case ${n}: return Layer.${e.name};`));
  const twice = cases.map((c) => c.split(":")[0]).find((c, i, all) => all.indexOf(c) !== i);
  if (twice) throw new Error(`two layers claim${twice?.replace("case", name)}`);
  return `/** ${comment} */
export function ${name}(n: u32): Layer {
  switch (n) {
${cases.join("\n")}
  }
  return ${otherwise};
}
`;
}
