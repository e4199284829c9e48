// Extensible Authentication Protocol (RFC 3748 section 4).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |      code     |   identifier  |             length            |
// +---------------+---------------+-------------------------------+
// |      type     | type data, in requests and responses only
import { EAP } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, bytes, claim, flaw, left, limit, malformed, timestamp, truncated } from "../packet";

const CODE: u32 = 0;
const IDENTIFIER: u32 = 1;
const LENGTH: u32 = 2;
const HEADER_LEN: u32 = 4;
const TYPE: u32 = 4;
const TYPE_DATA: u32 = 5;

const REQUEST: u32 = 1;
const RESPONSE: u32 = 2;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  const length = be16(LENGTH);
  if (length < (hasType() ? TYPE_DATA : HEADER_LEN)) return malformed(Status.BAD_LENGTH, length);
  if (length > left()) flaw(Status.TRUNCATED, length);
  limit(length);
  claim(left());
  return Layer.None;
}

function hasType(): bool {
  const code = byte(CODE);
  return code == REQUEST || code == RESPONSE;
}

export function record(): void {
  let p = EAP.begin();
  p = EAP.Timestamp(p, timestamp);
  p = EAP.Code(p, byte(CODE));
  p = EAP.Id(p, byte(IDENTIFIER));
  p = EAP.Length(p, be16(LENGTH));
  if (hasType() && left() > TYPE) {
    p = EAP.Type(p, byte(TYPE));
    p = EAP.TypeData(p, bytes(TYPE_DATA, left() - TYPE_DATA));
  }
  EAP.end(p);
}
