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
import {
  hotBe16 as be16,
  bytes,
  claim,
  claimedBe16,
  claimedByte,
  header,
  limit,
  malformed,
  payloadLength,
  timestamp,
  truncated,
  hotByte as byte,
} from "../packet";
import { addresses, destinationText, sourceText } from "../context";
import { follow } from "../fragment/fragment";
import { payloadEntropy } from "../walk";
import { check, END_OF_OPTIONS, optionLength, padding } from "./headeroptions";

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

const MORE_FRAGMENTS: u32 = 0x2000;
/** In units of eight bytes. */
const OFFSET: u32 = 0x1fff;
/** No datagram has a larger total length, its header included. */
const LONGEST: u32 = 65535;

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
  if (headerLength > OPTIONS) check(OPTIONS);
  return be16(FRAGMENT) & (MORE_FRAGMENTS | OFFSET) ? fragment() : ipProtocol(byte(PROTOCOL));
}

function fragment(): Layer {
  const field = be16(FRAGMENT);
  const protocol = byte(PROTOCOL);
  const offset = (field & OFFSET) << 3;
  const next = follow(protocol, be16(ID), protocol, offset, (field & MORE_FRAGMENTS) != 0, LONGEST - header);
  return next < 0 ? Layer.None : ipProtocol(next);
}

export function record(): void {
  const fragment = claimedBe16(FRAGMENT);
  let p = IPv4.begin();
  p = IPv4.Timestamp(p, timestamp);
  p = IPv4.Version(p, claimedByte(VERSION_IHL) >> 4);
  p = IPv4.IHL(p, claimedByte(VERSION_IHL) & 15);
  p = IPv4.TOS(p, claimedByte(TOS));
  p = IPv4.Length(p, claimedBe16(LENGTH));
  p = IPv4.Id(p, claimedBe16(ID));
  p = IPv4.Flags(p, fragment >> 13);
  p = IPv4.FragOffset(p, fragment & 0x1fff);
  p = IPv4.TTL(p, claimedByte(TTL));
  p = IPv4.Protocol(p, claimedByte(PROTOCOL));
  p = IPv4.Checksum(p, claimedBe16(CHECKSUM));
  p = IPv4.SrcIP(p, sourceText());
  p = IPv4.DstIP(p, destinationText());
  if (header > OPTIONS) p = options(p);
  p = IPv4.PayloadEntropy(p, payloadEntropy);
  p = IPv4.PayloadSize(p, payloadLength());
  p = IPv4.context(p);
  IPv4.end(p);
}

/** Padding has the lower field number, so it comes first. */
function options(p: usize): usize {
  p = IPv4.Padding(p, padding(OPTIONS));
  for (let at: u32 = OPTIONS; at < header;) {
    const length = optionLength(at);
    if (!length) break;
    const option = IPv4.Options(p);
    p = IPv4Option.OptionType(option, byte(at));
    p = IPv4Option.OptionLength(p, length);
    if (length > 2) p = IPv4Option.OptionData(p, bytes(at + 2, length - 2));
    p = IPv4Option.end(p, option);
    if (byte(at) == END_OF_OPTIONS) break;
    at += length;
  }
  return p;
}
