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
import { be16, be32, claim, limit, malformed, payloadLength, timestamp, truncated, byte } from "../packet";
import { addresses, destinationText, sourceText } from "../context";
import { payloadEntropy } from "../walk";

const VERSION_CLASS_LABEL: u32 = 0;
const PAYLOAD_LENGTH: u32 = 4;
const NEXT_HEADER: u32 = 6;
const HOP_LIMIT: u32 = 7;
const SOURCE: u32 = 8;
const DESTINATION: u32 = 24;
const HEADER_LEN: u32 = 40;

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
  const first = be32(VERSION_CLASS_LABEL);
  IPv6.begin();
  IPv6.Timestamp(timestamp);
  IPv6.Version(first >> 28);
  IPv6.TrafficClass((first >> 20) & 0xff);
  IPv6.FlowLabel(first & 0xfffff);
  IPv6.Length(be16(PAYLOAD_LENGTH));
  IPv6.NextHeader(byte(NEXT_HEADER));
  IPv6.HopLimit(byte(HOP_LIMIT));
  IPv6.SrcIP(sourceText());
  IPv6.DstIP(destinationText());
  IPv6.PayloadEntropy(payloadEntropy);
  IPv6.PayloadSize(payloadLength());
  IPv6.context();
  IPv6.end();
}
