// Records of profiles: IPProfile of a network address, DeviceProfile of a link address.
import { Layer, layerName } from "../gen/layer";
import { DeviceProfile, IPProfile, Port, PortStats, Protocol } from "../gen/records";
import { address, word } from "../flow/text";
import { macOf } from "../text";
import * as writer from "../writer";
import * as items from "./items";
import {
  ADDRESS,
  BYTES,
  FIRST,
  FORWARDS,
  ITEM_BYTES,
  ITEM_PACKETS,
  KIND,
  Kind,
  LAST,
  List,
  NEXT,
  PACKETS,
  SORT,
  UNLISTED,
  WHICH,
} from "./layout";
import * as vendors from "./vendors";

/** UNKNOWN, as characters in a number. */
const UNKNOWN: u64 = 0x4e574f4e4b4e55;

/** Records a host. */
export function record(host: usize): void {
  if (load<u8>(host, KIND) == Kind.MAC) recordDevice(host);
  else recordAddress(host);
}

function unlisted(host: usize, list: List): u64 {
  return load<u64>(host + UNLISTED + ((<usize>list) << 3));
}

/** An address of a kind as text. */
function addressOf(kind: u32, at: usize): u64 {
  return address(kind == Kind.IPv4 ? Layer.IPv4 : Layer.IPv6, at);
}

function recordAddress(host: usize): void {
  let p = IPProfile.begin();
  p = IPProfile.Addr(p, addressOf(load<u8>(host, KIND), host + ADDRESS));
  p = IPProfile.NumPackets(p, load<u64>(host, PACKETS));
  p = IPProfile.TimestampFirst(p, load<u64>(host, FIRST));
  p = IPProfile.TimestampLast(p, load<u64>(host, LAST));
  for (let item = items.first(host, List.Protocols); item; item = load<u32>(item, NEXT)) {
    const entry = IPProfile.Protocols(p);
    p = IPProfile.ProtocolsKey(entry, layerName(load<u8>(item, WHICH)));
    const protocol = IPProfile.ProtocolsValue(p);
    p = Protocol.Packets(protocol, load<u64>(item, ITEM_PACKETS));
    p = Protocol.Category(p, word(UNKNOWN));
    p = writer.close(Protocol.end(p, protocol), entry);
  }
  p = IPProfile.Bytes(p, load<u64>(host, BYTES));
  for (let item = items.first(host, List.SrcPorts); item; item = load<u32>(item, NEXT)) p = port(IPProfile.SrcPorts(p), item);
  for (let item = items.first(host, List.DstPorts); item; item = load<u32>(item, NEXT)) p = port(IPProfile.DstPorts(p), item);
  for (let item = items.first(host, List.ContactedPorts); item; item = load<u32>(item, NEXT)) {
    p = port(IPProfile.ContactedPorts(p), item);
  }
  p = IPProfile.SrcPortsUnlisted(p, unlisted(host, List.SrcPorts));
  p = IPProfile.DstPortsUnlisted(p, unlisted(host, List.DstPorts));
  p = IPProfile.ContactedPortsUnlisted(p, unlisted(host, List.ContactedPorts));
  p = IPProfile.ProtocolsUnlisted(p, unlisted(host, List.Protocols));
  for (let item = items.first(host, List.Peers); item; item = load<u32>(item, NEXT)) {
    p = IPProfile.Contacts(p, addressOf(load<u8>(item, SORT + 1), item + WHICH));
  }
  p = IPProfile.ContactsUnlisted(p, unlisted(host, List.Peers));
  IPProfile.end(p);
}

function port(from: usize, item: usize): usize {
  let p = Port.PortNumber(from, load<u16>(item, WHICH));
  p = Port.Protocol(p, layerName(load<u8>(item, SORT + 1)));
  const stats = Port.Stats(p);
  p = PortStats.Packets(stats, load<u64>(item, ITEM_PACKETS));
  p = PortStats.Bytes(p, load<u64>(item, ITEM_BYTES));
  return Port.end(PortStats.end(p, stats), from);
}

function recordDevice(host: usize): void {
  let p = DeviceProfile.begin();
  p = DeviceProfile.MacAddr(p, macOf(host + ADDRESS));
  p = DeviceProfile.DeviceManufacturer(p, vendors.nameOf(host + ADDRESS));
  for (let item = items.first(host, List.DeviceIPs); item; item = load<u32>(item, NEXT)) {
    p = DeviceProfile.DeviceIPs(p, addressOf(load<u8>(item, SORT + 1), item + WHICH));
  }
  for (let item = items.first(host, List.Contacts); item; item = load<u32>(item, NEXT)) {
    p = DeviceProfile.Contacts(p, addressOf(load<u8>(item, SORT + 1), item + WHICH));
  }
  p = DeviceProfile.NumPackets(p, load<u64>(host, PACKETS));
  p = DeviceProfile.Timestamp(p, load<u64>(host, FIRST));
  p = DeviceProfile.Bytes(p, load<u64>(host, BYTES));
  p = DeviceProfile.TimestampLast(p, load<u64>(host, LAST));
  p = DeviceProfile.Forwards(p, load<u8>(host, FORWARDS) != 0);
  p = DeviceProfile.DeviceIPsUnlisted(p, unlisted(host, List.DeviceIPs));
  p = DeviceProfile.ContactsUnlisted(p, unlisted(host, List.Contacts));
  DeviceProfile.end(p);
}
