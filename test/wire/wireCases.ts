import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A frame and the records expected of it, as a Markdown file describes them. */
export interface WireCase {
  /** File and heading: `icmpv4.md: Echo request`. */
  name: string;
  /** Number of the link type. */
  link: number;
  frame: Uint8Array;
  /** How the packet is counted; undefined where the case does not say. */
  outcome: "decoded" | "unknown" | "malformed" | undefined;
  /** Records as protobuf JSON, by type. Of other types there may be any. */
  records: Map<string, unknown[]>;
}

/** Link types by name (tcpdump.org). */
const LINKS: Readonly<Record<string, number>> = {
  Loopback: 0,
  Ethernet: 1,
  RawIP: 101,
  OpenBSDLoopback: 108,
  LinuxSLL: 113,
  IPv4: 228,
  IPv6: 229,
  LinuxSLL2: 276,
};

/** The cases of all Markdown files in a directory. */
export function readWireCases(directory: string): WireCase[] {
  const files = readdirSync(directory).filter((name) => name.endsWith(".md"));
  return files.sort().flatMap((file) => parseWireCases(file, readFileSync(join(directory, file), "utf8")));
}

/**
 * Reads cases: a heading of the second level each, then the link type where it is not Ethernet (`    link: RawIP`), a block of
 * hexadecimal bytes with comments behind them, and a block of JSON with the records by type.
 * @throws {SyntaxError} when a case is not written like that
 */
export function parseWireCases(file: string, text: string): WireCase[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const name = `${file}: ${section.slice(0, section.indexOf("\n")).trim()}`;
      const [link = "Ethernet"] = matches(section, /^ {4}link: *(\S+) *$/gm);
      const hex = matches(section, /^```hex\n(.*?)^```$/gms);
      const json = matches(section, /^```json\n(.*?)^```$/gms);
      if (hex.length !== 1 || json.length !== 1) throw new SyntaxError(`${name}: a case has one block of hex and one of json`);
      const number = LINKS[link] ?? Number(link);
      if (!Number.isInteger(number)) throw new SyntaxError(`${name}: no link type "${link}"`);
      const { outcome, ...records } = JSON.parse(json[0] ?? "");
      return {
        name,
        link: number,
        frame: parseHex(name, hex[0] ?? ""),
        outcome,
        records: new Map(Object.entries<unknown[]>(records)),
      };
    });
}

/** What a pattern captures, wherever it matches. */
function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}

/**
 * The pairs of hexadecimal digits at the start of each line; what follows is comment. Bytes stand at most two spaces apart, the comment
 * at least two behind them: so a comment that begins with what could be a byte (be, ad, 12) is refused.
 * @throws {SyntaxError} when it does
 */
function parseHex(name: string, block: string): Uint8Array {
  return Uint8Array.from(
    block.split("\n").flatMap((line) => {
      const [bytes = "", gap = ""] = /^((?:\s*[0-9a-f]{2}(?!\S))*)(\s*)/i.exec(line.trim())?.slice(1) ?? [];
      if (/\s{3}/.test(bytes) || (bytes && gap.length === 1)) throw new SyntaxError(`${name}: bytes or a comment in "${line}"?`);
      return bytes
        .split(/\s+/)
        .filter(Boolean)
        .map((word) => Number.parseInt(word, 16));
    }),
  );
}
