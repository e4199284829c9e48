// Internet Protocol version 6 (RFC 8200 section 3).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+---------------+---------------------------------------+
// |version| traffic class |               flow label              |
// +-------+---------------+-------+---------------+---------------+
// |         payload length        |  next header  |   hop limit   |
// +-------------------------------+---------------+---------------+
// |                   source address, 16 bytes                    |
// |                 destination address, 16 bytes                 |
import { IPv6 } from "../gen/records";
import { Layer } from "../gen/layer";
import { ipProtocol } from "../gen/dispatch";
import { Status } from "../gen/status";
import {
  hotBe16 as be16,
  claim,
  claimedBe16,
  claimedBe32,
  claimedByte,
  limit,
  malformed,
  payloadLength,
  timestamp,
  truncated,
  hotByte as byte,
} from "../packet";
import { addresses, destinationText, sourceText } from "../context";
import { payloadEntropy } from "../walk";
import * as hopByHop from "./ipv6hopbyhop";

const VERSION_CLASS_LABEL: u32 = 0;
const PAYLOAD_LENGTH: u32 = 4;
const NEXT_HEADER: u32 = 6;
const HOP_LIMIT: u32 = 7;
const SOURCE: u32 = 8;
const DESTINATION: u32 = 24;
const HEADER_LEN: u32 = 40;

const HOP_BY_HOP: u32 = 0;
const NO_NEXT_HEADER: u32 = 59;

/** The layer that a next-header number stands for (RFC 8200 section 4). */
export function nextHeader(number: u32): Layer {
  return number == NO_NEXT_HEADER ? Layer.None : ipProtocol(number);
}

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  if (byte(VERSION_CLASS_LABEL) >> 4 != 6) return malformed(Status.BAD_VERSION, byte(VERSION_CLASS_LABEL) >> 4);
  const length = be16(PAYLOAD_LENGTH);
  // The length of a jumbogram stands in an option (RFC 2675); as in IPv4, it may also be left to the network card.
  if (length) limit(HEADER_LEN + length);
  addresses(6, SOURCE, DESTINATION);
  return nextHeader(byte(NEXT_HEADER));
}

export function record(): void {
  const first = claimedBe32(VERSION_CLASS_LABEL);
  let p = IPv6.begin();
  p = IPv6.Timestamp(p, timestamp);
  p = IPv6.Version(p, first >> 28);
  p = IPv6.TrafficClass(p, (first >> 20) & 0xff);
  p = IPv6.FlowLabel(p, first & 0xfffff);
  p = IPv6.Length(p, claimedBe16(PAYLOAD_LENGTH));
  p = IPv6.NextHeader(p, claimedByte(NEXT_HEADER));
  p = IPv6.HopLimit(p, claimedByte(HOP_LIMIT));
  p = IPv6.SrcIP(p, sourceText());
  p = IPv6.DstIP(p, destinationText());
  p = IPv6.PayloadEntropy(p, payloadEntropy);
  p = IPv6.PayloadSize(p, payloadLength());
  if (claimedByte(NEXT_HEADER) == HOP_BY_HOP) p = hopByHop.nested(IPv6.HopByHop(p), HEADER_LEN);
  p = IPv6.context(p);
  IPv6.end(p);
}
