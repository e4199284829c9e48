import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { countedLayers, MESSAGES } from "../golden/layers.ts";
import { fields } from "./fields.ts";

/** What tshark says of a packet. */
export interface Packet {
  /** Nanoseconds since 1970. */
  time: bigint;
  /** Our records that its layers call for. */
  records: string[];
  /** The values of each of the fields. */
  values: string[][];
}

const SEPARATOR = "\t";
const AGGREGATOR = "\x1f";
const NAMES = fields.flatMap(({ names }) => names);

/** The flags that make tshark look at packets as we do: no names looked up, IP joined, TCP not. */
const FLAGS = [
  "-n",
  "-o",
  "tcp.desegment_tcp_streams:FALSE",
  "-T",
  "fields",
  "-E",
  "occurrence=a",
  "-E",
  `aggregator=${AGGREGATOR}`,
];

/**
 * Has tshark read a capture.
 * @throws when it cannot be started; with the code ENOENT when it is not installed
 */
export async function* runTshark(path: string): AsyncGenerator<Packet> {
  const columns = ["frame.time_epoch", "frame.protocols", ...NAMES].flatMap((name) => ["-e", name]);
  const tshark = spawn("tshark", ["-r", path, ...FLAGS, ...columns], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise<void>((resolve, reject) => tshark.on("error", reject).on("close", () => resolve()));
  // Awaited below; until then a failure is nobody's.
  ended.catch(() => {});
  for await (const line of createInterface({ input: tshark.stdout })) {
    yield packetOf(line.split(SEPARATOR));
  }
  await ended;
}

function packetOf([time = "", stack = "", ...columns]: string[]): Packet {
  const layers = [...countedLayers(stack)];
  const valuesByName = new Map(NAMES.map((name, i) => [name, (columns[i] ?? "").split(AGGREGATOR).filter(Boolean)]));
  const values = fields.map(({ names, layers: named, once }) => {
    const there = layers.filter(({ layer }) => named.includes(layer)).length;
    const all = names.flatMap((name) => valuesByName.get(name) ?? []).map(plain);
    // The values of what ICMP quotes come last.
    return once || !there ? all.slice(0, there) : all;
  });
  const types = values[fields.findIndex(({ names }) => names.includes("icmpv6.type"))] ?? [];
  return {
    time: nanoseconds(time),
    records: [...layers.map(({ record }) => record), ...types.map((type) => MESSAGES[type])].filter(
      (record) => record !== undefined,
    ),
    values,
  };
}

/** A value without the notation that tshark chose for it. */
function plain(value: string): string {
  return /^0x[0-9a-f]+$/.test(value) ? `${Number(value)}` : value;
}

/** Nanoseconds since 1970 of a time; 0 where there is none, as of simple packets of pcapng. */
function nanoseconds(time: string): bigint {
  const [, sign, seconds = "0", decimals = ""] = /^(-?)(\d+)\.?(\d*)$/.exec(time) ?? [];
  const all = BigInt(seconds) * 1_000_000_000n + BigInt(decimals.padEnd(9, "0").slice(0, 9));
  return sign ? -all : all;
}
