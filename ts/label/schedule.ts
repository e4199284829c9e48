import { addressBytes, networkTest } from "../query/network.ts";
import { BadLine } from "./badLine.ts";
import { goLayout } from "./goLayout.ts";
import { ANY_PROTOCOL, mayBeSame, protocolNumber } from "./protocol.ts";
import { readTime } from "./readTime.ts";
import type { RecordView } from "./recordView.ts";
import { TimeZone } from "./timeZone.ts";

/** An attack as a schedule writes it; texts are empty and lists are without elements where it says nothing. */
export interface AttackEntry {
  readonly line: number;
  readonly name: string;
  readonly category: string;
  readonly description: string;
  readonly start: string;
  readonly end: string;
  /** The day that `start` and `end` are times of. */
  readonly date: string;
  readonly zone: string;
  readonly protocol: string;
  /** Addresses and networks. */
  readonly ips: readonly string[];
  readonly attackers: readonly string[];
  readonly victims: readonly string[];
  /** Ports and ranges: `80`, `8000-8100`. */
  readonly ports: readonly string[];
  /** Whether all traffic of the victims counts, not only that with the attackers. */
  readonly victimTraffic: boolean;
}

/** How a schedule writes times. Layouts are those of Go's package time. */
export interface ScheduleTimes {
  readonly zone: TimeZone;
  readonly timeFormat?: string;
  readonly dateFormat?: string;
}

/** A time during which records get a label. */
export interface Attack {
  readonly line: number;
  /** Microseconds since 1970; `to` is not part of it, unless both are the same. */
  readonly from: number;
  readonly to: number;
  /** Whether every record of the time is meant, whoever speaks. */
  readonly anyone: boolean;
  /** Whether a record is of it, apart from its time. */
  matches(view: RecordView): boolean;
}

/** The entry in a line whose fields are found by name: texts are empty and lists without elements where there is no such field. */
export function attackEntry(
  line: number,
  text: (name: string) => string,
  list: (name: string) => readonly string[],
  victimTraffic: boolean,
): AttackEntry {
  return {
    line,
    name: text("name"),
    category: text("category"),
    description: text("description") || text("notes"),
    start: text("start"),
    end: text("end"),
    date: text("date"),
    zone: text("timezone"),
    protocol: text("proto"),
    ips: list("ips"),
    attackers: list("attackers"),
    victims: list("victims"),
    ports: list("ports"),
    victimTraffic,
  };
}

/**
 * Makes an attack of an entry.
 * @throws {BadLine} when the entry makes no sense
 */
export function compileAttack(entry: AttackEntry, times: ScheduleTimes): Attack {
  const zone = entry.zone === "" ? times.zone : TimeZone.of(entry.zone);
  if (!zone) throw new BadLine(`names "${entry.zone}", which is no time zone`);
  const from = momentOf("start", entry.start, entry.date, { ...times, zone });
  const to = momentOf("end", entry.end, entry.date, { ...times, zone });
  if (to < from) throw new BadLine("ends before it begins");
  const [ips, attackers, victims] = [entry.ips, entry.attackers, entry.victims].map(hostTest);
  const port = portTest(entry.ports);
  const protocol = entry.protocol === "" ? ANY_PROTOCOL : protocolNumber(entry.protocol);
  if (entry.protocol !== "" && protocol === ANY_PROTOCOL) throw new BadLine(`names "${entry.protocol}", which is no protocol`);
  const anyone = !ips && !attackers && !victims && !port && protocol === ANY_PROTOCOL;
  return {
    line: entry.line,
    from,
    to,
    anyone,
    matches({ src, dst, srcPort, dstPort, protocol: spoken }) {
      if (!mayBeSame(protocol, spoken)) return false;
      if (port && !port(srcPort) && !port(dstPort)) return false;
      if (ips && !ips(src) && !ips(dst)) return false;
      if (victims && attackers && !entry.victimTraffic) {
        return (attackers(src) && victims(dst)) || (attackers(dst) && victims(src));
      }
      if (!victims && !attackers) return true;
      return [victims, attackers].some((test) => test !== undefined && (test(src) || test(dst)));
    },
  };
}

function momentOf(which: string, text: string, date: string, { zone, timeFormat, dateFormat }: ScheduleTimes): number {
  if (text === "") throw new BadLine(`has no ${which}`);
  if (timeFormat === undefined) {
    const moment = readTime(date === "" ? text : `${date} ${text}`, zone);
    if (moment === undefined) throw new BadLine(`has the ${which} "${text}", which is no time that can be read`);
    return moment;
  }
  const time = goLayout(timeFormat)(text);
  if (!time) throw new BadLine(`has the ${which} "${text}", which is not of the form "${timeFormat}"`);
  const day = date === "" ? undefined : dateFormat === undefined ? isoDay(date) : goLayout(dateFormat)(date);
  if (date !== "" && !day) throw new BadLine(`has the date "${date}", which is not of the form "${dateFormat ?? "2006-01-02"}"`);
  const parts = { hour: 0, minute: 0, second: 0, micros: 0, ...day, ...time };
  const { year, month, day: ofMonth } = parts;
  if (year === undefined || month === undefined || ofMonth === undefined) throw new BadLine(`has a ${which} without a date`);
  if ("zone" in parts && !parts.zone) throw new BadLine(`has the ${which} "${text}", whose time zone is unknown`);
  const moment = (parts.zone ?? zone).moment({ ...parts, year, month, day: ofMonth });
  if (moment === undefined) throw new BadLine(`has the ${which} "${text}", which is on no clock`);
  return moment;
}

const isoDay = goLayout("2006-01-02");

/** Addresses whose answer is remembered. */
const MAX_REMEMBERED = 65_536;

/** What tells whether an address is one of these, or in one of these networks; undefined when there are none. */
function hostTest(texts: readonly string[]): ((address: string) => boolean) | undefined {
  if (!texts.length) return undefined;
  const tests = texts.map((text) => {
    const network = text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`;
    const test = networkTest(network);
    if (!test || !addressBytes(text.replace(/\/.*/, ""))) throw new BadLine(`names "${text}", which is no address or network`);
    return test;
  });
  const remembered = new Map<string, boolean>();
  return (address) => {
    const known = remembered.get(address);
    if (known !== undefined) return known;
    const within = tests.some((test) => test(address));
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(address, within);
    return within;
  };
}

function portTest(texts: readonly string[]): ((port: number) => boolean) | undefined {
  if (!texts.length) return undefined;
  const ranges = texts.map((text) => {
    const [, first = "", last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
    if (first === "" || Number(last) > 0xffff || Number(first) > Number(last))
      throw new BadLine(`names "${text}", which is no port`);
    return [Number(first), Number(last)] as const;
  });
  return (port) => ranges.some(([first, last]) => port >= first && port <= last);
}
