import { create, toBinary } from "@bufbuild/protobuf";
import { expect, test } from "@jest/globals";
import { type FlowFeatures, FlowFeaturesSchema } from "../../ts/gen/netcap_pb.ts";
import { FEATURE_COLUMNS, type FeatureColumns } from "../../ts/record/featureColumns.ts";
import { FeatureWriter } from "../../ts/record/featureWriter.ts";
import { TextBuffer } from "../../ts/record/textBuffer.ts";

const FLOW = create(FlowFeaturesSchema, {
  TimestampFirst: 1_700_000_000_123_456_789n,
  Duration: 2_000_000_000n,
  NetworkProto: "IPv6",
  IPProtocol: 6,
  SrcMAC: "02:00:00:00:00:01",
  DstMAC: "04:00:00:00:00:02",
  SrcIP: "2001:db8::1",
  DstIP: "2001:db8::2",
  SrcPort: 40000,
  DstPort: 80,
  VLANs: [10, 20],
  EndReason: "active",
  PayloadStd: 3,
  PayloadMean: 50,
  PayloadPerSecond: 1000.5,
  GapMin: 1500n,
  GapMax: 7_000_000n,
  Subflows: 2,
  FwdPackets: 5n,
  BwdPackets: 3n,
  FwdBytes: 500n,
  BwdBytes: 900n,
  FwdPayloadBytes: 250n,
  FwdBegin: 0n,
  FwdDuration: 1_500_000_000n,
  BwdBegin: 900_000n,
  BwdDuration: 1_000_000_000n,
  FwdSYN: 1,
  BwdSYN: 1,
  FwdBulks: 2,
  FwdBulkPackets: 9,
  FwdBulkBytes: 3000n,
  FwdBulkDuration: 500_000_000n,
  FwdHeaderMin: 20,
  ActiveMean: 2_000_000_000,
});

/** The cells of two records that are the same, by the names of their columns. */
function printed(columns: FeatureColumns, flow: FlowFeatures): Record<string, string>[] {
  const out = new TextBuffer();
  const writer = new FeatureWriter(columns, { separator: ",", header: true });
  const bytes = toBinary(FlowFeaturesSchema, flow);
  writer.begin(out);
  for (let i = 0; i < 2; i++) writer.append(out, bytes, 0, bytes.length);
  writer.end();
  const [names = [], ...rows] = new TextDecoder()
    .decode(out.view())
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ""])));
}

test("CICFlowMeter's columns", () => {
  const [row, second] = printed("cic", FLOW);
  expect(second).toEqual(row);
  expect(row).toMatchObject({
    "Flow ID": "2001:db8::1-2001:db8::2-40000-80-6",
    Timestamp: "2023-11-14 22:13:20.123456",
    "Flow Duration": "2000000",
    "Total Fwd Packet": "5",
    "Total Length of Fwd Packet": "250",
    "Flow Bytes/s": "1000.5",
    "Flow IAT Min": "1.5",
    "Flow IAT Max": "7000",
    "Fwd IAT Total": "1500000",
    "Packet Length Variance": "9",
    "SYN Flag Count": "2",
    "Average Packet Size": "50",
    "Fwd Bytes/Bulk Avg": "1500",
    "Fwd Packet/Bulk Avg": "4.5",
    "Fwd Bulk Rate Avg": "6000",
    "Bwd Bulk Rate Avg": "0",
    "Subflow Fwd Packets": "2.5",
    "Subflow Fwd Bytes": "125",
    "Fwd Seg Size Min": "20",
    "Active Mean": "2000000",
    Label: "NeedManualLabel",
  });
});

test("NFStream's columns", () => {
  const rows = printed("nfstream", FLOW);
  expect(rows.map(({ id }) => id)).toEqual(["0", "1"]);
  expect(rows[0]).toMatchObject({
    expiration_id: "1",
    src_oui: "02:00:00",
    dst_mac: "04:00:00:00:00:02",
    ip_version: "6",
    vlan_id: "10",
    bidirectional_first_seen_ms: "1700000000123",
    bidirectional_last_seen_ms: "1700000002123",
    bidirectional_packets: "8",
    bidirectional_bytes: "1400",
    src2dst_duration_ms: "1500",
    dst2src_first_seen_ms: "1700000000124",
    dst2src_last_seen_ms: "1700000001124",
    bidirectional_min_piat_ms: "0.0015",
    bidirectional_syn_packets: "2",
    src2dst_syn_packets: "1",
  });
});

test("nothing is divided by zero", () => {
  for (const columns of ["cic", "nfstream"] as const) {
    for (const cells of printed(columns, create(FlowFeaturesSchema))) {
      expect(Object.entries(cells).filter(([, cell]) => /NaN|Infinity|undefined/.test(cell))).toEqual([]);
    }
  }
});

test.each([
  ["cic", 84],
  ["nfstream", 77],
] as const)("%s has its %i columns, each once", (columns, count) => {
  const names = FEATURE_COLUMNS[columns].map(([name]) => name);
  expect(new Set(names).size).toBe(count);
  expect(names).toHaveLength(count);
});
