// Records of a connection: Connection, both of its directions as Flow, and its FlowFeatures, whichever are wanted.
import { Layer, layerName } from "../gen/layer";
import { Connection, Flow } from "../gen/records";
import { shortDecimal } from "../decimal";
import { decimal, macOf } from "../text";
import * as writer from "../writer";
import * as featureRecord from "./featurerecord";
import * as features from "./features";
import {
  APPLICATION,
  BYTES,
  DISORDERED,
  DST_IP,
  DST_MAC,
  FIRST,
  HISTORY,
  HISTORY_LENGTH,
  LAST,
  LINK,
  MISSING,
  NETWORK,
  PACKETS,
  PAYLOAD,
  PORTS,
  PROTOCOL,
  RETRANSMITTED,
  SRC_IP,
  SRC_MAC,
  STREAMS,
  STREAM_SIZE,
  Side,
  TRANSPORT,
  TUNNEL,
  TUNNEL_ID,
  VLANS,
  WINDOWS,
} from "./layout";
import { hasAddresses } from "./digest";
import * as packetStatistics from "./packetstatistics";
import * as samples from "./samples";
import * as tcp from "./tcp";
import { details } from "./history";
import { address, word } from "./text";

/** Why a connection ends. */
export const enum Reason {
  None,
  Teardown,
  Idle,
  Active,
  Reuse,
  Limit,
  Capture,
}

/** Records a connection whose identifiers were computed. */
export function record(entry: usize, reason: Reason, id: u64, community: u64): void {
  const why = reasonName(reason);
  features.finish(entry);
  if (writer.enabled(Layer.Connection)) recordConnection(entry, id, community, why);
  if (writer.enabled(Layer.Flow)) {
    if (load<u32>(entry, PACKETS)) recordFlow(entry, 0, id);
    if (load<u32>(entry, PACKETS + 4)) recordFlow(entry, 1, id);
  }
  if (writer.enabled(Layer.FlowFeatures)) featureRecord.record(entry, id, community, word(why));
}

/** The name of a reason as a word. */
function reasonName(reason: Reason): u64 {
  if (reason == Reason.Teardown) return 0x6e776f6472616574;
  if (reason == Reason.Idle) return 0x656c6469;
  if (reason == Reason.Active) return 0x657669746361;
  if (reason == Reason.Reuse) return 0x6573756572;
  return reason == Reason.Limit ? 0x74696d696c : 0x65727574706163; // limit, capture
}

/** The state of a connection of any protocol as a word. */
function stateName(entry: usize, transport: Layer): u64 {
  if (transport == Layer.TCP) return tcp.stateName(entry);
  if (transport == Layer.UDP && load<u32>(entry, PACKETS)) return load<u32>(entry, PACKETS + 4) ? 0x4653 : 0x3053; // SF, S0
  return 0x48544f; // OTH
}

/** What happened in a connection: of UDP, who sent anything; the client was the first. */
function history(entry: usize, transport: Layer): u64 {
  if (transport == Layer.TCP) {
    const more = details(entry);
    return (<u64>(more + HISTORY)) | ((<u64>load<u8>(more, HISTORY_LENGTH)) << 32);
  }
  if (transport == Layer.UDP) return word(load<u32>(entry, PACKETS + 4) ? 0x6444 : 0x44); // Dd, D
  return 0;
}

// @ts-ignore: decorator
@inline
function counter(entry: usize, side: Side, field: usize): u32 {
  return load<u32>(details(entry) + STREAMS + side * STREAM_SIZE + field);
}

/** Whether anything came again, out of order, or not at all; few connections have that. */
function troubled(entry: usize): bool {
  const first = details(entry) + STREAMS;
  const second = first + STREAM_SIZE;
  const repeats = load<u64>(first, RETRANSMITTED) | load<u64>(second, RETRANSMITTED);
  return (repeats | load<u32>(first, MISSING) | load<u32>(second, MISSING)) != 0;
}

/** How many segments had a flag, by its bit in the header. */
function flag(entry: usize, bit: u32): i32 {
  return load<u32>(tcp.flagCounter(details(entry), bit));
}

function recordConnection(entry: usize, id: u64, community: u64, why: u64): void {
  const link: Layer = load<u8>(entry, LINK);
  const network: Layer = load<u8>(entry, NETWORK);
  const transport: Layer = load<u8>(entry, TRANSPORT);
  const endPorts = load<u32>(entry, PORTS);
  const first = load<u64>(entry, FIRST);
  const last = load<u64>(entry, LAST);
  const client = load<u64>(entry, BYTES);
  const server = load<u64>(entry, BYTES + 8);
  const packets = load<u32>(entry, PACKETS) + load<u32>(entry, PACKETS + 4);
  const isTcp = transport == Layer.TCP;
  let p = Connection.begin();
  p = Connection.TimestampFirst(p, first);
  p = Connection.LinkProto(p, layerName(link));
  p = Connection.NetworkProto(p, layerName(network));
  p = Connection.TransportProto(p, layerName(transport));
  p = Connection.ApplicationProto(p, layerName(load<u8>(entry, APPLICATION)));
  if (hasAddresses(link)) {
    p = Connection.SrcMAC(p, entry + SRC_MAC);
    p = Connection.DstMAC(p, entry + DST_MAC);
  }
  p = Connection.SrcIP(p, address(network, entry + SRC_IP));
  if (transport) p = Connection.SrcPort(p, shortDecimal(endPorts & 0xffff));
  p = Connection.DstIP(p, address(network, entry + DST_IP));
  if (transport) p = Connection.DstPort(p, shortDecimal(endPorts >> 16));
  p = Connection.TotalSize(p, client + server);
  p = Connection.AppPayloadSize(p, load<u64>(entry, PAYLOAD) + load<u64>(entry, PAYLOAD + 8));
  p = Connection.NumPackets(p, packets);
  p = Connection.UID(p, id);
  p = Connection.TimestampLast(p, last);
  p = Connection.Duration(p, last - first);
  p = Connection.BytesServerToClient(p, server);
  p = Connection.BytesClientToServer(p, client);
  if (isTcp) {
    p = Connection.NumFINFlags(p, flag(entry, 0));
    p = Connection.NumRSTFlags(p, flag(entry, 2));
    p = Connection.NumACKFlags(p, flag(entry, 4));
    p = Connection.NumSYNFlags(p, flag(entry, 1));
    p = Connection.NumURGFlags(p, flag(entry, 5));
    p = Connection.NumECEFlags(p, flag(entry, 6));
    p = Connection.NumPSHFlags(p, flag(entry, 3));
    p = Connection.NumCWRFlags(p, flag(entry, 7));
    p = Connection.NumNSFlags(p, flag(entry, 8));
    p = Connection.MeanWindowSize(p, <i32>(load<u64>(details(entry), WINDOWS) / packets));
  }
  p = Connection.CommunityID(p, community);
  p = Connection.ConnState(p, stateName(entry, transport));
  p = Connection.History(p, history(entry, transport));
  p = Connection.EndReason(p, why);
  p = Connection.IPProtocol(p, load<u8>(entry, PROTOCOL));
  p = Connection.PacketsClientToServer(p, load<u32>(entry, PACKETS));
  p = Connection.PacketsServerToClient(p, load<u32>(entry, PACKETS + 4));
  p = Connection.PayloadClientToServer(p, load<u64>(entry, PAYLOAD));
  p = Connection.PayloadServerToClient(p, load<u64>(entry, PAYLOAD + 8));
  if (isTcp && troubled(entry)) {
    p = Connection.RetransmissionsClientToServer(p, counter(entry, 0, RETRANSMITTED));
    p = Connection.RetransmissionsServerToClient(p, counter(entry, 1, RETRANSMITTED));
    p = Connection.OutOfOrderClientToServer(p, counter(entry, 0, DISORDERED));
    p = Connection.OutOfOrderServerToClient(p, counter(entry, 1, DISORDERED));
    p = Connection.MissingBytesClientToServer(p, counter(entry, 0, MISSING));
    p = Connection.MissingBytesServerToClient(p, counter(entry, 1, MISSING));
  }
  const vlans = load<u32>(entry, VLANS);
  if (vlans) {
    const list = Connection.VLANs(p);
    p = writer.packed(list, vlans & 0xffff);
    if (vlans >> 16) p = writer.packed(p, vlans >> 16);
    p = writer.close(p, list);
  }
  if (load<u8>(entry, TUNNEL)) {
    p = Connection.Tunnel(p, layerName(load<u8>(entry, TUNNEL)));
    p = Connection.TunnelID(p, load<u32>(entry, TUNNEL_ID));
  }
  if (samples.wanted) p = samples.record(p, entry);
  if (features.asked) p = packetStatistics.record(p, entry);
  Connection.end(p);
}

/** Records one direction of a connection. */
function recordFlow(entry: usize, side: Side, id: u64): void {
  const link: Layer = load<u8>(entry, LINK);
  const network: Layer = load<u8>(entry, NETWORK);
  const transport: Layer = load<u8>(entry, TRANSPORT);
  const first = features.firstOf(entry, side);
  const last = features.lastOf(entry, side);
  const endPorts = rotl<u32>(load<u32>(entry, PORTS), (<u32>side) << 4);
  let p = Flow.begin();
  p = Flow.TimestampFirst(p, first);
  p = Flow.LinkProto(p, layerName(link));
  p = Flow.NetworkProto(p, layerName(network));
  p = Flow.TransportProto(p, layerName(transport));
  p = Flow.ApplicationProto(p, layerName(load<u8>(entry, APPLICATION)));
  if (hasAddresses(link)) {
    p = Flow.SrcMAC(p, macOf(entry + (side ? DST_MAC : SRC_MAC)));
    p = Flow.DstMAC(p, macOf(entry + (side ? SRC_MAC : DST_MAC)));
  }
  p = Flow.SrcIP(p, address(network, entry + (side ? DST_IP : SRC_IP)));
  if (transport) p = Flow.SrcPort(p, decimal(endPorts & 0xffff));
  p = Flow.DstIP(p, address(network, entry + (side ? SRC_IP : DST_IP)));
  if (transport) p = Flow.DstPort(p, decimal(endPorts >> 16));
  p = Flow.TotalSize(p, load<u64>(entry + BYTES + (side << 3)));
  p = Flow.AppPayloadSize(p, load<u64>(entry + PAYLOAD + (side << 3)));
  p = Flow.NumPackets(p, load<u32>(entry + PACKETS + (side << 2)));
  p = Flow.UID(p, id);
  p = Flow.TimestampLast(p, last);
  p = Flow.Duration(p, last - first);
  Flow.end(p);
}
