// Point-to-Point Protocol (RFC 1661 section 2), with or without the first bytes of its framing (RFC 1662 section 3.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// | address: 0xff |    control    |    protocol, 1 or 2 bytes     |
//
// Some captures have a byte for the direction in front, others have it in place of the address.
import { PPP } from "../gen/records";
import { Layer } from "../gen/layer";
import { pppProtocol } from "../gen/dispatch";
import { be16, byte, claim, frame, payloadLength, start, timestamp, truncated } from "../packet";
import { linkType } from "../container/reader";

const ADDRESS: u32 = 0;
const CONTROL: u32 = 1;
const FRAMING_LEN: u32 = 2;
const DIRECTION_LEN: u32 = 1;

const ALL_STATIONS: u32 = 0xff;

// Link types that tell the direction: in place of the address, and in front of the frame.
const PPP_PPPD: u32 = 166;
const PPP_WITH_DIRECTION: u32 = 204;

const RECEIVED: u32 = 1;
const SENT: u32 = 2;

export function decode(): Layer {
  if (!claim(1) || !claim(framingAt() + 1)) return truncated();
  const at = protocolAt();
  if (!claim(at + 1) || !claim(at + protocolLength(at))) return truncated();
  return pppProtocol(protocol(at));
}

/** The link type of the packet where the packet begins with this frame. */
function link(): u32 {
  return start == frame ? linkType : 0;
}

/** Where the frame begins, with or without an address. */
function framingAt(): u32 {
  return link() == PPP_WITH_DIRECTION ? DIRECTION_LEN : 0;
}

/** Whether address and control are there: no protocol number begins like the address. */
function isFramed(): bool {
  return link() == PPP_PPPD || byte(framingAt() + ADDRESS) == ALL_STATIONS;
}

function protocolAt(): u32 {
  return isFramed() ? framingAt() + FRAMING_LEN : framingAt();
}

/** The first byte of a number is even and the last one is odd, so that the first may be left out where it is zero. */
function protocolLength(at: u32): u32 {
  return byte(at) & 1 ? 1 : 2;
}

function protocol(at: u32): u32 {
  return protocolLength(at) == 1 ? byte(at) : be16(at);
}

export function record(): void {
  const told = link() == PPP_PPPD || link() == PPP_WITH_DIRECTION;
  let p = PPP.begin();
  p = PPP.Timestamp(p, timestamp);
  if (isFramed()) {
    if (link() != PPP_PPPD) p = PPP.Address(p, byte(framingAt() + ADDRESS));
    p = PPP.Control(p, byte(framingAt() + CONTROL));
  }
  p = PPP.Protocol(p, protocol(protocolAt()));
  if (told) p = PPP.Direction(p, byte(0) ? SENT : RECEIVED);
  p = PPP.PayloadSize(p, payloadLength());
  PPP.end(p);
}
