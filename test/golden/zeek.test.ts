import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { decodeBytes } from "../core/decodeBytes.ts";
import { type Json, recordsOfLanes } from "../flow/traffic.ts";
import { atHand, captureNames, readCapture } from "./captures.ts";

/*
 * What Zeek 2.5.3 says of the connections of some captures, from its conn.log, checksums not verified, beside Connection. The last
 * column names what differs: `none` where there is no connection of the same ends and begin, `turned` where its client is our
 * server; docs/zeek.md has the reasons. Letters of the history that Zeek and we define otherwise are left out.
 */

interface Row {
  capture: string;
  /** Protocol, both ends in their order, and microseconds since 1970. */
  key: string;
  turnedKey: string;
  state: string;
  history: string;
  packets: readonly string[];
  bytes: readonly string[];
  differs: string;
}

const rows = readFileSync("test/golden/zeek.tsv", "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line): Row => {
    const [capture = "", protocol, client, port, server, serverPort, begin, state = "", history = "", ...counts] =
      line.split("\t");
    return {
      capture,
      key: [protocol, client, port, server, serverPort, begin].join(" "),
      turnedKey: [protocol, server, serverPort, client, port, begin].join(" "),
      state,
      history,
      packets: counts.slice(0, 2),
      bytes: counts.slice(2, 4),
      differs: counts[4] ?? "",
    };
  });

/** As long as Zeek waits, where one number says it. */
const TIMEOUTS = { udpIdle: 60_000, icmpIdle: 60_000, otherIdle: 60_000 };
const OTHERWISE_DEFINED = /[TGW]/gi;
const DIRECTIONS = ["ClientToServer", "ServerToClient"] as const;

const countOf = (connection: Json, field: string) => Number(connection[field] ?? 0);

/** Bytes of a direction by its sequence numbers; undefined where some came again, which may be any part of the payload. */
function span(connection: Json, direction: string): number | undefined {
  if (connection[`Retransmissions${direction}`]) return undefined;
  return countOf(connection, `Payload${direction}`) + countOf(connection, `MissingBytes${direction}`);
}

function differences(row: Row, connections: ReadonlyMap<string, Json>): string {
  const connection = connections.get(row.key);
  if (!connection) return connections.has(row.turnedKey) ? "turned" : "none";
  const agree = {
    state: connection.ConnState === row.state,
    history: String(connection.History ?? "").replace(OTHERWISE_DEFINED, "") === row.history.replace(OTHERWISE_DEFINED, ""),
    packets: DIRECTIONS.every((direction, i) => countOf(connection, `Packets${direction}`) === Number(row.packets[i])),
    bytes: DIRECTIONS.every((direction, i) => {
      const bytes = span(connection, direction);
      return row.bytes[i] === "-" || bytes === undefined || bytes === Number(row.bytes[i]);
    }),
  };
  return Object.entries(agree)
    .filter(([, same]) => !same)
    .map(([name]) => name)
    .join(" ");
}

describe("connections are those of Zeek, but for what is listed", () => {
  if (!atHand) return test.skip("the shared captures are not at hand", () => {});
  const captures = [...new Set(rows.map(({ capture }) => capture))];

  test("all captures are there", () => {
    const there = new Set(captureNames());
    expect(captures.filter((name) => !there.has(name))).toEqual([]);
  });

  test.each(captures)("%s", async (name) => {
    const options = { records: ["Connection"], timeouts: TIMEOUTS };
    const found = recordsOfLanes(await decodeBytes(readCapture(name), options)).get("Connection") ?? [];
    const connections = new Map(
      found.map((connection) => {
        const { TransportProto, SrcIP, SrcPort, DstIP, DstPort, TimestampFirst } = connection;
        const begin = BigInt((TimestampFirst as string) ?? 0) / 1000n;
        return [[TransportProto, SrcIP, SrcPort, DstIP, DstPort, begin].join(" "), connection];
      }),
    );
    const expected = rows.filter(({ capture }) => capture === name);
    expect(expected.map((row) => `${row.key} ${differences(row, connections)}`)).toEqual(
      expected.map(({ key, differs }) => `${key} ${differs}`),
    );
  });
});
