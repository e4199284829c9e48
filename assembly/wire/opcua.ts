// OPC Unified Architecture over TCP, the headers of a message chunk (OPC 10000-6 clauses 6.7.2 and 7.1.2). Numbers are
// little-endian; a string is its length in four bytes, -1 for none, and its bytes.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-----------------------------------------------+---------------+
// |                  message type                 |   chunk type  |
// +-----------------------------------------------+---------------+
// |                          message size                         |
// +---------------------------------------------------------------+
// |                       secure channel ID                       |   chunks of secure
// |                            token ID                           |   channels; those that
// |                        sequence number                        |   open one have policy
// |                           request ID                          |   and certificates in
// +---------------------------------------------------------------+   place of the token
//
// +---------------------------------------------------------------+
// |                        protocol version                       |   hello and
// |                      receive buffer size                      |   acknowledge
// |                        send buffer size                       |
// |                        max message size                       |
// |                        max chunk count                        |
// +---------------------------------------------------------------+
// |  in hello, endpoint URL
import { OPCUA } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be24, byte, bytes, flaw, header, le32, left, timestamp } from "../packet";
import { utf8 } from "../text";
import { message } from "./segment";

const MESSAGE_TYPE: u32 = 0;
const CHUNK_TYPE: u32 = 3;
const MESSAGE_SIZE: u32 = 4;
const BODY: u32 = 8;

const PROTOCOL_VERSION: u32 = 8;
const RECEIVE_BUFFER_SIZE: u32 = 12;
const SEND_BUFFER_SIZE: u32 = 16;
const MAX_MESSAGE_SIZE: u32 = 20;
const MAX_CHUNK_COUNT: u32 = 24;
const ENDPOINT_URL: u32 = 28;

const ERROR: u32 = 8;
const REASON: u32 = 12;

const SECURE_CHANNEL_ID: u32 = 8;
const SECURITY_POLICY: u32 = 12;
const TOKEN_ID: u32 = 12;
const SEQUENCE_NUMBER: u32 = 16;
const REQUEST_ID: u32 = 20;
const SECURED: u32 = 24;

const STRING_LENGTH: u32 = 4;
const NO_STRING: u32 = 0xffff_ffff;

// The three letters as a number.
const enum Type {
  HEL = 0x48454c,
  ACK = 0x41434b,
  ERR = 0x455252,
  RHE = 0x524845,
  OPN = 0x4f504e,
  CLO = 0x434c4f,
  MSG = 0x4d5347,
}
const FINAL: u32 = 0x46;
const CONTINUED: u32 = 0x43;
const ABORTED: u32 = 0x41;

export function decode(): Layer {
  if (left() < BODY) return Layer.Declined;
  const type = be24(MESSAGE_TYPE);
  const least = fixedLength(type);
  const size = le32(MESSAGE_SIZE);
  if (!least || !chunks(type, byte(CHUNK_TYPE)) || size < least || left() < least) return Layer.Declined;
  return message(size, Layer.OPCUA);
}

/** Bytes of a message in front of anything of variable length, the lengths of its strings included; 0 for no such type. */
function fixedLength(type: u32): u32 {
  switch (type) {
    case Type.HEL:
      return ENDPOINT_URL + STRING_LENGTH;
    case Type.ACK:
      return ENDPOINT_URL;
    case Type.ERR:
      return REASON + STRING_LENGTH;
    case Type.RHE:
      return BODY + 2 * STRING_LENGTH;
    case Type.OPN:
      return SECURITY_POLICY + 3 * STRING_LENGTH;
    case Type.CLO:
    case Type.MSG:
      return SECURED;
  }
  return 0;
}

/** Only messages of secure channels may be divided, and have a chunk that aborts them. */
function chunks(type: u32, chunk: u32): bool {
  return (
    chunk == FINAL || ((chunk == CONTINUED || chunk == ABORTED) && (type == Type.MSG || type == Type.OPN || type == Type.CLO))
  );
}

export function record(): void {
  const type = be24(MESSAGE_TYPE);
  let p = OPCUA.begin();
  p = OPCUA.Timestamp(p, timestamp);
  p = OPCUA.MessageType(p, utf8(MESSAGE_TYPE, CHUNK_TYPE - MESSAGE_TYPE));
  p = OPCUA.ChunkType(p, utf8(CHUNK_TYPE, 1));
  p = OPCUA.MessageSize(p, le32(MESSAGE_SIZE));
  next = BODY;
  switch (type) {
    case Type.HEL:
    case Type.ACK:
      p = limits(p, type == Type.HEL);
      break;
    case Type.RHE: {
      const server = readString();
      p = OPCUA.EndpointURL(p, readString());
      p = OPCUA.ServerURI(p, server);
      break;
    }
    case Type.ERR:
      next = REASON;
      p = OPCUA.Error(p, le32(ERROR));
      p = OPCUA.Reason(p, readString());
      break;
    case Type.OPN:
      p = opening(p);
      break;
    default:
      p = OPCUA.SecureChannelID(p, le32(SECURE_CHANNEL_ID));
      p = OPCUA.TokenID(p, le32(TOKEN_ID));
      p = OPCUA.SequenceNumber(p, le32(SEQUENCE_NUMBER));
      p = OPCUA.RequestID(p, le32(REQUEST_ID));
  }
  p = OPCUA.context(p);
  OPCUA.end(p);
}

function limits(p: usize, hello: bool): usize {
  p = OPCUA.ProtocolVersion(p, le32(PROTOCOL_VERSION));
  p = OPCUA.ReceiveBufferSize(p, le32(RECEIVE_BUFFER_SIZE));
  p = OPCUA.SendBufferSize(p, le32(SEND_BUFFER_SIZE));
  p = OPCUA.MaxMessageSize(p, le32(MAX_MESSAGE_SIZE));
  p = OPCUA.MaxChunkCount(p, le32(MAX_CHUNK_COUNT));
  next = ENDPOINT_URL;
  return hello ? OPCUA.EndpointURL(p, readString()) : p;
}

/** With a certificate, what follows the security header is encrypted. */
function opening(p: usize): usize {
  next = SECURITY_POLICY;
  p = OPCUA.SecureChannelID(p, le32(SECURE_CHANNEL_ID));
  p = OPCUA.SecurityPolicyURI(p, readString());
  const certificate = readBytes();
  const thumbprint = readBytes();
  p = OPCUA.SenderCertificateLength(p, <u32>(certificate >> 32));
  p = OPCUA.ReceiverCertificateThumbprint(p, thumbprint);
  if (certificate >> 32 || !next || header - next < 2 * 4) return p;
  p = OPCUA.SequenceNumber(p, le32(next));
  return OPCUA.RequestID(p, le32(next + 4));
}

/** Where the string read last ends; 0 where it is not whole. */
let next: u32 = 0;

function readString(): u64 {
  const slice = readBytes();
  const length = <u32>(slice >> 32);
  return length ? utf8(next - length, length) : 0;
}

/** The bytes of a string; none where they are not all there, be it that the message is too short for them or the segment. */
function readBytes(): u64 {
  if (!next || header - next < STRING_LENGTH) {
    next = 0;
    return 0;
  }
  const length: u32 = le32(next) == NO_STRING ? 0 : le32(next);
  const at = next + STRING_LENGTH;
  if (length > header - at) {
    if (header == le32(MESSAGE_SIZE)) flaw(Status.BAD_PART, at - STRING_LENGTH);
    next = 0;
    return 0;
  }
  next = at + length;
  return bytes(at, length);
}
