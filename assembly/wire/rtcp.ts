// RTP Control Protocol (RFC 3550 section 6): packets, one behind the other, make a compound, which fills the datagram.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---+-+---------+---------------+-------------------------------+
// |V=2|P|  count  |  packet type  |   length in words, minus one  |
// +---+-+---------+---------------+-------------------------------+
// |                      SSRC of the sender                       |
// |                       by the packet type                      |
import { RTCP, RTCPDescription, RTCPReport } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be24, be32, be64, byte, bytes, claim, flaw, header, left, start, timestamp } from "../packet";
import { payload } from "../ports";
import { utf8 } from "../text";
import { close, packed } from "../writer";

const FLAGS: u32 = 0;
const TYPE: u32 = 1;
const LENGTH: u32 = 2;
const FIXED_LEN: u32 = 4;
const SSRC: u32 = 4;

const VERSION: u32 = 2;
const P: u32 = 0x20;

const SENDER_REPORT: u32 = 200;
const RECEIVER_REPORT: u32 = 201;
const SOURCE_DESCRIPTION: u32 = 202;
const GOODBYE: u32 = 203;
const APPLICATION: u32 = 204;
/** The last of the two types of feedback. */
const PAYLOAD_FEEDBACK: u32 = 206;

// Of a sender report (section 6.4.1).
const NTP_TIMESTAMP: u32 = 8;
const RTP_TIMESTAMP: u32 = 16;
const PACKET_COUNT: u32 = 20;
const OCTET_COUNT: u32 = 24;
const SENDER_REPORTS: u32 = 28;
const RECEIVER_REPORTS: u32 = 8;

// A report block.
const FRACTION_LOST: u32 = 4;
const CUMULATIVE_LOST: u32 = 5;
const HIGHEST_SEQUENCE: u32 = 8;
const JITTER: u32 = 12;
const LAST_SR: u32 = 16;
const DELAY: u32 = 20;
const REPORT_LEN: u32 = 24;

// Of an application-defined packet (section 6.7), and of feedback (RFC 4585 section 6.1).
const NAME: u32 = 8;
const MEDIA_SSRC: u32 = 8;
const DATA: u32 = 12;

/** The bytes must be a whole compound, which begins with a report (section 6.1). */
export function decode(): Layer {
  if (start == payload && !isCompound()) return Layer.Declined;
  claim((be16(LENGTH) + 1) << 2);
  return header < left() ? Layer.RTCP : Layer.None;
}

function isCompound(): bool {
  if (left() < FIXED_LEN + 4 || (byte(TYPE) != SENDER_REPORT && byte(TYPE) != RECEIVER_REPORT)) return false;
  let at: u32 = 0;
  while (at < left()) {
    if (left() - at < FIXED_LEN || byte(at) >> 6 != VERSION) return false;
    const length = (be16(at + LENGTH) + 1) << 2;
    if (length > left() - at) return false;
    at += length;
  }
  return true;
}

/** Where what the type says of the packet ends: the last byte of the padding counts it. */
function contentEnd(): u32 {
  if (!(byte(FLAGS) & P)) return header;
  const padding = byte(header - 1);
  if (padding && padding <= header - FIXED_LEN) return header - padding;
  flaw(Status.BAD_PART, header - 1);
  return header;
}

function count(): u32 {
  return byte(FLAGS) & 31;
}

export function record(): void {
  const type = byte(TYPE);
  const stop = contentEnd();
  let p = RTCP.begin();
  p = RTCP.Timestamp(p, timestamp);
  p = RTCP.Version(p, byte(FLAGS) >> 6);
  p = RTCP.Padding(p, (byte(FLAGS) & P) != 0);
  p = RTCP.Type(p, type);
  p = RTCP.Count(p, count());
  p = RTCP.Length(p, header);
  const least = leastLength(type);
  if (stop < least) flaw(Status.BAD_LENGTH, header);
  else p = content(p, type, stop);
  p = RTCP.context(p);
  RTCP.end(p);
}

/** Length of what a packet of a type must have. */
function leastLength(type: u32): u32 {
  switch (type) {
    case SENDER_REPORT:
      return SENDER_REPORTS + count() * REPORT_LEN;
    case RECEIVER_REPORT:
      return RECEIVER_REPORTS + count() * REPORT_LEN;
    case SOURCE_DESCRIPTION:
      return FIXED_LEN;
    case GOODBYE:
      return FIXED_LEN + (count() << 2);
  }
  return type >= APPLICATION && type <= PAYLOAD_FEEDBACK ? DATA : SSRC + 4;
}

function content(p: usize, type: u32, stop: u32): usize {
  if (type == SOURCE_DESCRIPTION) return descriptions(p, stop);
  if (type == GOODBYE) return goodbye(p, stop);
  p = RTCP.SSRC(p, be32(SSRC));
  if (type == SENDER_REPORT) {
    p = RTCP.NTPTimestamp(p, be64(NTP_TIMESTAMP));
    p = RTCP.RTPTimestamp(p, be32(RTP_TIMESTAMP));
    p = RTCP.PacketCount(p, be32(PACKET_COUNT));
    p = RTCP.OctetCount(p, be32(OCTET_COUNT));
    return reports(p, SENDER_REPORTS);
  }
  if (type == RECEIVER_REPORT) return reports(p, RECEIVER_REPORTS);
  if (type < APPLICATION || type > PAYLOAD_FEEDBACK) return RTCP.Data(p, bytes(SSRC + 4, stop - SSRC - 4));
  p = type == APPLICATION ? RTCP.Name(p, utf8(NAME, 4)) : RTCP.MediaSSRC(p, be32(MEDIA_SSRC));
  return RTCP.Data(p, bytes(DATA, stop - DATA));
}

function reports(p: usize, at: u32): usize {
  for (let rest = count(); rest > 0; rest--, at += REPORT_LEN) {
    const from = RTCP.Reports(p);
    p = RTCPReport.SSRC(from, be32(at));
    p = RTCPReport.FractionLost(p, byte(at + FRACTION_LOST));
    p = RTCPReport.CumulativeLost(p, (<i32>(be24(at + CUMULATIVE_LOST) << 8)) >> 8);
    p = RTCPReport.HighestSequence(p, be32(at + HIGHEST_SEQUENCE));
    p = RTCPReport.Jitter(p, be32(at + JITTER));
    p = RTCPReport.LastSR(p, be32(at + LAST_SR));
    p = RTCPReport.DelaySinceLastSR(p, be32(at + DELAY));
    p = RTCPReport.end(p, from);
  }
  return p;
}

/** Chunks of a source each: its number, then items of type, length and text, ended by a zero and padded to words. */
function descriptions(p: usize, stop: u32): usize {
  let at = FIXED_LEN;
  for (let rest = count(); rest > 0; rest--) {
    if (stop - at < 4) {
      flaw(Status.BAD_PART, at);
      break;
    }
    const source = be32(at);
    at += 4;
    while (at < stop && byte(at)) {
      const length: u32 = stop - at < 2 ? 0 : byte(at + 1);
      if (stop - at < 2 || length > stop - at - 2) {
        flaw(Status.BAD_PART, at);
        return p;
      }
      const from = RTCP.Descriptions(p);
      p = RTCPDescription.SSRC(from, source);
      p = RTCPDescription.Type(p, byte(at));
      p = RTCPDescription.Text(p, utf8(at + 2, length));
      p = RTCPDescription.end(p, from);
      at += 2 + length;
    }
    at = min(stop, (at + 4) & ~3);
  }
  return p;
}

/** The first of the sources is the sender's. */
function goodbye(p: usize, stop: u32): usize {
  const behind = FIXED_LEN + (count() << 2);
  if (count()) {
    p = RTCP.SSRC(p, be32(SSRC));
    const list = RTCP.Sources(p);
    p = list;
    for (let at = SSRC; at < behind; at += 4) p = packed(p, be32(at));
    p = close(p, list);
  }
  if (behind == stop) return p;
  const length = byte(behind);
  if (length > stop - behind - 1) {
    flaw(Status.BAD_PART, behind);
    return p;
  }
  return RTCP.Reason(p, utf8(behind + 1, length));
}
