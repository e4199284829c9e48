import { type DescComments, type DescField, type DescMessage, getOption } from "@bufbuild/protobuf";
import { getComments } from "@bufbuild/protoplugin";
import { Kind, type Layer, record } from "../../ts/gen/netcap/options_pb.ts";
import type { Catalogue, Entry } from "./catalogue.ts";

/** A page a record (name, Markdown), an index, and the table of protocols of the README, from the comments of the schema. */
export function pages({ file, entries }: Catalogue): [name: string, text: string][] {
  const type = file.enums.find((e) => e.name === "Type");
  const rows = entries.flatMap((e) => (e.message ? [{ entry: e, message: e.message }] : []));
  const out: [string, string][] = rows.map(({ entry, message }) => {
    const number = type?.values.find((v) => v.name === `NC_${message.name}`)?.number;
    return [message.name, page(message, entry, number)];
  });
  const index = rows.map(
    ({ entry, message }) => `| [${message.name}](${message.name}.md) | ${origin(entry)} | ${oneLine(getComments(message))} |`,
  );
  out.push(["README", `# Audit records\n\n| record | found by | what it is |\n|---|---|---|\n${index.join("\n")}\n`]);
  const protocols = rows.filter(({ entry }) => entry.layer).map(({ entry, message }) => protocol(message, entry));
  out.push(["protocols", `| record | fields | specification | found by |\n|---|--:|---|---|\n${protocols.join("\n")}\n`]);
  return out;
}

/** What the README says of a protocol. */
function protocol(message: DescMessage, entry: Entry): string {
  return `| ${message.name} | ${message.fields.length} | ${specification(message)} | ${origin(entry)} |`;
}

/** What stands in parentheses at the end of the first sentence that ends so. */
function specification(message: DescMessage): string {
  const found = /\(([^()]+)\)\.(?= |$)/.exec(oneLine(getComments(message)))?.[1];
  if (!found) throw new Error(`the comment of ${message.name} has no sentence that ends with its specification in parentheses`);
  return found;
}

function page(message: DescMessage, entry: Entry, number: number | undefined): string {
  const nested = new Set<DescMessage>();
  const collect = (m: DescMessage) => {
    for (const f of m.fields) {
      if (f.message && !nested.has(f.message)) {
        nested.add(f.message);
        collect(f.message);
      }
    }
  };
  collect(message);
  const parts = [
    `# ${message.name}`,
    text(getComments(message)),
    `Type number ${number}. Found by: ${origin(entry)}.`,
    table(message),
  ];
  for (const m of nested) parts.push(`## ${m.name}`, text(getComments(m)), table(m));
  return `${parts.join("\n\n")}\n`;
}

function table(message: DescMessage): string {
  const rows = [...message.fields]
    .sort((a, b) => a.number - b.number)
    .map((f) => `| ${f.number} | ${f.name} | ${typeName(f)} | ${oneLine(getComments(f))} |`);
  return `| number | field | type | meaning |\n|---|---|---|---|\n${rows.join("\n")}`;
}

function typeName(field: DescField): string {
  const base = field.message?.name ?? field.enum?.name ?? scalarNames[field.proto.type] ?? "";
  if (field.fieldKind === "map") return `map of string to ${field.message?.name ?? scalarNames[field.scalar ?? 0] ?? ""}`;
  return field.fieldKind === "list" ? `list of ${base}` : base;
}

/** Names by the numbers of google.protobuf.FieldDescriptorProto.Type, which are those of ScalarType too. */
const scalarNames: Record<number, string> = {
  1: "double",
  3: "int64",
  4: "uint64",
  5: "int32",
  8: "bool",
  9: "string",
  12: "bytes",
  13: "uint32",
};

/** The numbers and ports that lead to a layer, in words. */
export function origin(entry: Entry): string {
  if (!entry.layer)
    return {
      [Kind.LAYER]: "not decoded yet",
      [Kind.FLOW]: "flow",
      [Kind.STREAM]: "stream",
      [Kind.HOST]: "host",
      [Kind.FINDING]: "finding",
    }[entry.message ? getOption(entry.message, record).kind : Kind.LAYER];
  const l: Layer = entry.layer;
  const hex = (n: number) => `0x${n.toString(16).padStart(4, "0")}`;
  const hex8 = (n: number) => `0x${n.toString(16).padStart(2, "0")}`;
  const part = <N>(name: string, numbers: N[], show: (n: N) => string = String) =>
    numbers.length ? [`${name} ${numbers.map(show).join(", ")}`] : [];
  return [
    ...part("link type", l.linkType),
    ...part("EtherType", l.etherType, hex),
    ...part("IP protocol", l.ipProtocol),
    ...part("ICMPv6 type", l.icmpv6Type),
    ...part("UDP port", l.udpPort),
    ...part("TCP port", l.tcpPort),
    ...part("LLC SAP", l.llcSap, hex8),
    ...part(
      "SNAP",
      l.snapProtocol,
      (n) => `OUI 0x${(n >> 16n).toString(16).padStart(6, "0")} protocol ${hex(Number(n & 0xffffn))}`,
    ),
    ...part("PPP protocol", l.pppProtocol, hex),
    ...(l.udpContent ? ["the bytes of UDP payload"] : []),
    ...(l.found ? [l.found] : []),
  ].join("; ");
}

function text(comments: DescComments): string {
  return (comments.leading ?? "").replace(/^ /gm, "").trim();
}

function oneLine(comments: DescComments): string {
  return text(comments).replace(/\n/g, " ").replace(/\|/g, "\\|");
}
