// Bidirectional Forwarding Detection, control packet (RFC 5880 section 4.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-----+---------+---+-+-+-+-+-+-+---------------+---------------+
// |vers.| diag.   |sta|P|F|C|A|D|M|  detect mult  |    length     |
// +-----+---------+---+-+-+-+-+-+-+---------------+---------------+
// |                       my discriminator                        |
// |                      your discriminator                       |
// |                    desired min TX interval                    |
// |                   required min RX interval                    |
// |                 required min echo RX interval                 |
// +---------------+---------------+-------------------------------+
// |   auth type   |  auth length  |  key ID, password or digest
import { BFD, BFDAuthHeader } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be32, byte, bytes, claim, header, left, malformed, timestamp } from "../packet";

const VERSION_DIAG: u32 = 0;
const STATE_FLAGS: u32 = 1;
const DETECT_MULT: u32 = 2;
const LENGTH: u32 = 3;
const MY_DISCRIMINATOR: u32 = 4;
const YOUR_DISCRIMINATOR: u32 = 8;
const DESIRED_MIN_TX: u32 = 12;
const REQUIRED_MIN_RX: u32 = 16;
const REQUIRED_MIN_ECHO_RX: u32 = 20;
const HEADER_LEN: u32 = 24;

// Authentication section (sections 4.2 to 4.4).
const AUTH_TYPE: u32 = 24;
const AUTH_LEN: u32 = 25;
const AUTH_KEY_ID: u32 = 26;
const PASSWORD: u32 = 27;
const AUTH_SEQUENCE: u32 = 28;
const DIGEST: u32 = 32;

const VERSION: u32 = 1;
const A: u32 = 0x04;

const SIMPLE_PASSWORD: u32 = 1;
const SHORTEST_PASSWORD: u32 = 4;
const METICULOUS_MD5: u32 = 3;
const MD5_LEN: u32 = 24;
const METICULOUS_SHA1: u32 = 5;
const SHA1_LEN: u32 = 28;

/** What a receiver must discard (section 6.8.6) is something else, but for an authentication section that does not fit. */
export function decode(): Layer {
  if (!claim(HEADER_LEN)) return Layer.Declined;
  if (byte(VERSION_DIAG) >> 5 != VERSION || !byte(DETECT_MULT) || !be32(MY_DISCRIMINATOR)) return Layer.Declined;
  const length = byte(LENGTH);
  if (length > left()) return Layer.Declined;
  if (!(byte(STATE_FLAGS) & A)) return length == HEADER_LEN ? Layer.None : Layer.Declined;
  if (length <= AUTH_LEN) return malformed(Status.BAD_LENGTH, length);
  const size = byte(AUTH_LEN);
  if (size != length - HEADER_LEN || !sizeFits(byte(AUTH_TYPE), size)) return malformed(Status.BAD_PART, HEADER_LEN);
  claim(length);
  return Layer.None;
}

function sizeFits(type: u32, size: u32): bool {
  if (type == SIMPLE_PASSWORD) return size >= SHORTEST_PASSWORD;
  if (type <= METICULOUS_MD5) return size == MD5_LEN;
  return type > METICULOUS_SHA1 || size == SHA1_LEN;
}

export function record(): void {
  const flags = byte(STATE_FLAGS);
  let p = BFD.begin();
  p = BFD.Timestamp(p, timestamp);
  p = BFD.Version(p, byte(VERSION_DIAG) >> 5);
  p = BFD.Diagnostic(p, byte(VERSION_DIAG) & 31);
  p = BFD.State(p, flags >> 6);
  p = BFD.Poll(p, (flags & 0x20) != 0);
  p = BFD.Final(p, (flags & 0x10) != 0);
  p = BFD.ControlPlaneIndependent(p, (flags & 0x08) != 0);
  p = BFD.AuthPresent(p, (flags & A) != 0);
  p = BFD.Demand(p, (flags & 0x02) != 0);
  p = BFD.Multipoint(p, (flags & 0x01) != 0);
  p = BFD.DetectMultiplier(p, byte(DETECT_MULT));
  p = BFD.MyDiscriminator(p, be32(MY_DISCRIMINATOR));
  p = BFD.YourDiscriminator(p, be32(YOUR_DISCRIMINATOR));
  p = BFD.DesiredMinTxInterval(p, be32(DESIRED_MIN_TX));
  p = BFD.RequiredMinRxInterval(p, be32(REQUIRED_MIN_RX));
  p = BFD.RequiredMinEchoRxInterval(p, be32(REQUIRED_MIN_ECHO_RX));
  if (flags & A) p = authentication(BFD.AuthHeader(p));
  BFD.end(p);
}

function authentication(from: usize): usize {
  const type = byte(AUTH_TYPE);
  let p = BFDAuthHeader.AuthType(from, type);
  if (header > AUTH_KEY_ID) p = BFDAuthHeader.KeyID(p, byte(AUTH_KEY_ID));
  const digest = type > SIMPLE_PASSWORD && type <= METICULOUS_SHA1;
  if (digest) p = BFDAuthHeader.SequenceNumber(p, be32(AUTH_SEQUENCE));
  const data = digest ? DIGEST : PASSWORD;
  if (header > data) p = BFDAuthHeader.Data(p, bytes(data, header - data));
  return BFDAuthHeader.end(p, from);
}
