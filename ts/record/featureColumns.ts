import type { FlowFeatures } from "../gen/netcap_pb.ts";

/** A column under a name that users of another program know, and its value; `index` counts the records from 0. */
export type FeatureColumn = readonly [name: string, value: (features: FlowFeatures, index: number) => string | number | bigint];

type Direction = "Fwd" | "Bwd";
type Statistic = `${"" | Direction}${"Length" | "Payload" | "Gap"}` | "Active" | "Idle";
type Moment = "Min" | "Mean" | "Max" | "Std";

const NS_PER_US = 1000;
const NS_PER_MS = 1e6;

/** The columns of each program. Where that computes wrong values, or infinite ones, these are the ones that the schema defines. */
export const FEATURE_COLUMNS = { cic: cic(), nfstream: nfstream() } as const satisfies Record<string, readonly FeatureColumn[]>;

/** The names of these programs. */
export type FeatureColumns = keyof typeof FEATURE_COLUMNS;

/** A value of a statistic, divided by a unit. */
function of(statistic: Statistic, moment: Moment, unit = 1): (features: FlowFeatures) => number {
  return (features) => Number(features[`${statistic}${moment}`]) / unit;
}

/** A quotient, and 0 where there is nothing to divide by. */
function quotient(a: number | bigint, b: number | bigint): number {
  return Number(b) ? Number(a) / Number(b) : 0;
}

/** The columns of CICFlowMeter 4, in microseconds; its lengths of packets are those of their payload. */
function cic(): FeatureColumn[] {
  const moments = (name: string, statistic: Statistic, order: readonly Moment[], unit = 1): FeatureColumn[] =>
    order.map((moment) => [`${name} ${moment}`, of(statistic, moment, unit)]);
  const MAX_FIRST = ["Max", "Min", "Mean", "Std"] as const;
  const MEAN_FIRST = ["Mean", "Std", "Max", "Min"] as const;
  const us = (ns: bigint) => Number(ns) / NS_PER_US;
  const gaps = (d: Direction): FeatureColumn[] => [
    [`${d} IAT Total`, (f) => us(f[`${d}Duration`])],
    ...moments(`${d} IAT`, `${d}Gap`, MEAN_FIRST, NS_PER_US),
  ];
  const bulks = (d: Direction): FeatureColumn[] => [
    [`${d} Bytes/Bulk Avg`, (f) => quotient(f[`${d}BulkBytes`], f[`${d}Bulks`])],
    [`${d} Packet/Bulk Avg`, (f) => quotient(f[`${d}BulkPackets`], f[`${d}Bulks`])],
    [`${d} Bulk Rate Avg`, (f) => quotient(f[`${d}BulkBytes`], Number(f[`${d}BulkDuration`]) / 1e9)],
  ];
  const flags = (["FIN", "SYN", "RST", "PSH", "ACK", "URG", "CWR", "ECE"] as const).map(
    (flag): FeatureColumn => [`${flag} Flag Count`, (f) => f[`Fwd${flag}`] + f[`Bwd${flag}`]],
  );
  return [
    ["Flow ID", (f) => [f.SrcIP, f.DstIP, f.SrcPort, f.DstPort, f.IPProtocol].join("-")],
    ["Src IP", (f) => f.SrcIP],
    ["Src Port", (f) => f.SrcPort],
    ["Dst IP", (f) => f.DstIP],
    ["Dst Port", (f) => f.DstPort],
    ["Protocol", (f) => f.IPProtocol],
    ["Timestamp", (f) => date(f.TimestampFirst)],
    ["Flow Duration", (f) => us(f.Duration)],
    ["Total Fwd Packet", (f) => f.FwdPackets],
    ["Total Bwd packets", (f) => f.BwdPackets],
    ["Total Length of Fwd Packet", (f) => f.FwdPayloadBytes],
    ["Total Length of Bwd Packet", (f) => f.BwdPayloadBytes],
    ...moments("Fwd Packet Length", "FwdPayload", MAX_FIRST),
    ...moments("Bwd Packet Length", "BwdPayload", MAX_FIRST),
    ["Flow Bytes/s", (f) => f.PayloadPerSecond],
    ["Flow Packets/s", (f) => f.PacketsPerSecond],
    ...moments("Flow IAT", "Gap", MEAN_FIRST, NS_PER_US),
    ...gaps("Fwd"),
    ...gaps("Bwd"),
    ["Fwd PSH Flags", (f) => f.FwdPSH],
    ["Bwd PSH Flags", (f) => f.BwdPSH],
    ["Fwd URG Flags", (f) => f.FwdURG],
    ["Bwd URG Flags", (f) => f.BwdURG],
    ["Fwd Header Length", (f) => f.FwdHeaderBytes],
    ["Bwd Header Length", (f) => f.BwdHeaderBytes],
    ["Fwd Packets/s", (f) => f.FwdPacketsPerSecond],
    ["Bwd Packets/s", (f) => f.BwdPacketsPerSecond],
    ...moments("Packet Length", "Payload", ["Min", "Max", "Mean", "Std"]),
    ["Packet Length Variance", (f) => f.PayloadStd ** 2],
    ...flags,
    ["Down/Up Ratio", (f) => f.DownUpRatio],
    ["Average Packet Size", (f) => f.PayloadMean],
    ["Fwd Segment Size Avg", (f) => f.FwdPayloadMean],
    ["Bwd Segment Size Avg", (f) => f.BwdPayloadMean],
    ...bulks("Fwd"),
    ...bulks("Bwd"),
    ["Subflow Fwd Packets", (f) => quotient(f.FwdPackets, f.Subflows)],
    ["Subflow Fwd Bytes", (f) => quotient(f.FwdPayloadBytes, f.Subflows)],
    ["Subflow Bwd Packets", (f) => quotient(f.BwdPackets, f.Subflows)],
    ["Subflow Bwd Bytes", (f) => quotient(f.BwdPayloadBytes, f.Subflows)],
    ["FWD Init Win Bytes", (f) => f.FwdInitWindow],
    ["Bwd Init Win Bytes", (f) => f.BwdInitWindow],
    ["Fwd Act Data Pkts", (f) => f.FwdDataPackets],
    ["Fwd Seg Size Min", (f) => f.FwdHeaderMin],
    ...moments("Active", "Active", MEAN_FIRST, NS_PER_US),
    ...moments("Idle", "Idle", MEAN_FIRST, NS_PER_US),
    ["Label", () => "NeedManualLabel"],
  ];
}

/** Date and time in UTC, to the microsecond. */
function date(ns: bigint): string {
  const text = new Date(Number(ns / 1_000_000n)).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 23)}${String((ns / 1000n) % 1000n).padStart(3, "0")}`;
}

/** The core and statistical columns of NFStream 6, in milliseconds; its sizes of packets are those on the wire. */
function nfstream(): FeatureColumn[] {
  const names = { bidirectional: "", src2dst: "Fwd", dst2src: "Bwd" } as const;
  const sides = Object.entries(names) as [string, "" | Direction][];
  const ms = (ns: bigint) => ns / 1_000_000n;
  const first = (f: FlowFeatures, d: "" | Direction) => f.TimestampFirst + (d ? f[`${d}Begin`] : 0n);
  const seen = (f: FlowFeatures, d: "" | Direction) => !d || f[`${d}Packets`] > 0n;
  const duration = (f: FlowFeatures, d: "" | Direction) => (d ? f[`${d}Duration`] : f.Duration);
  const core = sides.flatMap(([name, d]): FeatureColumn[] => [
    [`${name}_first_seen_ms`, (f) => (seen(f, d) ? ms(first(f, d)) : 0)],
    [`${name}_last_seen_ms`, (f) => (seen(f, d) ? ms(first(f, d) + duration(f, d)) : 0)],
    [`${name}_duration_ms`, (f) => ms(duration(f, d))],
    [`${name}_packets`, (f) => (d ? f[`${d}Packets`] : f.FwdPackets + f.BwdPackets)],
    [`${name}_bytes`, (f) => (d ? f[`${d}Bytes`] : f.FwdBytes + f.BwdBytes)],
  ]);
  const moments = [
    ["min", "Min"],
    ["mean", "Mean"],
    ["stddev", "Std"],
    ["max", "Max"],
  ] as const;
  const statistics = (suffix: string, kind: "Length" | "Gap", unit: number) =>
    sides.flatMap(([name, d]) =>
      moments.map(([word, moment]): FeatureColumn => [`${name}_${word}_${suffix}`, of(`${d}${kind}`, moment, unit)]),
    );
  const flags = sides.flatMap(([name, d]) =>
    (["SYN", "CWR", "ECE", "URG", "ACK", "PSH", "RST", "FIN"] as const).map((flag): FeatureColumn => {
      const count = (f: FlowFeatures) => (d ? f[`${d}${flag}`] : f[`Fwd${flag}`] + f[`Bwd${flag}`]);
      return [`${name}_${flag.toLowerCase()}_packets`, count];
    }),
  );
  return [
    ["id", (_, index) => index],
    ["expiration_id", (f) => (f.EndReason === "active" ? 1 : 0)],
    ["src_ip", (f) => f.SrcIP],
    ["src_mac", (f) => f.SrcMAC],
    ["src_oui", (f) => f.SrcMAC.slice(0, 8)],
    ["src_port", (f) => f.SrcPort],
    ["dst_ip", (f) => f.DstIP],
    ["dst_mac", (f) => f.DstMAC],
    ["dst_oui", (f) => f.DstMAC.slice(0, 8)],
    ["dst_port", (f) => f.DstPort],
    ["protocol", (f) => f.IPProtocol],
    ["ip_version", (f) => ({ IPv4: 4, IPv6: 6 })[f.NetworkProto] ?? 0],
    ["vlan_id", (f) => f.VLANs[0] ?? 0],
    ["tunnel_id", (f) => f.TunnelID],
    ...core,
    ...statistics("ps", "Length", 1),
    ...statistics("piat_ms", "Gap", NS_PER_MS),
    ...flags,
  ];
}
