// BACnet/IP (ANSI/ASHRAE 135): the virtual link (annex J.2), network (clause 6.2) and application header (clause 20.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |   type 0x81   |    function   |             length            |
// +---------------+---------------+-------------------------------+
// |  in forwarded messages the address and port of the origin
// +---------------+-+-+-+-+-+-+---+-------------------------------+
// |   version 1   |N| |D| |S|E|pri|  destination and source: network, length and address each, hop count
// +---------------+-+-+-+-+-+-+---+-------------------------------+
// |  type of the network message, or an application message:
// +-------+-+-+-+-+---------------+---------------+---------------+
// | type  |G|M|A| | segs,response |   invoke ID   |    service    |   confirmed request
// +-------+-+-+-+-+---------------+---------------+---------------+
import { BACnet } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, bytes, claim, flaw, left, limit, timestamp } from "../packet";
import { hardware, ipv4 } from "../text";

const TYPE: u32 = 0;
const FUNCTION: u32 = 1;
const LENGTH: u32 = 2;
const DATA: u32 = 4;
const ORIGIN_PORT: u32 = 8;
const FORWARDED_DATA: u32 = 10;

const BACNET_IP: u32 = 0x81;

const enum Link {
  Result = 0,
  Forwarded = 4,
  RegisterForeignDevice = 5,
  DistributeBroadcast = 9,
  Unicast = 10,
  Broadcast = 11,
}
const LAST_FUNCTION: u32 = 12;

// Of the network layer.
const VERSION: u32 = 0;
const CONTROL: u32 = 1;
const ADDRESSES: u32 = 2;
const VERSION_1: u32 = 1;
const NETWORK_MESSAGE: u32 = 0x80;
const HAS_DESTINATION: u32 = 0x20;
const HAS_SOURCE: u32 = 0x08;
const FIRST_OF_VENDORS: u32 = 0x80;
const ADDRESS_LENGTH: u32 = 2;
const ADDRESS: u32 = 3;

const enum Message {
  ConfirmedRequest = 0,
  UnconfirmedRequest = 1,
  SimpleAck = 2,
  ComplexAck = 3,
  SegmentAck = 4,
  Error = 5,
  Reject = 6,
  Abort = 7,
}
const SEGMENTED: u32 = 0x08;
const MORE_FOLLOWS: u32 = 0x04;
const RESPONSE_ACCEPTED: u32 = 0x02;
const NEGATIVE: u32 = 0x02;
const SERVER: u32 = 0x01;

/** Messages of the virtual link alone are short; whole ones are all that is sure to be one. */
export function decode(): Layer {
  if (left() < DATA || byte(TYPE) != BACNET_IP || byte(FUNCTION) > LAST_FUNCTION) return Layer.Declined;
  const length = be16(LENGTH);
  const there = min(length, left());
  const at = network();
  if (at ? there < at + ADDRESSES || byte(at + VERSION) != VERSION_1 : length < DATA || length > there) return Layer.Declined;
  if (length > there) flaw(Status.TRUNCATED, length);
  limit(length);
  claim(there);
  return Layer.None;
}

export function record(): void {
  const link = byte(FUNCTION);
  const at = network();
  let p = BACnet.begin();
  p = BACnet.Timestamp(p, timestamp);
  p = BACnet.BVLCType(p, byte(TYPE));
  p = BACnet.BVLCFunction(p, link);
  p = BACnet.BVLCLength(p, be16(LENGTH));
  if (link == Link.Result) p = BACnet.ResultCode(p, be16(DATA));
  if (link == Link.RegisterForeignDevice) p = BACnet.TimeToLive(p, be16(DATA));
  if (link == Link.Forwarded) {
    p = BACnet.OriginIP(p, ipv4(DATA));
    p = BACnet.OriginPort(p, be16(ORIGIN_PORT));
  }
  if (at) p = networkMessage(p, at);
  p = BACnet.context(p);
  BACnet.end(p);
}

/** Where the network layer begins; 0 where the function has none. */
function network(): u32 {
  switch (byte(FUNCTION)) {
    case Link.Forwarded:
      return FORWARDED_DATA;
    case Link.DistributeBroadcast:
    case Link.Unicast:
    case Link.Broadcast:
      return DATA;
  }
  return 0;
}

function networkMessage(p: usize, at: u32): usize {
  const control = byte(at + CONTROL);
  p = BACnet.Version(p, byte(at + VERSION));
  p = BACnet.Control(p, control);
  at += ADDRESSES;
  if (control & HAS_DESTINATION) {
    const length = byte(at + ADDRESS_LENGTH);
    p = BACnet.DstNetwork(p, be16(at));
    p = BACnet.DstAddress(p, hardware(bytes(at + ADDRESS, length)));
    at += ADDRESS + length;
  }
  if (control & HAS_SOURCE) {
    const length = byte(at + ADDRESS_LENGTH);
    p = BACnet.SrcNetwork(p, be16(at));
    p = BACnet.SrcAddress(p, hardware(bytes(at + ADDRESS, length)));
    at += ADDRESS + length;
  }
  if (control & HAS_DESTINATION) p = BACnet.HopCount(p, byte(at++));
  if (!(control & NETWORK_MESSAGE)) return applicationMessage(p, at);
  const type = byte(at);
  p = BACnet.NetworkMessageType(p, type);
  return type < FIRST_OF_VENDORS ? p : BACnet.VendorID(p, be16(at + 1));
}

function applicationMessage(p: usize, at: u32): usize {
  const flags = byte(at);
  const type = flags >> 4;
  p = BACnet.APDUType(p, type);
  switch (type) {
    case Message.ConfirmedRequest:
      p = BACnet.Segmented(p, (flags & SEGMENTED) != 0);
      p = BACnet.MoreFollows(p, (flags & MORE_FOLLOWS) != 0);
      p = BACnet.SegmentedResponseAccepted(p, (flags & RESPONSE_ACCEPTED) != 0);
      p = BACnet.MaxSegments(p, (byte(at + 1) >> 4) & 7);
      p = BACnet.MaxResponse(p, byte(at + 1) & 15);
      return service(p, at + 2, (flags & SEGMENTED) != 0);
    case Message.UnconfirmedRequest:
      return BACnet.ServiceChoice(p, byte(at + 1));
    case Message.SimpleAck:
    case Message.Error:
      return service(p, at + 1, false);
    case Message.ComplexAck:
      p = BACnet.Segmented(p, (flags & SEGMENTED) != 0);
      p = BACnet.MoreFollows(p, (flags & MORE_FOLLOWS) != 0);
      return service(p, at + 1, (flags & SEGMENTED) != 0);
    case Message.SegmentAck:
      p = BACnet.InvokeID(p, byte(at + 1));
      p = BACnet.SequenceNumber(p, byte(at + 2));
      p = BACnet.WindowSize(p, byte(at + 3));
      p = BACnet.NegativeAck(p, (flags & NEGATIVE) != 0);
      return BACnet.FromServer(p, (flags & SERVER) != 0);
    case Message.Reject:
      p = BACnet.InvokeID(p, byte(at + 1));
      return BACnet.Reason(p, byte(at + 2));
    case Message.Abort:
      p = BACnet.InvokeID(p, byte(at + 1));
      p = BACnet.FromServer(p, (flags & SERVER) != 0);
      return BACnet.Reason(p, byte(at + 2));
  }
  return p;
}

/** Invoke ID and service, with the number of the segment between them where there is one. */
function service(p: usize, at: u32, segmented: bool): usize {
  p = BACnet.InvokeID(p, byte(at));
  if (segmented) {
    p = BACnet.SequenceNumber(p, byte(at + 1));
    p = BACnet.WindowSize(p, byte(at + 2));
    at += 2;
  }
  return BACnet.ServiceChoice(p, byte(at + 1));
}
