// Internet Protocol version 4 (RFC 791 section 3.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+-------+---------------+-------------------------------+
// |version|  IHL  |type of service|          total length         |
// +-------+-------+---------------+-----+-------------------------+
// |         identification        |flags|     fragment offset     |
// +---------------+---------------+-----+-------------------------+
// | time to live  |    protocol   |        header checksum        |
// +---------------+---------------+-------------------------------+
// |                         source address                        |
// |                      destination address                      |
// |                       options and padding                     |
import { IPv4, IPv4Option } from "../gen/records";
import { Layer } from "../gen/layer";
import { ipProtocol } from "../gen/dispatch";
import { Status } from "../gen/status";
import { be16, bytes, claim, header, limit, malformed, payloadLength, timestamp, truncated, byte } from "../packet";
import { addresses, destinationText, sourceText } from "../context";
import { payloadEntropy } from "../walk";
import { END_OF_OPTIONS, optionLength, padding } from "./headeroptions";

const VERSION_IHL: u32 = 0;
const TOS: u32 = 1;
const LENGTH: u32 = 2;
const ID: u32 = 4;
const FRAGMENT: u32 = 6;
const TTL: u32 = 8;
const PROTOCOL: u32 = 9;
const CHECKSUM: u32 = 10;
const SOURCE: u32 = 12;
const DESTINATION: u32 = 16;
const OPTIONS: u32 = 20;

export function decode(): Layer {
  if (!claim(OPTIONS)) return truncated();
  if (byte(VERSION_IHL) >> 4 != 4) return malformed(Status.BAD_VERSION, byte(VERSION_IHL) >> 4);
  const headerLength = (byte(VERSION_IHL) & 15) << 2;
  if (headerLength < OPTIONS) return malformed(Status.BAD_LENGTH, headerLength);
  if (!claim(headerLength)) return truncated();
  const length = be16(LENGTH);
  // A length of zero is left by network cards that cut segments themselves: the packet is as long as its frame.
  if (length) {
    if (length < headerLength) return malformed(Status.BAD_LENGTH, length);
    limit(length);
  }
  addresses(4, SOURCE, DESTINATION);
  // Only the first fragment begins with the header of the next layer.
  if (be16(FRAGMENT) & 0x1fff) return Layer.None;
  return ipProtocol(byte(PROTOCOL));
}

export function record(): void {
  const fragment = be16(FRAGMENT);
  IPv4.begin();
  IPv4.Timestamp(timestamp);
  IPv4.Version(byte(VERSION_IHL) >> 4);
  IPv4.IHL(byte(VERSION_IHL) & 15);
  IPv4.TOS(byte(TOS));
  IPv4.Length(be16(LENGTH));
  IPv4.Id(be16(ID));
  IPv4.Flags(fragment >> 13);
  IPv4.FragOffset(fragment & 0x1fff);
  IPv4.TTL(byte(TTL));
  IPv4.Protocol(byte(PROTOCOL));
  IPv4.Checksum(be16(CHECKSUM));
  IPv4.SrcIP(sourceText());
  IPv4.DstIP(destinationText());
  if (header > OPTIONS) options();
  IPv4.PayloadEntropy(payloadEntropy);
  IPv4.PayloadSize(payloadLength());
  IPv4.context();
  IPv4.end();
}

/** Padding has the lower field number, so it comes first. */
function options(): void {
  IPv4.Padding(padding(OPTIONS));
  for (let at: u32 = OPTIONS; at < header; ) {
    const length = optionLength(at);
    if (!length || !IPv4.Options()) return;
    IPv4Option.OptionType(byte(at));
    IPv4Option.OptionLength(length);
    if (length > 2) IPv4Option.OptionData(bytes(at + 2, length - 2));
    IPv4Option.end();
    if (byte(at) == END_OF_OPTIONS) return;
    at += length;
  }
}
