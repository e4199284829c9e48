// Hot Standby Router Protocol, version 1 (RFC 2281 section 5.1), and version 2 by Cisco's description.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+---------------+---------------+
// |    version    |    op code    |     state     |   hellotime   |
// +---------------+---------------+---------------+---------------+
// |   holdtime    |   priority    |     group     |   reserved    |
// +---------------+---------------+---------------+---------------+
// |                 authentication data, 8 bytes                  |
// |                       virtual IP address                      |
//
// An advertisement of version 1 has a type and a length of 16 bits each behind its op code, then the state, a reserved byte,
// and the numbers of active and of passive groups in 16 bits each. Version 2 is a list of TLVs, type and length in a byte
// each; the state of a group is:
//
// +---------------+---------------+---------------+---------------+
// |    version    |    op code    |     state     |  IP version   |
// +---------------+---------------+---------------+---------------+
// |             group             |      identifier, 6 bytes      |
// +-------------------------------+-------------------------------+
// |                           priority                            |
// |                  hello time in milliseconds                   |
// |                   hold time in milliseconds                   |
// |                 virtual IP address, 16 bytes                  |
import { HSRP } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, byte, bytes, claim, flaw, left, timestamp } from "../packet";
import { ipv4, ipv6, mac, utf8 } from "../text";

const VERSION: u32 = 0;
const OP_CODE: u32 = 1;
const STATE: u32 = 2;
const HELLO_TIME: u32 = 3;
const HOLD_TIME: u32 = 4;
const PRIORITY: u32 = 5;
const GROUP: u32 = 6;
const AUTHENTICATION: u32 = 8;
const VIRTUAL_IP: u32 = 16;
const HEADER_LEN: u32 = 20;

const ADVERTISE: u32 = 3;
const ADVERTISE_TYPE: u32 = 2;
const ADVERTISE_LENGTH: u32 = 4;
const ADVERTISE_STATE: u32 = 6;
const ADVERTISE_ACTIVE: u32 = 8;
const ADVERTISE_PASSIVE: u32 = 10;
const ADVERTISE_LEN: u32 = 16;
/** Type of the only advertisement, and the bytes that follow its length. */
const INTERFACE: u32 = 1;
const INTERFACE_LEN: u32 = 10;

// TLVs of version 2; a digest may follow version 1, too.
const VALUE: u32 = 2;
const enum Type {
  GroupState = 1,
  InterfaceState = 2,
  TextAuthentication = 3,
  DigestAuthentication = 4,
}
const GROUP_STATE_LEN: u32 = 40;
const INTERFACE_STATE_LEN: u32 = 4;
const TEXT_LEN: u32 = 8;
const DIGEST_LEN: u32 = 28;

// Of the state of a group, counted from the value.
const TLV_IP_VERSION: u32 = 3;
const TLV_GROUP: u32 = 4;
const IDENTIFIER: u32 = 6;
const TLV_PRIORITY: u32 = 12;
const TLV_HELLO_TIME: u32 = 16;
const TLV_HOLD_TIME: u32 = 20;
const TLV_VIRTUAL_IP: u32 = 24;
const HIGHEST_STATE: u32 = 6;

// Of a digest, counted from the value.
const ALGORITHM: u32 = 0;
const KEY_ID: u32 = 8;
const DIGEST: u32 = 12;
const DIGEST_SIZE: u32 = 16;

/** Where the value of the first TLV of each type that is whole stands; 0 where there is none. */
let groupState: u32 = 0;
let interfaceState: u32 = 0;
let text: u32 = 0;
let digest: u32 = 0;

export function decode(): Layer {
  if (left() < ADVERTISE_LEN && !isSecond()) return Layer.Declined;
  if (!(isSecond() ? secondFits() : firstFits())) return Layer.Declined;
  const end = findParts();
  if (end < left()) flaw(Status.BAD_PART, end);
  claim(left());
  return Layer.None;
}

/** Version 1 has a 0 where version 2 has the type of its first TLV. */
function isSecond(): bool {
  return left() > VALUE + STATE && byte(VERSION) != 0;
}

function firstFits(): bool {
  if (byte(OP_CODE) == ADVERTISE) return be16(ADVERTISE_TYPE) == INTERFACE && be16(ADVERTISE_LENGTH) == INTERFACE_LEN;
  const state = byte(STATE);
  return left() >= HEADER_LEN && byte(OP_CODE) < ADVERTISE && state <= 16 && popcnt(state) <= 1;
}

function secondFits(): bool {
  const length = byte(1);
  if (left() < VALUE + length) return false;
  if (byte(0) == Type.InterfaceState) return length == INTERFACE_STATE_LEN;
  if (byte(0) != Type.GroupState || length != GROUP_STATE_LEN) return false;
  const version = byte(VALUE + TLV_IP_VERSION);
  return byte(VALUE + VERSION) == 2 && byte(VALUE + STATE) <= HIGHEST_STATE && (version == 4 || version == 6);
}

/** Finds the TLVs; gives where those that are whole end. A TLV takes two bytes, so the message bounds their number. */
function findParts(): u32 {
  groupState = interfaceState = text = digest = 0;
  let at = isSecond() ? 0 : byte(OP_CODE) == ADVERTISE ? ADVERTISE_LEN : HEADER_LEN;
  while (left() - at >= VALUE) {
    const type = byte(at);
    const length = byte(at + 1);
    if (length > left() - at - VALUE) break;
    const value = at + VALUE;
    if (type == Type.GroupState && length == GROUP_STATE_LEN && !groupState) groupState = value;
    if (type == Type.InterfaceState && length == INTERFACE_STATE_LEN && !interfaceState) interfaceState = value;
    if (type == Type.TextAuthentication && length == TEXT_LEN && !text) text = value;
    if (type == Type.DigestAuthentication && length == DIGEST_LEN && !digest) digest = value;
    at = value + length;
  }
  return at;
}

export function record(): void {
  findParts();
  let p = HSRP.begin();
  p = HSRP.Timestamp(p, timestamp);
  p = HSRP.Version(p, isSecond() ? 2 : 1);
  if (!isSecond()) {
    p = HSRP.OpCode(p, byte(OP_CODE));
    p = byte(OP_CODE) == ADVERTISE ? HSRP.State(p, byte(ADVERTISE_STATE)) : first(p);
  } else if (groupState) {
    p = second(p, groupState);
  }
  const secret = isSecond() ? text : byte(OP_CODE) == ADVERTISE ? 0 : AUTHENTICATION;
  if (secret) p = HSRP.Authentication(p, password(secret));
  if (digest) {
    p = HSRP.DigestAlgorithm(p, byte(digest + ALGORITHM));
    p = HSRP.DigestKeyID(p, be32(digest + KEY_ID));
    p = HSRP.Digest(p, bytes(digest + DIGEST, DIGEST_SIZE));
  }
  if (!isSecond() && byte(OP_CODE) == ADVERTISE) {
    p = HSRP.ActiveGroups(p, be16(ADVERTISE_ACTIVE));
    p = HSRP.PassiveGroups(p, be16(ADVERTISE_PASSIVE));
  } else if (interfaceState) {
    p = HSRP.ActiveGroups(p, be16(interfaceState));
    p = HSRP.PassiveGroups(p, be16(interfaceState + 2));
  }
  p = HSRP.context(p);
  HSRP.end(p);
}

function first(p: usize): usize {
  p = HSRP.State(p, byte(STATE));
  p = HSRP.HelloTime(p, byte(HELLO_TIME) * 1000);
  p = HSRP.HoldTime(p, byte(HOLD_TIME) * 1000);
  p = HSRP.Priority(p, byte(PRIORITY));
  p = HSRP.Group(p, byte(GROUP));
  return HSRP.VirtualIP(p, ipv4(VIRTUAL_IP));
}

function second(p: usize, at: u32): usize {
  p = HSRP.OpCode(p, byte(at + OP_CODE));
  p = HSRP.State(p, byte(at + STATE));
  p = HSRP.HelloTime(p, be32(at + TLV_HELLO_TIME));
  p = HSRP.HoldTime(p, be32(at + TLV_HOLD_TIME));
  p = HSRP.Priority(p, be32(at + TLV_PRIORITY));
  p = HSRP.Group(p, be16(at + TLV_GROUP));
  p = HSRP.Identifier(p, mac(at + IDENTIFIER));
  const six = byte(at + TLV_IP_VERSION) == 6;
  return HSRP.VirtualIP(p, six ? ipv6(at + TLV_VIRTUAL_IP) : ipv4(at + TLV_VIRTUAL_IP));
}

/** Eight bytes up to the zeros behind them. */
function password(at: u32): u64 {
  let length = TEXT_LEN;
  while (length && !byte(at + length - 1)) length--;
  return utf8(at, length);
}
