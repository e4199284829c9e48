// Dynamic Host Configuration Protocol (RFC 2131 section 2), and the Bootstrap Protocol, whose header it took over (RFC 951).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+---------------+---------------+
// |       op      |     htype     |      hlen     |      hops     |
// +---------------+---------------+---------------+---------------+
// |                              xid                              |
// |              secs             |             flags             |
// |                             ciaddr                            |
// |                             yiaddr                            |
// |                             siaddr                            |
// |                             giaddr                            |
// |                       chaddr (16 bytes)                       |
// |                       sname (64 bytes)                        |
// |                       file (128 bytes)                        |
// |                          magic cookie                         |
// |                            options                            |
import { DHCPv4, DHCPOption } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, byte, bytes, claim, flaw, left, timestamp } from "../packet";
import { build, built, hardware, ipv4, utf8 } from "../text";
import { putCode } from "./fingerprint";

const OP: u32 = 0;
const HTYPE: u32 = 1;
const HLEN: u32 = 2;
const HOPS: u32 = 3;
const XID: u32 = 4;
const SECS: u32 = 8;
const FLAGS: u32 = 10;
const CIADDR: u32 = 12;
const YIADDR: u32 = 16;
const SIADDR: u32 = 20;
const GIADDR: u32 = 24;
const CHADDR: u32 = 28;
const CHADDR_LEN: u32 = 16;
const SNAME: u32 = 44;
const SNAME_LEN: u32 = 64;
const FILE: u32 = 108;
const FILE_LEN: u32 = 128;
const COOKIE: u32 = 236;
const OPTIONS: u32 = 240;

const BOOTREQUEST: u32 = 1;
const BOOTREPLY: u32 = 2;
/** What makes options of the vendor area of BOOTP (RFC 2132 section 2). */
const MAGIC_COOKIE: u32 = 0x63825363;
const ETHERNET: u32 = 1;
const ETHERNET_ADDRESS_LEN: u32 = 6;

const PAD: u32 = 0;
const PARAMETER_REQUEST_LIST: u32 = 55;
const END: u32 = 255;
const OPTION_DATA: u32 = 2;
const MAX_OPTIONS: u32 = 4096;

/** A capture of the first bytes of each packet often ends within sname or file: what is in front of them is kept. */
export function decode(): Layer {
  if (left() < SNAME || !possible()) return Layer.Declined;
  if (byte(HLEN) > CHADDR_LEN) flaw(Status.BAD_ENCODING, HLEN);
  if (left() < COOKIE) flaw(Status.TRUNCATED, COOKIE);
  claim(left());
  return Layer.None;
}

/** Where there is no cookie, as in BOOTP and in messages that were cut, the hardware must be the commonest. */
function possible(): bool {
  const operation = byte(OP);
  if (operation != BOOTREQUEST && operation != BOOTREPLY) return false;
  if (left() >= OPTIONS && be32(COOKIE) == MAGIC_COOKIE) return true;
  return byte(HTYPE) == ETHERNET && byte(HLEN) == ETHERNET_ADDRESS_LEN;
}

export function record(): void {
  let p = DHCPv4.begin();
  p = DHCPv4.Timestamp(p, timestamp);
  p = DHCPv4.Operation(p, byte(OP));
  p = DHCPv4.HardwareType(p, byte(HTYPE));
  p = DHCPv4.HardwareLen(p, byte(HLEN));
  p = DHCPv4.HardwareOpts(p, byte(HOPS));
  p = DHCPv4.Xid(p, be32(XID));
  p = DHCPv4.Secs(p, be16(SECS));
  p = DHCPv4.Flags(p, be16(FLAGS));
  p = DHCPv4.ClientIP(p, ipv4(CIADDR));
  p = DHCPv4.YourClientIP(p, ipv4(YIADDR));
  p = DHCPv4.NextServerIP(p, ipv4(SIADDR));
  p = DHCPv4.RelayAgentIP(p, ipv4(GIADDR));
  p = DHCPv4.ClientHWAddr(p, hardware(bytes(CHADDR, min(byte(HLEN), CHADDR_LEN))));
  if (left() >= FILE) p = DHCPv4.ServerName(p, bytes(SNAME, SNAME_LEN));
  if (left() >= COOKIE) p = DHCPv4.File(p, bytes(FILE, FILE_LEN));
  if (left() >= OPTIONS && be32(COOKIE) == MAGIC_COOKIE) {
    p = options(p);
    p = DHCPv4.Fingerprint(p, fingerprint());
  }
  p = DHCPv4.context(p);
  DHCPv4.end(p);
}

/** Where the last whole option ends, once the options are recorded. */
let optionsEnd: u32 = OPTIONS;

function options(p: usize): usize {
  let at = OPTIONS;
  for (let n: u32 = 0; at < left() && byte(at) != END; n++) {
    if (n == MAX_OPTIONS) {
      flaw(Status.TOO_MANY, n);
      break;
    }
    const size = optionSize(at);
    if (!size) break;
    const option = DHCPv4.Options(p);
    p = DHCPOption.Type(option, byte(at));
    if (size > OPTION_DATA) {
      p = DHCPOption.Length(p, size - OPTION_DATA);
      p = DHCPOption.Data(p, utf8(at + OPTION_DATA, size - OPTION_DATA));
    }
    p = DHCPOption.end(p, option);
    at += size;
  }
  optionsEnd = at;
  return p;
}

/** Bytes of the option at an offset; 0, and the packet marked, where it goes past the message. */
function optionSize(at: u32): u32 {
  if (byte(at) == PAD) return 1;
  const there = left() - at;
  const size = OPTION_DATA + (there < OPTION_DATA ? 0 : byte(at + 1));
  if (size <= there) return size;
  flaw(Status.TRUNCATED, at + size);
  return 0;
}

/** The options that the client asks for; where it does not say, those that it sent. */
function fingerprint(): u64 {
  const from = build();
  let to = from;
  for (let at = OPTIONS; at < optionsEnd; at += optionSize(at)) {
    if (byte(at) != PARAMETER_REQUEST_LIST) continue;
    for (let i: u32 = 0; i < byte(at + 1); i++) to = putCode(from, to, byte(at + OPTION_DATA + i));
    break;
  }
  if (to == from) for (let at = OPTIONS; at < optionsEnd; at += optionSize(at)) to = putCode(from, to, byte(at));
  return built(from, to);
}
