import { describe, expect, test } from "@jest/globals";
import type { TestPacket } from "../core/pcapBytes.ts";
import { connections, type Host, ipv4, pick, type Segment, tcp, udp } from "./traffic.ts";

const A: Host = [1, 40000];
const B: Host = [2, 80];

/** A conversation, a line a segment: `> S`, `< SA`; numbers go on by themselves unless told otherwise. */
function talk(lines: readonly (readonly [">" | "<", Segment])[], from = 0, step = 0.01): TestPacket[] {
  return lines.map(([direction, segment], i) =>
    direction === ">" ? tcp(from + i * step, A, B, segment) : tcp(from + i * step, B, A, segment),
  );
}

const OPEN = [
  [">", { flags: "S", seq: 100 }],
  ["<", { flags: "SA", seq: 500, ack: 101 }],
  [">", { flags: "A", seq: 101, ack: 501 }],
] as const;
const DATA = [
  [">", { flags: "PA", seq: 101, ack: 501, size: 10 }],
  ["<", { flags: "PA", seq: 501, ack: 111, size: 20 }],
] as const;
const CLIENT_FIN = [">", { flags: "FA", seq: 111, ack: 521 }] as const;
const SERVER_FIN = ["<", { flags: "FA", seq: 521, ack: 112 }] as const;
/** Before the client's. */
const SERVER_EARLY_FIN = ["<", { flags: "FA", seq: 521, ack: 111 }] as const;

describe("ConnState and History", () => {
  const cases: [string, Parameters<typeof talk>[0], string, string][] = [
    ["S0", [OPEN[0]], "S0", "S"],
    ["S1", [OPEN[0], OPEN[1]], "S1", "Sh"],
    ["S1 with data", [...OPEN, ...DATA], "S1", "ShADd"],
    ["SF", [...OPEN, ...DATA, CLIENT_FIN, SERVER_FIN], "SF", "ShADdFf"],
    ["REJ", [OPEN[0], ["<", { flags: "RA", ack: 101 }]], "REJ", "Sr"],
    ["S2", [...OPEN, ...DATA, CLIENT_FIN], "S2", "ShADdF"],
    ["S3", [...OPEN, ...DATA, SERVER_EARLY_FIN], "S3", "ShADdf"],
    ["RSTO", [...OPEN, [">", { flags: "R", seq: 101 }]], "RSTO", "ShAR"],
    ["RSTR", [...OPEN, ["<", { flags: "R", seq: 501 }]], "RSTR", "ShAr"],
    ["RSTOS0", [OPEN[0], [">", { flags: "R", seq: 101 }]], "RSTOS0", "SR"],
    ["RSTRH", [OPEN[1], ["<", { flags: "R", seq: 501 }]], "RSTRH", "hr"],
    ["RSTR of a granted connection", [OPEN[1], OPEN[2], ["<", { flags: "R", seq: 501 }]], "RSTR", "hAr"],
    ["S1 from its SYN with ACK on", [OPEN[1], OPEN[2], ...DATA], "S1", "hADd"],
    ["SHR turns S3 when the client answers", [OPEN[1], OPEN[2], ["<", { flags: "FA", seq: 501, ack: 101 }]], "S3", "hAf"],
    ["REJ by both", [OPEN[0], ["<", { flags: "RA", ack: 101 }], [">", { flags: "R", seq: 101 }]], "REJ", "SrR"],
    ["RSTR behind data", [...OPEN, ...DATA, ["<", { flags: "R", seq: 521 }], [">", { flags: "R", seq: 111 }]], "RSTR", "ShADdrR"],
    [
      "a RST between both FIN",
      [...OPEN, ...DATA, CLIENT_FIN, [">", { flags: "R", seq: 112 }], SERVER_FIN, [">", { flags: "R", seq: 113 }]],
      "SF",
      "ShADdFRfR",
    ],
    ["a RST behind the only FIN", [...OPEN, ...DATA, CLIENT_FIN, [">", { flags: "R", seq: 112 }]], "RSTO", "ShADdFR"],
    ["a FIN behind a RST", [...OPEN, ...DATA, [">", { flags: "R", seq: 111 }], SERVER_EARLY_FIN, CLIENT_FIN], "RSTO", "ShADdRfF"],
    ["SH", [OPEN[0], [">", { flags: "F", seq: 101 }]], "SH", "SF"],
    ["SHR", [OPEN[1], ["<", { flags: "FA", seq: 501, ack: 101 }]], "SHR", "hf"],
    ["OTH", [...DATA], "OTH", "Dd"],
    ["a SYN that comes again", [OPEN[0], OPEN[0], OPEN[0]], "S0", "S"],
    ["a RST behind both FIN", [...OPEN, ...DATA, CLIENT_FIN, SERVER_FIN, [">", { flags: "R", seq: 112 }]], "SF", "ShADdFfR"],
    ["SYN with FIN", [[">", { flags: "SF", seq: 1 }]], "SH", "Q"],
    ["FIN with RST", [...OPEN, [">", { flags: "FRA", seq: 101, ack: 501 }]], "RSTO", "ShAI"],
    ["a zero window", [...OPEN, ["<", { flags: "A", seq: 501, ack: 101, window: 0 }]], "S1", "ShAaw"],
  ];
  test.each(cases)("%s", async (_, lines, state, history) => {
    expect(pick(await connections(talk(lines)), "ConnState", "History", "SrcPort")).toEqual([
      { ConnState: state, History: history, SrcPort: "40000" },
    ]);
  });

  test("FIN and RST stand again with another sequence number, a zero window not behind them", async () => {
    const lines = [
      ...OPEN,
      [">", { flags: "FA", seq: 101, ack: 501 }],
      [">", { flags: "FA", seq: 101, ack: 501 }],
      [">", { flags: "FA", seq: 102, ack: 501, window: 0 }],
      [">", { flags: "A", seq: 103, ack: 501, window: 0 }],
      ["<", { flags: "R", seq: 501 }],
      ["<", { flags: "R", seq: 501 }],
      ["<", { flags: "R", seq: 502 }],
    ] as const;
    expect(pick(await connections(talk(lines)), "History", "ConnState")).toEqual([{ History: "ShAFFrr", ConnState: "RSTR" }]);
  });

  test("a letter stands again at its tenth and hundredth occurrence", async () => {
    const again = Array.from({ length: 99 }, () => DATA[0]);
    const [connection] = await connections(talk([...OPEN, DATA[0], ...again]));
    expect(connection).toMatchObject({ History: "ShADTT", RetransmissionsClientToServer: 99 });
    const [more] = await connections(talk([...OPEN, DATA[0], ...again, DATA[0]]));
    expect(more).toMatchObject({ History: "ShADTTT", RetransmissionsClientToServer: 100 });
  });

  test("UDP and others", async () => {
    const request = udp(0, [1, 5000], [2, 6000]);
    expect(pick(await connections([request]), "ConnState", "History")).toEqual([{ ConnState: "S0", History: "D" }]);
    const answered = await connections([request, udp(1, [2, 6000], [1, 5000])]);
    expect(pick(answered, "ConnState", "History")).toEqual([{ ConnState: "SF", History: "Dd" }]);
    const echo = await connections([ipv4(0, 1, 2, 1, [8, 0, 0, 0, 0, 1, 0, 1])]);
    expect(pick(echo, "ConnState", "History")).toEqual([{ ConnState: "OTH", History: undefined }]);
  });
});

describe("sequence numbers", () => {
  const data = (seq: number, size: number) => [">", { flags: "A", seq, ack: 501, size }] as const;
  const fields = ["RetransmissionsClientToServer", "OutOfOrderClientToServer", "MissingBytesClientToServer", "History"] as const;
  const cases: [string, Parameters<typeof talk>[0], (number | undefined)[], string][] = [
    ["in order", [data(101, 10), data(111, 10)], [undefined, undefined, undefined], "ShAD"],
    ["a gap", [data(101, 10), data(121, 10)], [undefined, undefined, 10], "ShADG"],
    ["a gap that is filled", [data(101, 10), data(121, 10), data(111, 10)], [undefined, 1, undefined], "ShADG"],
    ["a gap that is filled by half", [data(101, 10), data(121, 10), data(111, 5)], [undefined, 1, 5], "ShADG"],
    [
      "a gap that is filled in its middle",
      [data(101, 10), data(131, 10), data(115, 5), data(111, 4)],
      [undefined, 2, 11],
      "ShADG",
    ],
    ["all again", [data(101, 10), data(101, 10)], [1, undefined, undefined], "ShADT"],
    ["half of it again", [data(101, 10), data(106, 10), data(116, 1)], [1, undefined, undefined], "ShADT"],
    ["kept alive", [data(101, 10), data(110, 1), data(110, 1)], [undefined, undefined, undefined], "ShAD"],
    [
      "an acknowledgment of what was not seen",
      [data(101, 10), ["<", { flags: "A", seq: 501, ack: 131 }]],
      [undefined, undefined, 20],
      "ShADaG",
    ],
    [
      "a jump that no window allows",
      [data(101, 10), data(2_000_000_000, 10), data(111, 10)],
      [undefined, undefined, undefined],
      "ShAD",
    ],
    [
      "five gaps, of which only three are known",
      [data(111, 1), data(121, 1), data(131, 1), data(141, 1), data(151, 1), data(101, 10), data(122, 9)],
      [1, 1, 37],
      "ShADGT",
    ],
  ];
  test.each(cases)("%s", async (_, lines, numbers, history) => {
    const [connection = {}] = await connections(talk([...OPEN, ...lines]));
    expect(fields.map((field) => connection[field])).toEqual([...numbers, history]);
  });

  test("go on behind 2^32", async () => {
    const open = [
      [">", { flags: "S", seq: 0xfffffff0 }],
      ["<", { flags: "SA", seq: 500, ack: 0xfffffff1 }],
      [">", { flags: "A", seq: 0xfffffff1, ack: 501, size: 30 }],
      [">", { flags: "A", seq: 0x1f, ack: 501, size: 10 }],
      [">", { flags: "A", seq: 0xf, ack: 501, size: 16 }],
    ] as const;
    const [connection] = await connections(talk(open));
    expect(connection).toMatchObject({ OutOfOrderClientToServer: 1, History: "ShDG" });
    expect(connection).not.toHaveProperty("MissingBytesClientToServer");
  });

  test("count what the capture has cut off, too", async () => {
    const packets = talk([...OPEN, data(101, 1000), data(1101, 1000)]);
    const cut = packets.map(({ time, data }) => ({ time, data: data.subarray(0, 60), wireLength: data.length }));
    const [connection] = await connections(cut);
    expect(connection).toMatchObject({ AppPayloadSize: "2000", History: "ShAD" });
    expect(connection).not.toHaveProperty("MissingBytesClientToServer");
  });
});

describe("the client", () => {
  test("is who sent the first SYN by the times of the capture", async () => {
    const [syn, grant, ack] = talk(OPEN) as [TestPacket, TestPacket, TestPacket];
    for (const order of [
      [grant, syn, ack],
      [ack, grant, syn],
      [grant, ack, syn],
    ]) {
      expect(
        pick(await connections(order), "SrcIP", "SrcPort", "SrcMAC", "History", "ConnState", "PacketsClientToServer"),
      ).toEqual([
        {
          SrcIP: "192.0.2.1",
          SrcPort: "40000",
          SrcMAC: "02:00:00:00:00:01",
          History: "ShA",
          ConnState: "S1",
          PacketsClientToServer: "2",
        },
      ]);
    }
  });

  test("is found, too, where the SYN comes later than what is sorted", async () => {
    const [syn, grant, ack] = talk(OPEN, 0, 3) as [TestPacket, TestPacket, TestPacket];
    const [connection] = await connections([grant, ack, tcp(60, [9, 9], [8, 8], { flags: "A" }), syn]);
    expect(connection).toMatchObject({ SrcPort: "40000", NumPackets: 3, Duration: "6000000000", ConnState: "S1" });
  });

  test("is else who sent the earliest packet", async () => {
    const [first, second] = talk(DATA) as [TestPacket, TestPacket];
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      expect(pick(await connections(order), "SrcPort", "PayloadClientToServer")).toEqual([
        { SrcPort: "40000", PayloadClientToServer: "10" },
      ]);
    }
    const late = [second, udp(60, [9, 9], [8, 8]), first];
    expect((await connections(late))[0]).toMatchObject({
      SrcPort: "40000",
      PayloadClientToServer: "10",
      PayloadServerToClient: "20",
    });
  });

  test("does not send the SYN with ACK", async () => {
    expect(pick(await connections(talk(OPEN.slice(1))), "SrcPort", "History")).toEqual([{ SrcPort: "40000", History: "hA" }]);
  });
});

test("VLANs and tunnels are told", async () => {
  const [inner] = [udp(0, [1, 5000], [2, 6000])];
  const tagged = Uint8Array.from([
    ...inner.data.subarray(0, 12),
    0x88,
    0xa8,
    0x20,
    0x0a,
    0x81,
    0,
    0,
    0x14,
    ...inner.data.subarray(12),
  ]);
  expect((await connections([{ ...inner, data: tagged }]))[0]).toMatchObject({ VLANs: [10, 20], SrcIP: "192.0.2.1" });
  const within = [...[18, 181, 18, 181, 0, 16 + inner.data.length, 0, 0], 8, 0, 0, 0, 0x01, 0x02, 0x03, 0, ...inner.data];
  const tunnelled = await connections([ipv4(0, 7, 8, 17, within)]);
  expect(tunnelled).toHaveLength(1);
  expect(tunnelled[0]).toMatchObject({ Tunnel: "VXLAN", TunnelID: 0x010203, SrcIP: "192.0.2.1", SrcPort: "5000" });
  const inIp = await connections([ipv4(0, 7, 8, 4, [...inner.data.subarray(14)])]);
  expect(inIp[0]).toMatchObject({ Tunnel: "IPv4", SrcIP: "192.0.2.1" });
  expect(inIp[0]).not.toHaveProperty("TunnelID");
});

test("each IP protocol between two hosts has its own connection", async () => {
  const packets = [
    ipv4(0, 1, 2, 1, [8, 0, 0, 0, 0, 1, 0, 1]),
    ipv4(1, 1, 2, 50, [0, 0, 0, 1]),
    ipv4(2, 2, 1, 1, [0, 0, 0, 0, 0, 1, 0, 1]),
  ];
  expect(pick(await connections(packets), "IPProtocol", "NumPackets")).toEqual([
    { IPProtocol: 1, NumPackets: 2 },
    { IPProtocol: 50, NumPackets: 1 },
  ]);
});

test("lengths and gaps of packets, active and idle times are told where they are asked for", async () => {
  const packets = [
    udp(0, [1, 5000], [2, 6000], 1),
    udp(0.5, [2, 6000], [1, 5000], 100),
    udp(1.5, [2, 6000], [1, 5000], 100),
    udp(12, [1, 5000], [2, 6000], 3),
  ];
  const [connection] = await connections(packets, { packetStatistics: true });
  expect(connection).toMatchObject({
    LengthMinClientToServer: 43,
    LengthMeanClientToServer: 44,
    LengthMaxClientToServer: 45,
    LengthStdClientToServer: Math.SQRT2,
    GapMinClientToServer: "12000000000",
    GapMeanClientToServer: 12e9,
    GapMaxClientToServer: "12000000000",
    LengthMinServerToClient: 142,
    LengthMeanServerToClient: 142,
    LengthMaxServerToClient: 142,
    GapMinServerToClient: "1000000000",
    GapMeanServerToClient: 1e9,
    GapMaxServerToClient: "1000000000",
    ActiveMean: 0.75e9,
    ActiveMax: "1500000000",
    IdleMin: "10500000000",
    IdleMean: 10.5e9,
    IdleMax: "10500000000",
  });
  expect(connection?.ActiveStd).toBeCloseTo(0.75e9 * Math.SQRT2, 0);
  // What is 0 is left out.
  for (const field of ["GapStdClientToServer", "LengthStdServerToClient", "GapStdServerToClient", "ActiveMin", "IdleStd"]) {
    expect(connection).not.toHaveProperty(field);
  }
  expect((await connections(packets))[0]).not.toHaveProperty("LengthMeanClientToServer");
});

test("the first packets are told as far as they are asked for", async () => {
  const packets = [udp(0, [1, 5000], [2, 6000], 1), udp(0.5, [2, 6000], [1, 5000], 100), udp(2, [1, 5000], [2, 6000], 2)];
  const [connection] = await connections(packets, { firstPackets: 2 });
  expect(connection).toMatchObject({ PacketLengths: [43, 142], PacketGaps: ["0", "500000000"], PacketDirections: [0, 1] });
  const [all] = await connections(packets, { firstPackets: 255 });
  expect(all).toMatchObject({
    PacketLengths: [43, 142, 44],
    PacketGaps: ["0", "500000000", "1500000000"],
    PacketDirections: [0, 1, 0],
  });
  expect((await connections(packets))[0]).not.toHaveProperty("PacketLengths");
});
