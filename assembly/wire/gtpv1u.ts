// GPRS Tunnelling Protocol, user plane (3GPP TS 29.281 section 5).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-----+-+-+-+-+-+---------------+-------------------------------+
// | ver |T|*|E|S|N|  message type |             length            |
// +-----+-+-+-+-+-+---------------+-------------------------------+
// |                   tunnel endpoint identifier                  |
// +-------------------------------+---------------+---------------+
// |        sequence number        |  N-PDU number |   next type   |   with E, S or N
// +---------------+---------------+---------------+---------------+
// |     length    |            content            |   next type   |   while the type in front is not 0
//
// The length counts what is behind the first eight bytes; that of an extension, units of four bytes.
import { GTPv1U, GTPv1UExtension } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, byte, bytes, claim, flaw, header, left, limit, payloadLength, timestamp, truncated } from "../packet";

const FLAGS: u32 = 0;
const MESSAGE_TYPE: u32 = 1;
const LENGTH: u32 = 2;
const TEID: u32 = 4;
const MANDATORY: u32 = 8;
const SEQUENCE: u32 = 8;
const NPDU: u32 = 10;
const NEXT_TYPE: u32 = 11;
const WITH_OPTIONAL: u32 = 12;

const E: u32 = 0x04;
const S: u32 = 0x02;
const PN: u32 = 0x01;
/** Version 1 of GTP and not GTP'. */
const VERSION_AND_TYPE: u32 = 0x30;
const FLAG_BITS: u32 = 0x07;

const enum Message {
  ECHO_REQUEST = 1,
  ECHO_RESPONSE = 2,
  ERROR_INDICATION = 26,
  SUPPORTED_EXTENSIONS = 31,
  TUNNEL_STATUS = 253,
  END_MARKER = 254,
  G_PDU = 255,
}

export function decode(): Layer {
  if (left() < MANDATORY || (byte(FLAGS) & ~FLAG_BITS) != VERSION_AND_TYPE || !isMessage(byte(MESSAGE_TYPE)))
    return Layer.Declined;
  limit(MANDATORY + be16(LENGTH));
  if (!claim(byte(FLAGS) & FLAG_BITS ? WITH_OPTIONAL : MANDATORY)) return truncated();
  if (byte(FLAGS) & E && !extensions()) return Layer.None;
  if (byte(MESSAGE_TYPE) != Message.G_PDU || !payloadLength()) return Layer.None;
  // Users may also have agreed on Ethernet, or on what only they know; nothing in the packet tells.
  const version = byte(header) >> 4;
  return version == 4 ? Layer.IPv4 : version == 6 ? Layer.IPv6 : Layer.None;
}

function isMessage(type: u32): bool {
  switch (type) {
    case Message.ECHO_REQUEST:
    case Message.ECHO_RESPONSE:
    case Message.ERROR_INDICATION:
    case Message.SUPPORTED_EXTENSIONS:
    case Message.TUNNEL_STATUS:
    case Message.END_MARKER:
    case Message.G_PDU:
      return true;
  }
  return false;
}

/** Makes the extensions part of the header; false where one does not fit. Each takes four bytes at least. */
function extensions(): bool {
  while (byte(header - 1)) {
    const length = extensionLength(header);
    if (!length) {
      flaw(Status.BAD_PART, header);
      return false;
    }
    claim(header + length);
  }
  return true;
}

/** Bytes of the extension at an offset; 0 where it does not fit. */
function extensionLength(at: u32): u32 {
  if (at >= left()) return 0;
  const length = byte(at) << 2;
  return length <= left() - at ? length : 0;
}

export function record(): void {
  const flags = byte(FLAGS);
  let p = GTPv1U.begin();
  p = GTPv1U.Timestamp(p, timestamp);
  p = GTPv1U.Version(p, flags >> 5);
  p = GTPv1U.ProtocolType(p, (flags >> 4) & 1);
  p = GTPv1U.ExtensionHeaderFlag(p, (flags & E) != 0);
  p = GTPv1U.SequenceNumberFlag(p, (flags & S) != 0);
  p = GTPv1U.NPDUNumberFlag(p, (flags & PN) != 0);
  p = GTPv1U.MessageType(p, byte(MESSAGE_TYPE));
  p = GTPv1U.MessageLength(p, be16(LENGTH));
  p = GTPv1U.TEID(p, be32(TEID));
  if (flags & S) p = GTPv1U.SequenceNumber(p, be16(SEQUENCE));
  if (flags & PN) p = GTPv1U.NPDUNumber(p, byte(NPDU));
  if (flags & E) {
    p = GTPv1U.NextExtensionHeader(p, byte(NEXT_TYPE));
    for (let at = WITH_OPTIONAL; at < header;) {
      const length = extensionLength(at);
      p = extension(GTPv1U.Extensions(p), at, length);
      at += length;
    }
  }
  p = GTPv1U.context(p);
  GTPv1U.end(p);
}

/** Its type stands in front of it, the last byte of what comes before. */
function extension(from: usize, at: u32, length: u32): usize {
  let p = GTPv1UExtension.Type(from, byte(at - 1));
  p = GTPv1UExtension.Content(p, bytes(at + 1, length - 2));
  return GTPv1UExtension.end(p, from);
}
