import { type Alert, HTTP_PORTS } from "./alertTable.ts";
import { BadLine } from "./badLine.ts";
import { protocolNumber } from "./protocol.ts";
import { readTime } from "./readTime.ts";
import { isObject, type Json, parseObject, portOf, textOf } from "./suricata.ts";
import type { TimeZone } from "./timeZone.ts";

/**
 * The notice of a line of a notice.log in JSON.
 * @throws {BadLine}
 */
export function zeekJsonAlert(line: string, zone: TimeZone): Alert {
  const object = parseObject(line);
  const id = isObject(object.id) ? object.id : undefined;
  return notice(id ? { ...object, ...prefixed(id) } : object, zone);
}

/** Reads the lines of a notice.log in Zeek's own form: names in a line `#fields`, cells behind tabs. */
export class ZeekTable {
  #separator = "\t";
  #unset = "-";
  #fields: readonly string[] = [];

  /**
   * The notice of a line; undefined for lines about the table itself.
   * @throws {BadLine}
   */
  read(line: string, zone: TimeZone): Alert | undefined {
    if (line.startsWith("#")) {
      this.#directive(line);
      return undefined;
    }
    if (!this.#fields.length) throw new BadLine("comes before the line #fields");
    const cells = line.split(this.#separator);
    if (cells.length !== this.#fields.length) {
      throw new BadLine(`has ${cells.length} cells where #fields names ${this.#fields.length}`);
    }
    const entries = this.#fields.map((name, i) => [name, cells[i]] as const).filter(([, cell]) => cell !== this.#unset);
    return notice(Object.fromEntries(entries), zone);
  }

  #directive(line: string): void {
    const [, escaped] = /^#separator\s+\\x([0-9a-f]{2})/i.exec(line) ?? [];
    if (escaped !== undefined) this.#separator = String.fromCharCode(Number.parseInt(escaped, 16));
    const [name, ...rest] = line.split(this.#separator);
    if (name === "#fields") this.#fields = rest;
    if (name === "#unset_field" && rest[0] !== undefined) this.#unset = rest[0];
  }
}

function prefixed(id: Json): Json {
  return Object.fromEntries(Object.entries(id).map(([name, value]) => [`id.${name}`, value]));
}

function notice(fields: Json, zone: TimeZone): Alert {
  const category = textOf(fields.note);
  if (category === "") throw new BadLine("has no note: only notices label records");
  const time = timeOf(fields.ts, zone);
  if (time === undefined) throw new BadLine("has no time ts that can be read");
  // A notice that is about no connection may name one or two hosts, and the port of the second.
  const connection = textOf(fields["id.orig_h"]) !== "";
  const srcPort = connection ? portOf(fields["id.orig_p"]) : -1;
  const dstPort = portOf(connection ? fields["id.resp_p"] : fields.p);
  return {
    time,
    category,
    description: textOf(fields.msg) || category,
    protocol: protocolNumber(textOf(fields.proto)),
    src: textOf(fields[connection ? "id.orig_h" : "src"]),
    dst: textOf(fields[connection ? "id.resp_h" : "dst"]),
    srcPort,
    dstPort,
    http: HTTP_PORTS.has(srcPort) || HTTP_PORTS.has(dstPort),
  };
}

/** A double of JSON is rounded: the nearest microsecond is the one that was meant. */
function timeOf(value: unknown, zone: TimeZone): number | undefined {
  return typeof value === "number" && value >= 0 && value < 1e11 ? Math.round(value * 1e6) : readTime(textOf(value), zone);
}
