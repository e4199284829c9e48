import { getOption } from "@bufbuild/protobuf";
import { Kind, record } from "../../ts/gen/netcap/options_pb.ts";
import { type Catalogue, type Entry, isOnRequest } from "./catalogue.ts";

/** The numbers and names of all layers and lanes, for the core. */
export function layers({ entries }: Catalogue): string {
  const names = entries.map((e) => e.name);
  const ends = [0];
  for (const n of names) ends.push((ends.at(-1) ?? 0) + n.length);
  return `// Numbers of the layers; a record's lane has the number of its layer.
export const enum Layer {
  /** What follows is payload. */
  None = 0,
${entries.map((e) => `  ${e.name} = ${e.id},`).join("\n")}
  /** The bytes are not this layer: a port misled. */
  Declined = 253,
  /** What follows is a protocol that has no decoder. */
  Unknown = 254,
  /** The layer itself could not be decoded. */
  Malformed = 255,
}
/** How many layer numbers there are, None included. */
export const LAYERS = ${entries.length + 1};

const names: usize = memory.data<u8>([${names.flatMap((n) => [...n].map((c) => c.charCodeAt(0))).join(",")}]);
const ends: usize = memory.data<u16>([${ends.join(",")}]);

/** Name of a layer as a slice; empty for None. */
export function layerName(layer: Layer): u64 {
  if (!layer) return 0;
  const from = <u32>load<u16>(ends + ((<usize>layer - 1) << 1));
  const to = <u32>load<u16>(ends + (<usize>layer << 1));
  return <u64>(names + from) | (<u64>(to - from) << 32);
}
`;
}

function isSum({ message }: Entry): boolean {
  const kind = message && getOption(message, record).kind;
  return kind === Kind.FLOW || kind === Kind.HOST;
}

/** The names of the layers by their number in the core, for the host. */
export function layerNames({ entries }: Catalogue): string {
  return `/** Names of the layers of the core by their number; a record's lane has the number of its layer, 0 is none. */
export const layerNames: readonly string[] = ${JSON.stringify(["", ...entries.map((e) => e.name)])};

/** The names of the layers that have a decoder. */
export const decoders: readonly string[] = ${JSON.stringify(entries.filter((e) => e.layer).map((e) => e.name))};

/** The lanes of records that sum up many packets, so that they belong to no packet. */
export const flowLayers: ReadonlySet<number> = new Set(${JSON.stringify(entries.filter(isSum).map((e) => e.id))});

/** The lanes of records that are only made when they are asked for by name. */
export const layersOnRequest: ReadonlySet<number> = new Set(${JSON.stringify(entries.filter(isOnRequest).map((e) => e.id))});
`;
}

/** The type of any audit record, for the host. */
export function auditRecord({ entries }: Catalogue): string {
  const names = entries.flatMap((e) => (e.message ? [e.name] : []));
  return `import type { ${names.join(", ")} } from "./netcap_pb.ts";

/** Any audit record; \`$typeName\` ("types.TCP") tells which. */
export type AuditRecord = ${names.join(" | ")};
`;
}
