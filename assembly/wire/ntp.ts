// Network Time Protocol, versions 1 to 4 (RFC 5905 section 7.3).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---+-----+-----+---------------+---------------+---------------+
// |LI | VN  |mode |    stratum    |     poll      |   precision   |
// +---+-----+-----+---------------+---------------+---------------+
// |                           root delay                          |
// |                        root dispersion                        |
// |                          reference ID                         |
// |                                                               |
// |                      reference timestamp                      |
// |                                                               |
// |                        origin timestamp                       |
// |                                                               |
// |                       receive timestamp                       |
// |                                                               |
// |                       transmit timestamp                      |
// |  extension fields, key identifier, digest
import { NTP } from "../gen/records";
import { Layer } from "../gen/layer";
import { be16, be32, be64, byte, bytes, claim, left, timestamp } from "../packet";

const LI_VN_MODE: u32 = 0;
const STRATUM: u32 = 1;
const POLL: u32 = 2;
const PRECISION: u32 = 3;
const ROOT_DELAY: u32 = 4;
const ROOT_DISPERSION: u32 = 8;
const REFERENCE_ID: u32 = 12;
const REFERENCE_TIMESTAMP: u32 = 16;
const ORIGIN_TIMESTAMP: u32 = 24;
const RECEIVE_TIMESTAMP: u32 = 32;
const TRANSMIT_TIMESTAMP: u32 = 40;
const EXTENSIONS: u32 = 48;

/** Messages of mode 6 (RFC 9327 section 2) and 7 (ntpd) share only version and mode with the others. */
const CONTROL: u32 = 6;
const CONTROL_COUNT: u32 = 10;
const CONTROL_LEN: u32 = 12;
const PRIVATE: u32 = 7;
const PRIVATE_IMPLEMENTATION: u32 = 2;
const PRIVATE_LEN: u32 = 8;
/** Implementations of private messages: any, and those of xntpd and ntpd. */
const LAST_IMPLEMENTATION: u32 = 3;

const OLDEST_VERSION: u32 = 1;
const NEWEST_VERSION: u32 = 4;
/** Servers that have no time; larger strata are reserved. */
const LAST_STRATUM: u32 = 16;

/** Only the port led here, and there is no damage that bytes which are no NTP could not have as well. */
export function decode(): Layer {
  if (left() < PRIVATE_LEN || version() < OLDEST_VERSION || version() > NEWEST_VERSION || !possible()) return Layer.Declined;
  claim(left());
  return Layer.None;
}

function possible(): bool {
  switch (mode()) {
    case CONTROL:
      return left() >= CONTROL_LEN && be16(CONTROL_COUNT) <= left() - CONTROL_LEN;
    case PRIVATE:
      return byte(PRIVATE_IMPLEMENTATION) <= LAST_IMPLEMENTATION;
    case 0:
      // Version 1 has no modes (RFC 5905 appendix A.5.1).
      return version() == OLDEST_VERSION && isTime();
  }
  return isTime();
}

function isTime(): bool {
  return left() >= EXTENSIONS && byte(STRATUM) <= LAST_STRATUM;
}

export function record(): void {
  let p = NTP.begin();
  p = NTP.Timestamp(p, timestamp);
  if (mode() < CONTROL) p = NTP.LeapIndicator(p, byte(LI_VN_MODE) >> 6);
  p = NTP.Version(p, version());
  p = NTP.Mode(p, mode());
  if (mode() < CONTROL) p = time(p);
  p = NTP.context(p);
  NTP.end(p);
}

function version(): u32 {
  return (byte(LI_VN_MODE) >> 3) & 7;
}

function mode(): u32 {
  return byte(LI_VN_MODE) & 7;
}

function time(p: usize): usize {
  p = NTP.Stratum(p, byte(STRATUM));
  p = NTP.Poll(p, <i8>byte(POLL));
  p = NTP.Precision(p, <i8>byte(PRECISION));
  p = NTP.RootDelay(p, be32(ROOT_DELAY));
  p = NTP.RootDispersion(p, be32(ROOT_DISPERSION));
  p = NTP.ReferenceID(p, be32(REFERENCE_ID));
  p = NTP.ReferenceTimestamp(p, be64(REFERENCE_TIMESTAMP));
  p = NTP.OriginTimestamp(p, be64(ORIGIN_TIMESTAMP));
  p = NTP.ReceiveTimestamp(p, be64(RECEIVE_TIMESTAMP));
  p = NTP.TransmitTimestamp(p, be64(TRANSMIT_TIMESTAMP));
  return NTP.ExtensionBytes(p, bytes(EXTENSIONS, left() - EXTENSIONS));
}
