// Dynamic Host Configuration Protocol for IPv6: client, server and relay agent messages (RFC 8415 sections 8 and 9).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+-----------------------------------------------+
// |  message type |                 transaction ID                |
// +---------------+-----------------------------------------------+
// |                            options                            |
//
// +---------------+---------------+
// |  message type |   hop count   |                               |
// +---------------+---------------+                               |
// |                    link address (16 bytes)                    |
// |                               |                               |
// +-------------------------------+                               |
// |                    peer address (16 bytes)                    |
// |                               |            options            |
//
// An option:
//
// +-------------------------------+-------------------------------+
// |              code             |             length            |
// |                              data                             |
import { DHCPv6, DHCPv6Option } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, bytes, claim, flaw, left, timestamp } from "../packet";
import { build, built, ipv6, utf8 } from "../text";
import { putCode } from "./fingerprint";

const MSG_TYPE: u32 = 0;
const TRANSACTION_ID: u32 = 1;
const TRANSACTION_ID_LEN: u32 = 3;
const OPTIONS: u32 = 4;

const HOP_COUNT: u32 = 1;
const LINK_ADDRESS: u32 = 2;
const PEER_ADDRESS: u32 = 18;
const RELAY_OPTIONS: u32 = 34;

const OPTION_CODE: u32 = 0;
const OPTION_LEN: u32 = 2;
const OPTION_DATA: u32 = 4;
const MAX_OPTIONS: u32 = 4096;

const SOLICIT: u32 = 1;
const ADDR_REG_REPLY: u32 = 37;
const LAST_OPTION: u32 = 255;
const RELAY_FORW: u32 = 12;
const RELAY_REPL: u32 = 13;
/** These carry a DHCPv4 message, and have flags where others have the transaction ID (RFC 7341 section 6). */
const DHCPV4_QUERY: u32 = 20;
const DHCPV4_RESPONSE: u32 = 21;

/** It has a type that is known, and begins with an option as they have been assigned, if with any. */
export function decode(): Layer {
  if (left() < OPTIONS || byte(MSG_TYPE) < SOLICIT || byte(MSG_TYPE) > ADDR_REG_REPLY) return Layer.Declined;
  const options = firstOption();
  if (left() < options) return Layer.Declined;
  if (left() - options >= OPTION_DATA && (!be16(options) || be16(options) > LAST_OPTION)) return Layer.Declined;
  claim(left());
  return Layer.None;
}

export function record(): void {
  const type = byte(MSG_TYPE);
  let p = DHCPv6.begin();
  p = DHCPv6.Timestamp(p, timestamp);
  p = DHCPv6.MsgType(p, type);
  if (relayed()) {
    p = DHCPv6.HopCount(p, byte(HOP_COUNT));
    p = DHCPv6.LinkAddr(p, ipv6(LINK_ADDRESS));
    p = DHCPv6.PeerAddr(p, ipv6(PEER_ADDRESS));
  } else if (type != DHCPV4_QUERY && type != DHCPV4_RESPONSE) {
    p = DHCPv6.TransactionID(p, bytes(TRANSACTION_ID, TRANSACTION_ID_LEN));
  }
  p = options(p);
  p = DHCPv6.Fingerprint(p, fingerprint());
  p = DHCPv6.context(p);
  DHCPv6.end(p);
}

function relayed(): bool {
  const type = byte(MSG_TYPE);
  return type == RELAY_FORW || type == RELAY_REPL;
}

function firstOption(): u32 {
  return relayed() ? RELAY_OPTIONS : OPTIONS;
}

/** Where the last whole option ends, once the options are recorded. */
let optionsEnd: u32 = OPTIONS;

function options(p: usize): usize {
  let at = firstOption();
  for (let n: u32 = 0; at < left(); n++) {
    if (n == MAX_OPTIONS) {
      flaw(Status.TOO_MANY, n);
      break;
    }
    const there = left() - at;
    const length = there < OPTION_DATA ? 0 : be16(at + OPTION_LEN);
    if (OPTION_DATA + length > there) {
      flaw(Status.TRUNCATED, at + OPTION_DATA + length);
      break;
    }
    const option = DHCPv6.Options(p);
    p = DHCPv6Option.Code(option, be16(at + OPTION_CODE));
    p = DHCPv6Option.Length(p, length);
    p = DHCPv6Option.Data(p, utf8(at + OPTION_DATA, length));
    p = DHCPv6Option.end(p, option);
    at += OPTION_DATA + length;
  }
  optionsEnd = at;
  return p;
}

function fingerprint(): u64 {
  const from = build();
  let to = from;
  for (let at = firstOption(); at < optionsEnd; at += OPTION_DATA + be16(at + OPTION_LEN)) {
    to = putCode(from, to, be16(at + OPTION_CODE));
  }
  return built(from, to);
}
