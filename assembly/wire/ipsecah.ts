// IP Authentication Header (RFC 4302 section 2).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |  next header  |  payload len  |            reserved           |
// +---------------+---------------+-------------------------------+
// |                   security parameters index                   |
// |                        sequence number                        |
// |                     integrity check value                     |
import { IPSecAH } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, byte, bytes, claim, header, malformed, timestamp, truncated } from "../packet";
import { nextHeader } from "./ipv6";

const NEXT_HEADER: u32 = 0;
/** In units of four bytes, the first eight bytes not counted. */
const PAYLOAD_LEN: u32 = 1;
const RESERVED: u32 = 2;
const SPI: u32 = 4;
const SEQUENCE: u32 = 8;
const ICV: u32 = 12;

export function decode(): Layer {
  if (!claim(ICV)) return truncated();
  const length = (byte(PAYLOAD_LEN) + 2) << 2;
  if (length < ICV) return malformed(Status.BAD_LENGTH, length);
  if (!claim(length)) return truncated();
  return nextHeader(byte(NEXT_HEADER));
}

export function record(): void {
  let p = IPSecAH.begin();
  p = IPSecAH.Timestamp(p, timestamp);
  p = IPSecAH.Reserved(p, be16(RESERVED));
  p = IPSecAH.SPI(p, be32(SPI));
  p = IPSecAH.Seq(p, be32(SEQUENCE));
  p = IPSecAH.AuthenticationData(p, bytes(ICV, header - ICV));
  p = IPSecAH.context(p);
  IPSecAH.end(p);
}
