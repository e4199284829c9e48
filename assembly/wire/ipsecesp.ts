// IP Encapsulating Security Payload (RFC 4303 section 2), of which only the beginning can be read.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------------------------------------------------------+
// |                   security parameters index                   |
// |                        sequence number                        |
// |     encrypted payload, padding and next header, check value   |
import { IPSecESP } from "../gen/records";
import { Layer } from "../gen/layer";
import { be32, claim, payloadLength, timestamp, truncated } from "../packet";

const SPI: u32 = 0;
const SEQUENCE: u32 = 4;
const HEADER_LEN: u32 = 8;

export function decode(): Layer {
  return claim(HEADER_LEN) ? Layer.None : truncated();
}

export function record(): void {
  let p = IPSecESP.begin();
  p = IPSecESP.Timestamp(p, timestamp);
  p = IPSecESP.SPI(p, be32(SPI));
  p = IPSecESP.Seq(p, be32(SEQUENCE));
  p = IPSecESP.LenEncrypted(p, payloadLength());
  p = IPSecESP.context(p);
  IPSecESP.end(p);
}
