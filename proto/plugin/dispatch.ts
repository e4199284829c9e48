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
// @ts-ignore: decorator
@inline
export function decode(layer: Layer): Layer {
  switch (layer) {
${decode.join("\n")}
  }
  return Layer.None;
}

/** Appends the record of the current layer to its lane. */
// @ts-ignore: decorator
@inline
export function record(layer: Layer): void {
  switch (layer) {
${record.join("\n")}
  }
}

${binding("linkType", "The layer that packets of a link type begin with.", layers, (l) => l.linkType, "unknown(Numbering.LINK_TYPE, n)")}
${binding("etherType", "The layer that an EtherType stands for.", layers, (l) => l.etherType, "unknown(Numbering.ETHER_TYPE, n)")}
${binding("ipProtocol", "The layer that an IP protocol number or next header stands for.", layers, (l) => l.ipProtocol, "unknown(Numbering.IP_PROTOCOL, n)")}
${binding("icmpv6Type", "The layer that the body of an ICMPv6 type has.", layers, (l) => l.icmpv6Type, "Layer.None")}
${binding("llcSap", "The layer that an IEEE 802.2 service access point stands for.", layers, (l) => l.llcSap, "unknown(Numbering.LLC_SAP, n)")}
${binding("snapProtocol", "The layer that a protocol of SNAP stands for, OUI << 16 | number.", layers, (l) => l.snapProtocol, "unknown(Numbering.SNAP_PROTOCOL, <u32>n & 0xffff)", "u64")}
${binding("pppProtocol", "The layer that a PPP protocol number stands for.", layers, (l) => l.pppProtocol, "unknown(Numbering.PPP_PROTOCOL, n)")}
${hints(layers)}
${content(layers)}`;
}

function binding(
  name: string,
  comment: string,
  layers: Entry[],
  numbers: (l: Layer) => (number | bigint)[],
  otherwise: string,
  type = "u32",
): string {
  const cases = numbered(name, layers, numbers).map(([n, layer]) => `    case ${n}: return Layer.${layer};`);
  return `/** ${comment} */
export function ${name}(n: ${type}): Layer {
  switch (n) {
${cases.join("\n")}
  }
  return ${otherwise};
}
`;
}

/** The numbers that lead to layers; those of the commonest layers come first, where a compiler tests one after the other. */
function numbered(name: string, layers: Entry[], numbers: (l: Layer) => (number | bigint)[]): [string, string][] {
  const sorted = [...layers.filter((e) => e.layer?.hot), ...layers.filter((e) => !e.layer?.hot)];
  const pairs = sorted.flatMap((e) => (e.layer ? numbers(e.layer) : []).map((n): [string, string] => [`${n}`, e.name]));
  const twice = pairs.find(([n], i) => pairs.findIndex(([other]) => other === n) !== i);
  if (twice) throw new Error(`two layers claim ${name} ${twice[0]}`);
  return pairs;
}

function hints(layers: Entry[]): string {
  const stores = (table: string, numbers: (l: Layer) => number[]) =>
    numbered(`${table} port`, layers, numbers).map(([n, layer]) => `  store<u8>(${table} + ${n}, Layer.${layer});`);
  return `/** Fills tables with the layers that ports are hints of, a byte a port. */
export function hints(udp: usize, tcp: usize): void {
${[...stores("udp", (l) => l.udpPort), ...stores("tcp", (l) => l.tcpPort)].join("\n")}
}
`;
}

function content(layers: Entry[]): string {
  const tests = layers.flatMap(({ name, layer }) => {
    const range = layer?.udpContent;
    return range ? [`  if (first - ${range.from} <= ${range.to - range.from} && !i--) return Layer.${name};\n`] : [];
  });
  return `/** The layers that are tried on UDP payload that no port is a hint of and that begins with a byte, one after the other; None at the end. */
export function udpContent(i: u32, first: u32): Layer {
${tests.join("")}  return Layer.None;
}
`;
}
