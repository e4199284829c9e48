import { type Alert, HTTP_PORTS } from "./alertTable.ts";
import { BadLine } from "./badLine.ts";
import { hasPorts, ICMP, protocolNumber } from "./protocol.ts";
import { readTime } from "./readTime.ts";
import type { TimeZone } from "./timeZone.ts";

/** A JSON object of one line. */
export type Json = Readonly<Record<string, unknown>>;

/** @throws {BadLine} when the line is no JSON object */
export function parseObject(line: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new BadLine("is no JSON");
  }
  if (!isObject(value)) throw new BadLine("is no JSON object");
  return value;
}

/** Whether a value of JSON is an object. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A field as text; empty when it is not there or is none. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** A field as a port; -1 when it is not there or is none. */
export function portOf(value: unknown): number {
  const text = textOf(value);
  return /^\d{1,5}$/.test(text) && Number(text) <= 0xffff ? Number(text) : -1;
}

/**
 * The alert of a line of eve.json; undefined for an event of another kind.
 * @throws {BadLine}
 */
export function eveAlert(line: string, zone: TimeZone): Alert | undefined {
  const event = parseObject(line);
  if (typeof event.event_type !== "string") throw new BadLine("has no event_type");
  if (event.event_type !== "alert") return undefined;
  if (!isObject(event.alert)) throw new BadLine("is an alert without its rule");
  const time = readTime(textOf(event.timestamp), zone);
  if (time === undefined) throw new BadLine("has no timestamp that can be read");
  const description = textOf(event.alert.signature);
  const category = textOf(event.alert.category) || description;
  if (category === "") throw new BadLine("has neither a category nor a signature");
  const [srcPort, dstPort] = [portOf(event.src_port), portOf(event.dest_port)];
  return {
    time,
    category,
    description: description || category,
    protocol: protocolNumber(textOf(event.proto)),
    src: textOf(event.src_ip),
    dst: textOf(event.dest_ip),
    srcPort,
    dstPort,
    http: event.app_proto === undefined ? HTTP_PORTS.has(srcPort) || HTTP_PORTS.has(dstPort) : event.app_proto === "http",
  };
}

const FAST =
  /^(\S+)\s+(?:\[[A-Za-z]+\]\s+)?\[\*\*\]\s+\[[\d:]+\]\s+(.*?)\s+\[\*\*\]\s+(?:\[Classification:\s*(.*?)\]\s+)?(?:\[Priority:\s*\d+\]\s+)?\{([^}]*)\}\s+(\S+)\s+->\s+(\S+)\s*$/;

/** Whether a line looks as those of fast.log do. */
export function isFastLine(line: string): boolean {
  return /^\d\d\/\d\d\/\d{4}-\d\d:\d\d:\d\d/.test(line);
}

/**
 * The alert of a line of fast.log.
 * @param zone that of the machine which wrote the log: the times in it name none
 * @throws {BadLine}
 */
export function fastAlert(line: string, zone: TimeZone): Alert {
  const match = FAST.exec(line);
  if (!match) throw new BadLine("does not look like an alert of fast.log");
  const [, moment = "", description = "", classification = "", proto = "", source = "", target = ""] = match;
  const time = readTime(moment, zone);
  if (time === undefined) throw new BadLine("has no time that can be read");
  const known = classification === "" || classification === "(null)" ? description : classification;
  if (known === "") throw new BadLine("has neither a classification nor a description");
  const protocol = protocolNumber(proto);
  const [src, srcPort] = endpoint(source, protocol);
  const [dst, dstPort] = endpoint(target, protocol);
  const http = HTTP_PORTS.has(srcPort) || HTTP_PORTS.has(dstPort);
  return { time, category: known, description: description || known, protocol, src, dst, srcPort, dstPort, http };
}

/** An address with a port behind it, or without: `192.0.2.1:80`, `192.0.2.1`, `2001:0db8:…:0001:443`, `[2001:db8::1]:443`. */
function endpoint(text: string, protocol: number): readonly [address: string, port: number] {
  const [, bracketed, behind] = /^\[(.*)\](?::(\d+))?$/.exec(text) ?? [];
  if (bracketed !== undefined) return [bracketed, portOf(behind)];
  const colons = text.split(":").length - 1;
  // Eight groups are an address, and one more is a port. Of a shortened address only the protocol can tell.
  const ported = colons === 1 || colons === 8 || (text.includes("::") && protocol !== ICMP && hasPorts(protocol));
  if (!ported) return [text, -1];
  const cut = text.lastIndexOf(":");
  return [text.slice(0, cut), portOf(text.slice(cut + 1))];
}
