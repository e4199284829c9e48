import { expect, test } from "@jest/globals";
import { recordTypeOf } from "../../ts/record/catalogue.ts";
import { pcapBytes } from "../core/pcapBytes.ts";
import { recordsIn, timeOf } from "./traffic.ts";

/* The flows and identifiers that the specification publishes as its baseline, for the default seed 0. */

type Flow = readonly [protocol: number, source: string, destination: string, sport: number, dport: number, id: string];

const ICMP_TYPES = new Set([1, 58]);

const BASELINE: readonly Flow[] = [
  [58, "fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea", 135, 0, "1:dGHyGvjMfljg6Bppwm3bg0LO8TY="],
  [58, "fe80::260:97ff:fe07:69ea", "fe80::200:86ff:fe05:80da", 136, 0, "1:dGHyGvjMfljg6Bppwm3bg0LO8TY="],
  [58, "fe80::260:97ff:fe07:69ea", "fe80::200:86ff:fe05:80da", 135, 0, "1:zavyT/cezQr1fmImYCwYnMXbgck="],
  [58, "fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea", 136, 0, "1:zavyT/cezQr1fmImYCwYnMXbgck="],
  [58, "3ffe:501:1800:2345::2", "3ffe:507:0:1:200:86ff:fe05:80da", 3, 0, "1:2ObVBgIn28oZvibYZhZMBgh7WdQ="],
  [58, "3ffe:501:410:0:2c0:dfff:fe47:33e", "3ffe:507:0:1:200:86ff:fe05:80da", 1, 4, "1:hLZd0XGWojozrvxqE0dWB1iM6R0="],
  [58, "3ffe:507:0:1:200:86ff:fe05:80da", "3ffe:501:0:1001::2", 128, 0, "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg="],
  [58, "3ffe:501:0:1001::2", "3ffe:507:0:1:200:86ff:fe05:80da", 129, 0, "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg="],
  [58, "fe80::200:86ff:fe05:80da", "ff02::2", 133, 0, "1:hO+sN4H+MG5MY/8hIrXPqc4ZQz0="],
  [58, "fe80::260:97ff:fe07:69ea", "ff02::1", 134, 0, "1:pkvHqCL88/tg1k4cPigmZXUtL00="],
  [1, "192.168.0.89", "192.168.0.1", 8, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="],
  [1, "192.168.0.1", "192.168.0.89", 0, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="],
  [1, "10.0.0.1", "10.0.0.2", 11, 0, "1:YHxtAirCG//0OzkcVAukqKQN9xM="],
  [6, "2001:470:e5bf:dead:4957:2174:e82c:4887", "2607:f8b0:400c:c03::1a", 63943, 25, "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4="],
  [6, "2607:f8b0:400c:c03::1a", "2001:470:e5bf:dead:4957:2174:e82c:4887", 25, 63943, "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4="],
  [132, "192.168.170.8", "192.168.170.56", 7, 7, "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs="],
  [132, "192.168.170.56", "192.168.170.8", 7, 7, "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs="],
  [6, "128.232.110.120", "66.35.250.204", 34855, 80, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="],
  [6, "66.35.250.204", "128.232.110.120", 80, 34855, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="],
  [17, "192.168.1.52", "8.8.8.8", 54585, 53, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="],
  [17, "8.8.8.8", "192.168.1.52", 53, 54585, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="],
  [46, "10.1.12.1", "10.1.12.2", 0, 0, "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw="],
  [46, "10.1.12.2", "10.1.12.1", 0, 0, "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw="],
];

/** The bytes of an address. */
function address(text: string): number[] {
  if (!text.includes(":")) return text.split(".").map(Number);
  const [head = "", tail = ""] = text.split("::");
  const groups = (part: string) => part.split(":").filter(Boolean);
  const zeros = new Array<string>(8 - groups(head).length - groups(tail).length).fill("0");
  return [...groups(head), ...zeros, ...groups(tail)].flatMap((group) => {
    const n = Number.parseInt(group, 16);
    return [n >> 8, n & 255];
  });
}

/** A packet of raw IP. */
function packet([protocol, source, destination, sport, dport]: Flow): Uint8Array {
  const ports = [sport >> 8, sport & 255, dport >> 8, dport & 255];
  const transport = ICMP_TYPES.has(protocol) ? [sport, dport, 0, 0] : ports;
  const payload = [...transport, ...new Array<number>(28).fill(0)];
  if (protocol === 6) payload[12] = 0x50;
  if (protocol === 17) payload.splice(4, 28, 0, 8, 0, 0);
  const { length } = payload;
  const header = source.includes(":")
    ? [0x60, 0, 0, 0, 0, length, protocol, 64]
    : [0x45, 0, 0, 20 + length, 0, 0, 0, 0, 64, protocol, 0, 0];
  return Uint8Array.from([...header, ...address(source), ...address(destination), ...payload]);
}

const isDecoded = (protocol: number) => protocol !== 132 || recordTypeOf("SCTP").decoded;

test.each(BASELINE.filter(([protocol]) => isDecoded(protocol)))("IP protocol %i from %s to %s, %i and %i", async (...flow) => {
  const records = await recordsIn([pcapBytes(101, [{ time: timeOf(0), data: packet(flow) }])], {});
  const [connection] = records.get("Connection") ?? [];
  expect(connection?.CommunityID).toBe(flow[5]);
  expect(connection?.IPProtocol).toBe(flow[0]);
});
