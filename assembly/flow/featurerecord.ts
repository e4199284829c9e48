// The record of a connection's features; the schema says what each of them is.
import { hasAddresses } from "./digest";
import { FlowFeatures } from "../gen/records";
import {
  APPLICATION,
  BYTES,
  FIRST,
  LAST,
  LINK,
  NETWORK,
  PACKETS,
  PAYLOAD,
  PORTS,
  PROTOCOL,
  SRC_IP,
  DST_IP,
  SRC_MAC,
  DST_MAC,
  TRANSPORT,
  TUNNEL,
  TUNNEL_ID,
  VLANS,
} from "./layout";
import * as features from "./features";
import * as statistic from "./statistic";
import * as writer from "../writer";
import { macOf } from "../text";
import { Layer, layerName } from "../gen/layer";
import { address } from "./text";

const VERSION: u32 = 1;
const merged: usize = memory.data(32, 8);

/** A rate a second; 0 where no time has passed. */
function rate(amount: u64, duration: u64): f64 {
  return duration ? <f64>amount / (<f64>duration / 1e9) : 0;
}

/** Records the features of a connection. The texts given are good until the next ones are made. */
export function record(entry: usize, uid: u64, communityId: u64, reason: u64): void {
  const first = load<u64>(entry, FIRST);
  const last = load<u64>(entry, LAST);
  const duration = last - first;
  const link: Layer = load<u8>(entry, LINK);
  const network: Layer = load<u8>(entry, NETWORK);
  const fwd = load<u32>(entry, PACKETS);
  const bwd = load<u32>(entry, PACKETS + 4);
  const packets = <u64>fwd + bwd;
  let p = FlowFeatures.begin();
  p = FlowFeatures.TimestampFirst(p, first);
  p = FlowFeatures.TimestampLast(p, last);
  p = FlowFeatures.Duration(p, duration);
  p = FlowFeatures.FeatureVersion(p, VERSION);
  p = FlowFeatures.UID(p, uid);
  p = FlowFeatures.CommunityID(p, communityId);
  p = FlowFeatures.LinkProto(p, layerName(link));
  p = FlowFeatures.NetworkProto(p, layerName(network));
  p = FlowFeatures.TransportProto(p, layerName(load<u8>(entry, TRANSPORT)));
  p = FlowFeatures.ApplicationProto(p, layerName(load<u8>(entry, APPLICATION)));
  p = FlowFeatures.IPProtocol(p, load<u8>(entry, PROTOCOL));
  if (hasAddresses(link)) {
    p = FlowFeatures.SrcMAC(p, macOf(entry + SRC_MAC));
    p = FlowFeatures.DstMAC(p, macOf(entry + DST_MAC));
  }
  p = FlowFeatures.SrcIP(p, address(network, entry + SRC_IP));
  p = FlowFeatures.DstIP(p, address(network, entry + DST_IP));
  p = FlowFeatures.SrcPort(p, load<u16>(entry, PORTS));
  p = FlowFeatures.DstPort(p, load<u16>(entry, PORTS + 2));
  const vlans = load<u32>(entry, VLANS);
  if (vlans) {
    const list = FlowFeatures.VLANs(p);
    p = writer.packed(list, vlans & 0xffff);
    if (vlans >> 16) p = writer.packed(p, vlans >> 16);
    p = writer.close(p, list);
  }
  p = FlowFeatures.Tunnel(p, layerName(load<u8>(entry, TUNNEL)));
  p = FlowFeatures.TunnelID(p, load<u8>(entry, TUNNEL) ? load<u32>(entry, TUNNEL_ID) : 0);
  p = FlowFeatures.EndReason(p, reason);
  p = FlowFeatures.BytesPerSecond(p, rate(load<u64>(entry, BYTES) + load<u64>(entry, BYTES + 8), duration));
  p = FlowFeatures.PacketsPerSecond(p, rate(packets, duration));
  p = FlowFeatures.PayloadPerSecond(p, rate(load<u64>(entry, PAYLOAD) + load<u64>(entry, PAYLOAD + 8), duration));
  p = FlowFeatures.DownUpRatio(p, fwd ? <f64>bwd / <f64>fwd : 0);
  let at: usize = merged;
  statistic.merge(merged, features.lengths(entry, 0), fwd, features.lengths(entry, 1), bwd);
  at = merged;
  p = FlowFeatures.LengthMin(p, <u32>statistic.least(at));
  p = FlowFeatures.LengthMean(p, statistic.mean(at));
  p = FlowFeatures.LengthMax(p, <u32>statistic.greatest(at));
  p = FlowFeatures.LengthStd(p, statistic.deviation(at, <u32>packets));
  statistic.merge(merged, features.contents(entry, 0), fwd, features.contents(entry, 1), bwd);
  at = merged;
  p = FlowFeatures.PayloadMin(p, <u32>statistic.least(at));
  p = FlowFeatures.PayloadMean(p, statistic.mean(at));
  p = FlowFeatures.PayloadMax(p, <u32>statistic.greatest(at));
  p = FlowFeatures.PayloadStd(p, statistic.deviation(at, <u32>packets));
  at = features.allGaps(entry);
  p = FlowFeatures.GapMin(p, <u64>statistic.least(at));
  p = FlowFeatures.GapMean(p, statistic.mean(at));
  p = FlowFeatures.GapMax(p, <u64>statistic.greatest(at));
  p = FlowFeatures.GapStd(p, statistic.deviation(at, <u32>packets - 1));
  at = features.active(entry);
  p = FlowFeatures.ActiveMin(p, <u64>statistic.least(at));
  p = FlowFeatures.ActiveMean(p, statistic.mean(at));
  p = FlowFeatures.ActiveMax(p, <u64>statistic.greatest(at));
  p = FlowFeatures.ActiveStd(p, statistic.deviation(at, features.idleCount(entry) + 1));
  at = features.idle(entry);
  p = FlowFeatures.IdleMin(p, <u64>statistic.least(at));
  p = FlowFeatures.IdleMean(p, statistic.mean(at));
  p = FlowFeatures.IdleMax(p, <u64>statistic.greatest(at));
  p = FlowFeatures.IdleStd(p, statistic.deviation(at, features.idleCount(entry)));
  p = FlowFeatures.Subflows(p, features.subflows(entry));
  p = FlowFeatures.FwdPackets(p, fwd);
  p = FlowFeatures.FwdBytes(p, load<u64>(entry, BYTES + 0));
  p = FlowFeatures.FwdPayloadBytes(p, load<u64>(entry, PAYLOAD + 0));
  p = FlowFeatures.FwdHeaderBytes(p, features.headers(entry, 0));
  p = FlowFeatures.FwdHeaderMin(p, features.headerMin(entry, 0));
  p = FlowFeatures.FwdDataPackets(p, features.dataPackets(entry, 0));
  p = FlowFeatures.FwdBegin(p, fwd ? features.firstOf(entry, 0) - first : 0);
  p = FlowFeatures.FwdDuration(p, features.lastOf(entry, 0) - features.firstOf(entry, 0));
  p = FlowFeatures.FwdPacketsPerSecond(p, rate(fwd, duration));
  at = features.lengths(entry, 0);
  p = FlowFeatures.FwdLengthMin(p, <u32>statistic.least(at));
  p = FlowFeatures.FwdLengthMean(p, statistic.mean(at));
  p = FlowFeatures.FwdLengthMax(p, <u32>statistic.greatest(at));
  p = FlowFeatures.FwdLengthStd(p, statistic.deviation(at, fwd));
  at = features.contents(entry, 0);
  p = FlowFeatures.FwdPayloadMin(p, <u32>statistic.least(at));
  p = FlowFeatures.FwdPayloadMean(p, statistic.mean(at));
  p = FlowFeatures.FwdPayloadMax(p, <u32>statistic.greatest(at));
  p = FlowFeatures.FwdPayloadStd(p, statistic.deviation(at, fwd));
  at = features.gaps(entry, 0);
  p = FlowFeatures.FwdGapMin(p, <u64>statistic.least(at));
  p = FlowFeatures.FwdGapMean(p, statistic.mean(at));
  p = FlowFeatures.FwdGapMax(p, <u64>statistic.greatest(at));
  p = FlowFeatures.FwdGapStd(p, statistic.deviation(at, fwd - <u32>(fwd > 0)));
  p = FlowFeatures.FwdFIN(p, features.flagged(entry, 0, 0));
  p = FlowFeatures.FwdSYN(p, features.flagged(entry, 0, 1));
  p = FlowFeatures.FwdRST(p, features.flagged(entry, 0, 2));
  p = FlowFeatures.FwdPSH(p, features.flagged(entry, 0, 3));
  p = FlowFeatures.FwdACK(p, features.flagged(entry, 0, 4));
  p = FlowFeatures.FwdURG(p, features.flagged(entry, 0, 5));
  p = FlowFeatures.FwdECE(p, features.flagged(entry, 0, 6));
  p = FlowFeatures.FwdCWR(p, features.flagged(entry, 0, 7));
  p = FlowFeatures.FwdInitWindow(p, features.initWindow(entry, 0));
  p = FlowFeatures.FwdBulks(p, features.bulks(entry, 0));
  p = FlowFeatures.FwdBulkPackets(p, features.bulkPackets(entry, 0));
  p = FlowFeatures.FwdBulkBytes(p, features.bulkBytes(entry, 0));
  p = FlowFeatures.FwdBulkDuration(p, features.bulkTime(entry, 0));
  p = FlowFeatures.BwdPackets(p, bwd);
  p = FlowFeatures.BwdBytes(p, load<u64>(entry, BYTES + 8));
  p = FlowFeatures.BwdPayloadBytes(p, load<u64>(entry, PAYLOAD + 8));
  p = FlowFeatures.BwdHeaderBytes(p, features.headers(entry, 1));
  p = FlowFeatures.BwdHeaderMin(p, features.headerMin(entry, 1));
  p = FlowFeatures.BwdDataPackets(p, features.dataPackets(entry, 1));
  p = FlowFeatures.BwdBegin(p, bwd ? features.firstOf(entry, 1) - first : 0);
  p = FlowFeatures.BwdDuration(p, features.lastOf(entry, 1) - features.firstOf(entry, 1));
  p = FlowFeatures.BwdPacketsPerSecond(p, rate(bwd, duration));
  at = features.lengths(entry, 1);
  p = FlowFeatures.BwdLengthMin(p, <u32>statistic.least(at));
  p = FlowFeatures.BwdLengthMean(p, statistic.mean(at));
  p = FlowFeatures.BwdLengthMax(p, <u32>statistic.greatest(at));
  p = FlowFeatures.BwdLengthStd(p, statistic.deviation(at, bwd));
  at = features.contents(entry, 1);
  p = FlowFeatures.BwdPayloadMin(p, <u32>statistic.least(at));
  p = FlowFeatures.BwdPayloadMean(p, statistic.mean(at));
  p = FlowFeatures.BwdPayloadMax(p, <u32>statistic.greatest(at));
  p = FlowFeatures.BwdPayloadStd(p, statistic.deviation(at, bwd));
  at = features.gaps(entry, 1);
  p = FlowFeatures.BwdGapMin(p, <u64>statistic.least(at));
  p = FlowFeatures.BwdGapMean(p, statistic.mean(at));
  p = FlowFeatures.BwdGapMax(p, <u64>statistic.greatest(at));
  p = FlowFeatures.BwdGapStd(p, statistic.deviation(at, bwd - <u32>(bwd > 0)));
  p = FlowFeatures.BwdFIN(p, features.flagged(entry, 1, 0));
  p = FlowFeatures.BwdSYN(p, features.flagged(entry, 1, 1));
  p = FlowFeatures.BwdRST(p, features.flagged(entry, 1, 2));
  p = FlowFeatures.BwdPSH(p, features.flagged(entry, 1, 3));
  p = FlowFeatures.BwdACK(p, features.flagged(entry, 1, 4));
  p = FlowFeatures.BwdURG(p, features.flagged(entry, 1, 5));
  p = FlowFeatures.BwdECE(p, features.flagged(entry, 1, 6));
  p = FlowFeatures.BwdCWR(p, features.flagged(entry, 1, 7));
  p = FlowFeatures.BwdInitWindow(p, features.initWindow(entry, 1));
  p = FlowFeatures.BwdBulks(p, features.bulks(entry, 1));
  p = FlowFeatures.BwdBulkPackets(p, features.bulkPackets(entry, 1));
  p = FlowFeatures.BwdBulkBytes(p, features.bulkBytes(entry, 1));
  p = FlowFeatures.BwdBulkDuration(p, features.bulkTime(entry, 1));
  FlowFeatures.end(p);
}
