// Anything In Anything (draft-massar-v6ops-ayiya-02 section 4), with which IPv6 came through address translators.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------+-------+-------+-------+-------+-------+---------------+
// | ID len|ID type|sig len| hash  | auth  |  code |  next header  |
// +-------+-------+-------+-------+-------+-------+---------------+
// |                           epoch time                          |
// |               identity, two to the ID len bytes               |
// |                   signature, sig len * 4 bytes                |
import { Layer } from "../gen/layer";
import { be16, byte, claim, left } from "../packet";
import { nextHeader } from "./ipv6";

const LENGTHS_METHODS: u32 = 0;
const AUTH_CODE: u32 = 2;
const NEXT_HEADER: u32 = 3;
const IDENTITY: u32 = 8;

/** Of sixteen bytes, as IPv6 addresses have. */
const LARGEST_IDENTITY: u32 = 4;
const LARGEST_ID_TYPE: u32 = 2;
const LARGEST_AUTH_METHOD: u32 = 2;
const LARGEST_CODE: u32 = 7;

const enum Hash {
  NONE = 0,
  MD5 = 1,
  SHA1 = 2,
}

const enum Code {
  FORWARD = 1,
  ECHO_REQUEST_AND_FORWARD = 3,
}

const IPV4: u32 = 4;
const IPV6: u32 = 41;
const NO_NEXT_HEADER: u32 = 59;

/** The length of the signature has to fit its method, which with the few numbers in use tells other protocols. */
export function decode(): Layer {
  if (left() < IDENTITY) return Layer.Declined;
  const first = be16(LENGTHS_METHODS);
  const identity = first >> 12;
  const signature = (first >> 4) & 15;
  const auth = byte(AUTH_CODE) >> 4;
  const code = byte(AUTH_CODE) & 15;
  const next = byte(NEXT_HEADER);
  if (identity > LARGEST_IDENTITY || ((first >> 8) & 15) > LARGEST_ID_TYPE) return Layer.Declined;
  if (signature != signatureLength(first & 15) || auth > LARGEST_AUTH_METHOD || code > LARGEST_CODE) return Layer.Declined;
  if (next != IPV6 && next != IPV4 && next != NO_NEXT_HEADER) return Layer.Declined;
  if (!claim(IDENTITY + (1 << identity) + (signature << 2))) return Layer.Declined;
  return code == Code.FORWARD || code == Code.ECHO_REQUEST_AND_FORWARD ? nextHeader(next) : Layer.None;
}

/** In units of four bytes; one that there cannot be for methods that are not known. */
function signatureLength(method: u32): u32 {
  switch (method) {
    case Hash.NONE:
      return 0;
    case Hash.MD5:
      return 4;
    case Hash.SHA1:
      return 5;
  }
  return u32.MAX_VALUE;
}
