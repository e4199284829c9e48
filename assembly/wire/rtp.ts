// Real-time Transport Protocol (RFC 3550 section 5.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---+-+-+-------+-+-------------+-------------------------------+
// |V=2|P|X|  CC   |M|payload type |        sequence number        |
// +---+-+-+-------+-+-------------+-------------------------------+
// |                           timestamp                           |
// |                             SSRC                              |
// |                     CSRC, 4 bytes each                        |
// +-------------------------------+-------------------------------+
// |      extension profile        |  extension length in words    |   with X
// |                        header extension                       |
import { RTP } from "../gen/records";
import { Layer } from "../gen/layer";
import { be16, be32, byte, bytes, claim, left, payloadLength, timestamp } from "../packet";
import { close, packed } from "../writer";

const FLAGS: u32 = 0;
const MARKER_TYPE: u32 = 1;
const SEQUENCE_NUMBER: u32 = 2;
const TIMESTAMP: u32 = 4;
const SSRC: u32 = 8;
const CSRC: u32 = 12;
const EXTENSION_LEN: u32 = 4;

const VERSION: u32 = 2;
const P: u32 = 0x20;
const X: u32 = 0x10;
const CC: u32 = 0x0f;
const M: u32 = 0x80;

/** With the marker these are the packet types of RTCP (RFC 5761 section 4). */
const FIRST_RTCP: u32 = 72;
const LAST_RTCP: u32 = 76;

export function decode(): Layer {
  if (left() < CSRC || byte(FLAGS) >> 6 != VERSION) return Layer.Declined;
  const type = byte(MARKER_TYPE) & ~M;
  if (type >= FIRST_RTCP && type <= LAST_RTCP) return Layer.Declined;
  if (byte(FLAGS) & X && left() - CSRC < sources() + EXTENSION_LEN) return Layer.Declined;
  if (!claim(CSRC + sources() + extension())) return Layer.Declined;
  if (byte(FLAGS) & P && (!payloadLength() || !padding() || padding() > payloadLength())) return Layer.Declined;
  return Layer.None;
}

/** Bytes that the list of sources takes. */
function sources(): u32 {
  return (byte(FLAGS) & CC) << 2;
}

/** Bytes that the header extension takes. */
function extension(): u32 {
  return byte(FLAGS) & X ? EXTENSION_LEN + (be16(CSRC + sources() + 2) << 2) : 0;
}

/** The last byte of the padding counts it. */
function padding(): u32 {
  return byte(FLAGS) & P ? byte(left() - 1) : 0;
}

export function record(): void {
  const flags = byte(FLAGS);
  let p = RTP.begin();
  p = RTP.Timestamp(p, timestamp);
  p = RTP.Version(p, flags >> 6);
  p = RTP.Padding(p, (flags & P) != 0);
  p = RTP.Extension(p, (flags & X) != 0);
  p = RTP.Marker(p, (byte(MARKER_TYPE) & M) != 0);
  p = RTP.PayloadType(p, byte(MARKER_TYPE) & ~M);
  p = RTP.SequenceNumber(p, be16(SEQUENCE_NUMBER));
  p = RTP.RTPTimestamp(p, be32(TIMESTAMP));
  p = RTP.SSRC(p, be32(SSRC));
  const behind = CSRC + sources();
  if (behind > CSRC) {
    const list = RTP.CSRC(p);
    p = list;
    for (let at = CSRC; at < behind; at += 4) p = packed(p, be32(at));
    p = close(p, list);
  }
  if (flags & X) {
    p = RTP.ExtensionProfile(p, be16(behind));
    p = RTP.ExtensionData(p, bytes(behind + EXTENSION_LEN, extension() - EXTENSION_LEN));
  }
  p = RTP.PaddingSize(p, padding());
  p = RTP.PayloadSize(p, payloadLength() - padding());
  p = RTP.context(p);
  RTP.end(p);
}
