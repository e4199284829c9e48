// EAP over LANs (IEEE 802.1X-2010 section 11.3).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |    version    |      type     |          body length          |
// |                              body                             |
import { EAPOL } from "../gen/records";
import { Layer } from "../gen/layer";
import { be16, byte, claim, limit, timestamp, truncated } from "../packet";

const VERSION: u32 = 0;
const TYPE: u32 = 1;
const BODY_LENGTH: u32 = 2;
const HEADER_LEN: u32 = 4;

const EAP_PACKET: u32 = 0;
const KEY: u32 = 3;

export function decode(): Layer {
  if (!claim(HEADER_LEN)) return truncated();
  limit(HEADER_LEN + be16(BODY_LENGTH));
  const type = byte(TYPE);
  return type == EAP_PACKET ? Layer.EAP : type == KEY ? Layer.EAPOLKey : Layer.None;
}

export function record(): void {
  let p = EAPOL.begin();
  p = EAPOL.Timestamp(p, timestamp);
  p = EAPOL.Version(p, byte(VERSION));
  p = EAPOL.Type(p, byte(TYPE));
  p = EAPOL.Length(p, be16(BODY_LENGTH));
  EAPOL.end(p);
}
