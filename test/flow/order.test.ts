import { describe, expect, test } from "@jest/globals";
import { Core } from "../../ts/core/core.ts";
import { coreModule } from "../../ts/core/coreModule.ts";
import { pcapBytes, type TestPacket } from "../core/pcapBytes.ts";
import { atHand, readCapture } from "../golden/captures.ts";
import { connections, flowRecords, inOneRun, shuffled, tcp } from "./traffic.ts";

/* Real captures, little-endian pcap of microseconds and Ethernet, in another order and in several files. */
const CAPTURES = [
  "Malcolm-Test-Artifacts__KRB5.pcap",
  "Malcolm-Test-Artifacts__packetcapture_2.pcap",
  "Malcolm-Test-Artifacts__Telnet.pcap",
  "PcapPlusPlus__http-packets.pcap",
  "PcapPlusPlus__tls2.pcap",
  "arkime__ntlm_synthetic.pcap",
  "mercury__quic_reordered_frames.pcap",
  "suricata-verify__sip-method-sip.pcap",
  "wireshark-wiki__Prueba2.pcap",
  "zeek__echo-connections.pcap",
];

const OPTIONS = {
  records: ["Connection", "Flow", "FlowFeatures", "LinkFlow", "NetworkFlow", "TransportFlow"],
  firstPackets: 20,
  timeouts: { tcpIdle: 2000, udpIdle: 1000, otherIdle: 500 },
};

/** More packets show nothing more. */
const MOST_PACKETS = 5000;

/** The packets of a capture, each later than the one before: of equal times, the order in the file counts. */
function packetsOf(name: string): TestPacket[] {
  const file = readCapture(name);
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  expect([view.getUint32(0, true), view.getUint32(20, true)]).toEqual([0xa1b2c3d4, 1]);
  const packets: TestPacket[] = [];
  let last = 0n;
  for (let at = 24; at < file.length && packets.length < MOST_PACKETS; ) {
    const [seconds = 0, micros = 0, size = 0, wireLength = 0] = [0, 4, 8, 12].map((offset) => view.getUint32(at + offset, true));
    const time = BigInt(seconds) * 1_000_000_000n + BigInt(micros) * 1000n;
    last = time > last ? time : last + 1n;
    packets.push({ time: last, data: file.subarray(at + 16, at + 16 + size), wireLength });
    at += 16 + size;
  }
  return packets;
}

describe("flows of a real capture are the same", () => {
  if (!atHand) return test.skip("the shared captures are not at hand", () => {});

  test.each(CAPTURES)("when it is shuffled within a second: %s", async (name) => {
    const packets = packetsOf(name);
    const expected = await flowRecords(packets, OPTIONS);
    expect(expected.size).toBe(6);
    for (const seed of [1, 2]) {
      const other = shuffled(packets, seed);
      expect(other.filter((packet, i) => packet !== packets[i]).length).toBeGreaterThan(packets.length / 3);
      expect(await flowRecords(other, OPTIONS)).toEqual(expected);
    }
  });

  test.each(CAPTURES)("when it is cut into three files: %s", async (name) => {
    const packets = packetsOf(name);
    const third = Math.ceil(packets.length / 3);
    const parts = [0, 1, 2].map((i) => pcapBytes(1, packets.slice(i * third, (i + 1) * third)));
    const options = { ...OPTIONS, records: [...OPTIONS.records, "IPProfile", "DeviceProfile"] };
    const whole = await inOneRun(new Core(coreModule(), options), [pcapBytes(1, packets)]);
    expect(Object.keys(whole).length).toBe(8);
    expect(await inOneRun(new Core(coreModule(), options), parts)).toEqual(whole);
  });
});

/** Connections that send a byte at a time in turns, so many packets a second: whatever is out of order shows. */
function steadyTraffic(count: number, rate: number): TestPacket[] {
  const server = [200, 443] as const;
  const hosts = Array.from({ length: 60 }, (_, i) => [1 + i, 5000 + i] as const);
  return Array.from({ length: count }, (_, i) => {
    const [host = server, turn] = [hosts[i % hosts.length], Math.floor(i / hosts.length)];
    const flags = turn ? "PA" : "S";
    return tcp(i / rate, host, server, { flags, seq: turn, size: turn ? 1 : 0 });
  });
}

test("packets are sorted however many wait", async () => {
  const packets = steadyTraffic(12_000, 3000);
  const expected = await connections(packets);
  expect(expected.length).toBe(60);
  expect(expected[59]).toMatchObject({ SrcIP: "192.0.2.60", NumPackets: 200, History: "SD", PayloadClientToServer: "199" });
  expect(await connections(shuffled(packets, 3))).toEqual(expected);
  const reversed = packets.slice(0, 2940).reverse();
  expect(await connections(reversed)).toEqual(await connections(packets.slice(0, 2940)));
});

test("packets that there is no room to sort are counted all the same, and those at the same time stay in their order", async () => {
  const stateLimit = 1 << 20;
  const packets = steadyTraffic(6000, 3000);
  const sum = (records: Record<string, unknown>[]) => records.reduce((all, { NumPackets }) => all + Number(NumPackets), 0);
  expect(sum(await connections(shuffled(packets, 4), { stateLimit }))).toBe(6000);
  const [first] = packets;
  const together = packets.map((packet) => ({ ...packet, time: first?.time ?? 0n }));
  const records = await connections(together, { stateLimit });
  expect(records.length).toBe(60);
  expect(records.every(({ NumPackets, History }) => NumPackets === 100 && History === "SD")).toBe(true);
});
