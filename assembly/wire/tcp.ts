// Transmission Control Protocol (RFC 9293 section 3.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |          source port          |        destination port       |
// +-------------------------------+-------------------------------+
// |                        sequence number                        |
// |                     acknowledgment number                     |
// +-------+-----+-+-+-+-+-+-+-+-+-+-------------------------------+
// |offset | rsv |N|C|E|U|A|P|R|S|F|             window            |
// +-------+-----+-+-+-+-+-+-+-+-+-+-------------------------------+
// |            checksum           |         urgent pointer        |
// |                            options                            |
import { TCP, TCPOption } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import {
  hotBe16 as be16,
  bytes,
  claim,
  claimedBe16,
  claimedBe32,
  header,
  malformed,
  payload,
  payloadLength,
  timestamp,
  truncated,
  hotByte as byte,
} from "../packet";
import { candidate, Transport } from "../ports";
import { transport } from "../context";
import { includePayload } from "../options";
import { payloadEntropy } from "../walk";
import { again, AGAIN } from "../writer";
import { check, END_OF_OPTIONS, optionLength, padding, timestampOnly } from "./headeroptions";

const SRC_PORT: u32 = 0;
const DST_PORT: u32 = 2;
const SEQ_NUM: u32 = 4;
const ACK_NUM: u32 = 8;
const OFFSET_FLAGS: u32 = 12;
const WINDOW: u32 = 14;
const CHECKSUM: u32 = 16;
const URGENT: u32 = 18;
const OPTIONS: u32 = 20;

export function decode(): Layer {
  if (!claim(OPTIONS)) return truncated();
  const headerLength = (be16(OFFSET_FLAGS) >> 12) << 2;
  if (headerLength < OPTIONS) return malformed(Status.BAD_LENGTH, headerLength);
  if (!claim(headerLength)) return truncated();
  if (headerLength > OPTIONS) check(OPTIONS);
  const source = be16(SRC_PORT);
  const destination = be16(DST_PORT);
  transport(source, destination);
  return payloadLength() ? candidate(Transport.TCP, source, destination) : Layer.None;
}

export function record(): void {
  const flags = claimedBe16(OFFSET_FLAGS);
  let p = TCP.begin();
  p = TCP.Timestamp(p, timestamp);
  p = TCP.SrcPort(p, claimedBe16(SRC_PORT));
  p = TCP.DstPort(p, claimedBe16(DST_PORT));
  p = TCP.SeqNum(p, claimedBe32(SEQ_NUM));
  p = TCP.AckNum(p, claimedBe32(ACK_NUM));
  p = TCP.DataOffset(p, flags >> 12);
  p = TCP.FIN(p, (flags & 1) != 0);
  p = TCP.SYN(p, (flags & 2) != 0);
  p = TCP.RST(p, (flags & 4) != 0);
  p = TCP.PSH(p, (flags & 8) != 0);
  p = TCP.ACK(p, (flags & 16) != 0);
  p = TCP.URG(p, (flags & 32) != 0);
  p = TCP.ECE(p, (flags & 64) != 0);
  p = TCP.CWR(p, (flags & 128) != 0);
  p = TCP.NS(p, (flags & 256) != 0);
  p = TCP.Window(p, claimedBe16(WINDOW));
  p = TCP.Checksum(p, claimedBe16(CHECKSUM));
  p = TCP.Urgent(p, claimedBe16(URGENT));
  if (header > OPTIONS) p = options(p);
  p = TCP.PayloadEntropy(p, payloadEntropy);
  p = TCP.PayloadSize(p, payloadLength());
  if (includePayload) p = TCP.Payload(p, payload());
  p = TCP.context(p);
  TCP.end(p);
}

/** Options that are just a timestamp, as they are in a record: nearly all segments have them, with other values. */
const timestamped: usize = memory.data(<i32>AGAIN, 16);
let timestampedSize: usize = 0;

function options(p: usize): usize {
  if (!timestampOnly(OPTIONS)) return optionList(p);
  if (timestampedSize) return again(p, timestamped, timestampedSize, bytes(header - 8, 8));
  const end = optionList(p);
  timestampedSize = end - p;
  memory.copy(timestamped, p, timestampedSize);
  return end;
}

/** Padding has the lower field number, so it comes first. */
function optionList(p: usize): usize {
  p = TCP.Padding(p, padding(OPTIONS));
  for (let at: u32 = OPTIONS; at < header;) {
    const length = optionLength(at);
    if (!length) break;
    const option = TCP.Options(p);
    p = TCPOption.OptionType(option, byte(at));
    p = TCPOption.OptionLength(p, length);
    if (length > 2) p = TCPOption.OptionData(p, bytes(at + 2, length - 2));
    p = TCPOption.end(p, option);
    if (byte(at) == END_OF_OPTIONS) break;
    at += length;
  }
  return p;
}
