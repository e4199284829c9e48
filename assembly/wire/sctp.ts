// Stream Control Transmission Protocol (RFC 9260 sections 3.1 and 3.2).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |          source port          |       destination port        |
// +-------------------------------+-------------------------------+
// |                       verification tag                        |
// |                           checksum                            |
// +---------------+---------------+-------------------------------+
// |  chunk type   |  chunk flags  |         chunk length          |
// |                value, padded to words of 4 bytes              |
import { SCTP, SCTPChunk } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, byte, claim, flaw, left, timestamp, truncated } from "../packet";
import { transport } from "../context";

const SRC_PORT: u32 = 0;
const DST_PORT: u32 = 2;
const VERIFICATION_TAG: u32 = 4;
const CHECKSUM: u32 = 8;
const CHUNKS: u32 = 12;

// A chunk.
const TYPE: u32 = 0;
const FLAGS: u32 = 1;
const LENGTH: u32 = 2;
const CHUNK_HEADER: u32 = 4;

// DATA (section 3.3.1) and I-DATA (RFC 8260 section 2.1).
const TSN: u32 = 4;
const STREAM_ID: u32 = 8;
const STREAM_SEQUENCE: u32 = 10;
const MESSAGE_ID: u32 = 12;
const DATA_PROTOCOL: u32 = 12;
const DATA_LEN: u32 = 16;
const I_DATA_PROTOCOL: u32 = 16;
const I_DATA_LEN: u32 = 20;
const FIRST_FRAGMENT: u32 = 0x02;

// INIT and INIT ACK (section 3.3.2), SACK (section 3.3.4), SHUTDOWN (section 3.3.8).
const INITIATE_TAG: u32 = 4;
const INIT_WINDOW: u32 = 8;
const OUTBOUND: u32 = 12;
const INBOUND: u32 = 14;
const INITIAL_TSN: u32 = 16;
const INIT_LEN: u32 = 20;
const CUMULATIVE_TSN_ACK: u32 = 4;
const SACK_WINDOW: u32 = 8;
const SACK_LEN: u32 = 12;
const SHUTDOWN_LEN: u32 = 8;

const enum Type {
  Data = 0,
  Init = 1,
  InitAck = 2,
  Sack = 3,
  Shutdown = 7,
  IData = 64,
}

export function decode(): Layer {
  if (!claim(CHUNKS)) return truncated();
  transport(be16(SRC_PORT), be16(DST_PORT));
  return Layer.None;
}

export function record(): void {
  let p = SCTP.begin();
  p = SCTP.Timestamp(p, timestamp);
  p = SCTP.SrcPort(p, be16(SRC_PORT));
  p = SCTP.DstPort(p, be16(DST_PORT));
  p = SCTP.VerificationTag(p, be32(VERIFICATION_TAG));
  p = SCTP.Checksum(p, be32(CHECKSUM));
  p = SCTP.context(p);
  p = chunks(p);
  SCTP.end(p);
}

/** Chunks up to the first that is not whole; the packet bounds their number, since a chunk takes at least its header. */
function chunks(p: usize): usize {
  for (let at = CHUNKS; at < left();) {
    const rest = left() - at;
    const length = rest < CHUNK_HEADER ? CHUNK_HEADER : be16(at + LENGTH);
    if (length < CHUNK_HEADER) {
      flaw(Status.BAD_PART, at);
      break;
    }
    if (length > rest) {
      flaw(Status.TRUNCATED, at + length);
      break;
    }
    p = chunk(SCTP.Chunks(p), at, length);
    at += min(rest, (length + 3) & ~3);
  }
  return p;
}

function chunk(from: usize, at: u32, length: u32): usize {
  const type = byte(at + TYPE);
  let p = SCTPChunk.Type(from, type);
  p = SCTPChunk.Flags(p, byte(at + FLAGS));
  p = SCTPChunk.Length(p, length);
  if (length < leastLength(type)) flaw(Status.BAD_PART, at);
  else if (type == Type.Data || type == Type.IData) p = data(p, at, type);
  else if (type == Type.Init || type == Type.InitAck) p = init(p, at);
  else if (type == Type.Sack || type == Type.Shutdown) {
    if (type == Type.Sack) p = SCTPChunk.ReceiverWindow(p, be32(at + SACK_WINDOW));
    p = SCTPChunk.CumulativeTSNAck(p, be32(at + CUMULATIVE_TSN_ACK));
  }
  return SCTPChunk.end(p, from);
}

function leastLength(type: u32): u32 {
  switch (type) {
    case Type.Data:
      return DATA_LEN;
    case Type.IData:
      return I_DATA_LEN;
    case Type.Init:
    case Type.InitAck:
      return INIT_LEN;
    case Type.Sack:
      return SACK_LEN;
    case Type.Shutdown:
      return SHUTDOWN_LEN;
  }
  return CHUNK_HEADER;
}

/** Of a message in fragments, I-DATA names the protocol in the first one only; the others count there. */
function data(p: usize, at: u32, type: u32): usize {
  const interleaved = type == Type.IData;
  p = SCTPChunk.TSN(p, be32(at + TSN));
  p = SCTPChunk.StreamID(p, be16(at + STREAM_ID));
  p = SCTPChunk.StreamSequence(p, interleaved ? be32(at + MESSAGE_ID) : be16(at + STREAM_SEQUENCE));
  if (!interleaved) return SCTPChunk.PayloadProtocol(p, be32(at + DATA_PROTOCOL));
  return byte(at + FLAGS) & FIRST_FRAGMENT ? SCTPChunk.PayloadProtocol(p, be32(at + I_DATA_PROTOCOL)) : p;
}

function init(p: usize, at: u32): usize {
  p = SCTPChunk.TSN(p, be32(at + INITIAL_TSN));
  p = SCTPChunk.InitiateTag(p, be32(at + INITIATE_TAG));
  p = SCTPChunk.ReceiverWindow(p, be32(at + INIT_WINDOW));
  p = SCTPChunk.OutboundStreams(p, be16(at + OUTBOUND));
  return SCTPChunk.InboundStreams(p, be16(at + INBOUND));
}
