// User Datagram Protocol (RFC 768).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |          source port          |        destination port       |
// +-------------------------------+-------------------------------+
// |             length            |            checksum           |
import { UDP } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { hotBe16 as be16, claim, claimedBe16, limit, malformed, payload, payloadLength, timestamp, truncated } from "../packet";
import { candidate, Transport } from "../ports";
import { transport } from "../context";
import { includePayload } from "../options";
import { payloadEntropy } from "../walk";

const SRC_PORT: u32 = 0;
const DST_PORT: u32 = 2;
const LENGTH: u32 = 4;
const CHECKSUM: u32 = 6;
const HEADER_LEN: u32 = 8;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  const length = be16(LENGTH);
  // Zero stands for a datagram too long for the field (RFC 2675 section 4).
  if (length) {
    if (length < HEADER_LEN) return malformed(Status.BAD_LENGTH, length);
    limit(length);
  }
  const source = be16(SRC_PORT);
  const destination = be16(DST_PORT);
  transport(source, destination);
  return payloadLength() ? candidate(Transport.UDP, source, destination) : Layer.None;
}

export function record(): void {
  let p = UDP.begin();
  p = UDP.Timestamp(p, timestamp);
  p = UDP.SrcPort(p, claimedBe16(SRC_PORT));
  p = UDP.DstPort(p, claimedBe16(DST_PORT));
  p = UDP.Length(p, claimedBe16(LENGTH));
  p = UDP.Checksum(p, claimedBe16(CHECKSUM));
  p = UDP.PayloadEntropy(p, payloadEntropy);
  p = UDP.PayloadSize(p, payloadLength());
  if (includePayload) p = UDP.Payload(p, payload());
  p = UDP.context(p);
  UDP.end(p);
}
