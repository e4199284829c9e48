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
import { tcpPort } from "../gen/dispatch";
import { Status } from "../gen/status";
import { be16, be32, bytes, claim, header, malformed, payload, payloadLength, timestamp, truncated, byte } from "../packet";
import { transport } from "../context";
import { includePayload } from "../options";
import { payloadEntropy } from "../walk";
import { END_OF_OPTIONS, optionLength, padding } from "./headeroptions";

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
  const source = be16(SRC_PORT);
  const destination = be16(DST_PORT);
  transport(source, destination);
  if (!payloadLength()) return Layer.None;
  const next = tcpPort(destination);
  return next == Layer.None ? tcpPort(source) : next;
}

export function record(): void {
  const flags = be16(OFFSET_FLAGS);
  TCP.begin();
  TCP.Timestamp(timestamp);
  TCP.SrcPort(be16(SRC_PORT));
  TCP.DstPort(be16(DST_PORT));
  TCP.SeqNum(be32(SEQ_NUM));
  TCP.AckNum(be32(ACK_NUM));
  TCP.DataOffset(flags >> 12);
  TCP.FIN((flags & 1) != 0);
  TCP.SYN((flags & 2) != 0);
  TCP.RST((flags & 4) != 0);
  TCP.PSH((flags & 8) != 0);
  TCP.ACK((flags & 16) != 0);
  TCP.URG((flags & 32) != 0);
  TCP.ECE((flags & 64) != 0);
  TCP.CWR((flags & 128) != 0);
  TCP.NS((flags & 256) != 0);
  TCP.Window(be16(WINDOW));
  TCP.Checksum(be16(CHECKSUM));
  TCP.Urgent(be16(URGENT));
  if (header > OPTIONS) options();
  TCP.PayloadEntropy(payloadEntropy);
  TCP.PayloadSize(payloadLength());
  if (includePayload) TCP.Payload(payload());
  TCP.context();
  TCP.end();
}

/** Padding has the lower field number, so it comes first. */
function options(): void {
  TCP.Padding(padding(OPTIONS));
  for (let at: u32 = OPTIONS; at < header; ) {
    const length = optionLength(at);
    if (!length || !TCP.Options()) return;
    TCPOption.OptionType(byte(at));
    TCPOption.OptionLength(length);
    if (length > 2) TCPOption.OptionData(bytes(at + 2, length - 2));
    TCPOption.end();
    if (byte(at) == END_OF_OPTIONS) return;
    at += length;
  }
}
