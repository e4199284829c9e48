import { type DescField, type DescMessage, getOption, hasOption, ScalarType } from "@bufbuild/protobuf";
import { bits, Context, record } from "../../ts/gen/netcap/options_pb.ts";
import type { Catalogue, Entry } from "./catalogue.ts";

/**
 * The core's record writers: a namespace a message, a setter a field, named as in the schema. The place in the lane goes from
 * setter to setter: `p = TCP.SrcPort(p, 80)`.
 */
export function records({ file, entries }: Catalogue): string {
  const byName = new Map(entries.map((e) => [e.name, e]));
  const used = reachable(entries);
  const hot = reachable(entries.filter(({ layer, message }) => layer?.hot || (message && getOption(message, record).hot)));
  const bodies = file.messages.filter((m) => used.has(m)).map((m) => namespace(m, byName.get(m.name), hot.has(m)));
  return `import { Layer } from "./layer";
import * as setters from "../setters";
import * as writer from "../writer";
import { source, destination, sourcePort, destinationPort } from "../context";

${bodies.join("\n")}`;
}

/** The messages of some records, nested ones included. */
function reachable(entries: Entry[]): Set<DescMessage> {
  const found = new Set<DescMessage>();
  const visit = (m: DescMessage): void => {
    if (found.has(m)) return;
    found.add(m);
    for (const f of m.fields) if (f.message) visit(f.message);
  };
  for (const e of entries) if (e.message) visit(e.message);
  return found;
}

function namespace(message: DescMessage, entry: Entry | undefined, hot: boolean): string {
  const lines = entry
    ? [
        `@inline export function begin(): usize { return writer.${kindOf("begin", hot)}(Layer.${message.name}); }`,
        `@inline export function end(p: usize): void { writer.${hot ? `hotEnd(Layer.${message.name}, p)` : "end(p)"}; }`,
      ]
    : [`@inline export function end(p: usize, from: usize): usize { return ${hot ? "writer" : "setters"}.close(p, from); }`];
  for (const field of [...message.fields].sort((a, b) => a.number - b.number)) {
    lines.push(setterOf(field, hot));
  }
  const context = entry?.layer?.context ?? Context.NONE;
  if (context !== Context.NONE) lines.push(`@inline ${hot ? hotContextOf(message, context) : contextOf(message, context)}`);
  return `export namespace ${message.name} {\n${lines.map((l) => `  ${l}`).join("\n")}\n}\n`;
}

/** The names of the context fields in pairs, and what sets a pair. */
const CONTEXTS: Readonly<Partial<Record<Context, readonly (readonly [string, string, string])[]>>> = {
  [Context.ADDRESSES]: [["addresses", "SrcIP", "DstIP"]],
  [Context.PORTS]: [["ports", "SrcPort", "DstPort"]],
  [Context.BOTH]: [
    ["addresses", "SrcIP", "DstIP"],
    ["ports", "SrcPort", "DstPort"],
  ],
};

/** The setter of all context fields, in the order of their numbers. */
function contextOf(message: DescMessage, context: Context): string {
  const pairs = (CONTEXTS[context] ?? []).map(([setter, ...names]) => {
    const [from, to] = names.map((name) => message.fields.find((f) => f.name === name));
    if (!from || to?.number !== from.number + 1) throw new Error(`${names.join(" and ")} of ${message.name} are no neighbors`);
    const wire = setter === "addresses" ? 2 : 0;
    return { number: from.number, call: `p = setters.${setter}(p, ${hex(tagOf(from, wire))}, ${hex(tagOf(to, wire))}); ` };
  });
  const calls = pairs.sort((a, b) => a.number - b.number).map(({ call }) => call);
  return `export function context(p: usize): usize { ${calls.join("")}return p; }`;
}

/** The same, field by field. */
function hotContextOf(message: DescMessage, context: Context): string {
  const addresses = { SrcIP: "source()", DstIP: "destination()" };
  const ports = { SrcPort: "sourcePort()", DstPort: "destinationPort()" };
  const values: Record<string, string> =
    context === Context.ADDRESSES ? addresses : context === Context.PORTS ? ports : { ...addresses, ...ports };
  const fields = message.fields.filter((f) => f.name in values).sort((a, b) => a.number - b.number);
  return `export function context(p: usize): usize { ${fields.map((f) => `p = ${f.name}(p, ${values[f.name]}); `).join("")}return p; }`;
}

/** Setters of the writer that have an inlined form. */
const hotKinds: Readonly<Record<string, string>> = { begin: "hotBegin", slice: "hotSlice" };

/** Setters that are calls in hot records as well: of the numbers there, those that matter have `bits`. */
const called: ReadonlySet<string> = new Set(["int32", "uint32", "uint64", "double"]);

function kindOf(kind: string, hot: boolean): string {
  return (hot && hotKinds[kind]) || kind;
}

/** The inlined setter of values of at most so many bits, as the writer calls it. */
function narrow(most: number, type: ScalarType, one: (kind: string, type: string, number: number) => string): string {
  if (most === 48) return one("macAddress", "usize", 2);
  if (most === 64 && type === ScalarType.STRING) return one("word", "u64", 2);
  if (most === 64) return type === ScalarType.DOUBLE ? one("hotDouble", "f64", 1) : one("uint64", "u64", 0);
  return one(most <= 7 ? "bits7" : most <= 8 ? "bits8" : most <= 21 ? "bits21" : "bits32", "u32", 0);
}

/** The varint of a field's tag, lowest byte first. */
function tagOf(field: DescField, wire: number): number {
  const tag = field.number * 8 + wire;
  return tag < 0x80 ? tag : (tag & 0x7f) | 0x80 | ((tag >> 7) << 8);
}

function hex(n: number): string {
  return `0x${n.toString(16)}`;
}

function setterOf(field: DescField, hot: boolean): string {
  const inlined = (kind: string, wire: number) => {
    const tag = tagOf(field, wire);
    return `writer.${kind}(p, ${tag < 0x80 ? 1 : 2}, ${hex(tag)}`;
  };
  const call = (kind: string, wire: number) =>
    hot && !called.has(kind) ? inlined(kindOf(kind, hot), wire) : `setters.${kind}(p, ${hex(tagOf(field, wire))}`;
  const setter = (by: typeof call) => (kind: string, type: string, wire: number) =>
    `@inline export function ${field.name}(p: usize, v: ${type}): usize { return ${by(kind, wire)}, v); }`;
  const one = setter(call);
  const open = `@inline export function ${field.name}(p: usize): usize { return ${call("open", 2)}); }`;
  switch (field.fieldKind) {
    case "scalar":
      // The first number of a record is the time of its packet, which is encoded once for all records of the packet.
      if (hot && field.number === 1 && field.scalar === ScalarType.INT64) return setter(inlined)("hotUint64", "u64", 0);
      if (hot && hasOption(field, bits)) return narrow(getOption(field, bits), field.scalar, setter(inlined));
      return scalar(field.scalar, one);
    case "enum":
      return one("int32", "i32", 0);
    case "message":
      return open;
    case "list":
      // Numbers are packed, so a list of them opens like a message.
      return field.scalar === ScalarType.STRING || field.scalar === ScalarType.BYTES ? one("element", "u64", 2) : open;
    case "map":
      return `${open}\n  ${entryOf(field)}`;
  }
}

/** The setters of an entry of a map, which is a message with key and value (both always written) and ends with `setters.close`. */
function entryOf(field: DescField & { fieldKind: "map" }): string {
  if (field.mapKey !== ScalarType.STRING) throw new Error(`the core only has writers for maps of strings, not for ${field.name}`);
  const part = (name: string, result: string, takes = "") =>
    `@inline export function ${field.name}${name}(p: usize${takes}): usize { return setters.${result}; }`;
  const key = part("Key", "element(p, 0xa, v)", ", v: u64");
  if (field.mapKind === "message") return `${key}\n  ${part("Value", "open(p, 0x12)")}`;
  if (field.mapKind === "scalar" && field.scalar === ScalarType.STRING) {
    return `${key}\n  ${part("Value", "element(p, 0x12, v)", ", v: u64")}`;
  }
  if (field.mapKind === "scalar" && field.scalar === ScalarType.INT64) {
    return `${key}\n  ${part("Value", "number(p, 0x10, v)", ", v: u64")}`;
  }
  throw new Error(`the core has no writer for the values of ${field.name}`);
}

function scalar(type: ScalarType, one: (kind: string, type: string, number: number) => string): string {
  switch (type) {
    case ScalarType.INT32:
      return one("int32", "i32", 0);
    case ScalarType.UINT32:
      return one("uint32", "u32", 0);
    case ScalarType.INT64:
    case ScalarType.UINT64:
      return one("uint64", "u64", 0);
    case ScalarType.BOOL:
      return one("bool_", "bool", 0);
    case ScalarType.DOUBLE:
      return one("double", "f64", 1);
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return one("slice", "u64", 2);
    default:
      throw new Error(`the core has no writer for scalar type ${ScalarType[type]}`);
  }
}
