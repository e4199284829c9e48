// Names of NetBIOS: 15 characters filled up with blanks, and a byte that says what kind of service has the name.
//
// In front of the scope, a domain name has them as 32 letters, each for half a byte (RFC 1001 section 14.1). Resource
// records of type NB have flags and address of the name again and again, those of type NBSTAT all names of a host (RFC 1002
// sections 4.2.1.3 and 4.2.18):
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |            NB flags           |           NB address          |
// |           NB address          |
//
// +---------------+-----------------------------------------------+
// |number of names|          name (16 bytes), flags (2)           |   again and again
// |                       unit ID (6 bytes)                       |
// |                           statistics                          |
import { DNSNetBIOSName, DNSResourceRecord } from "../gen/records";
import { Status } from "../gen/status";
import { be16, byte, flaw } from "../packet";
import { build, built, ipv4, mac, putPair } from "../text";

/** Types of resource records. */
export const NB: u32 = 32;
export const NBSTAT: u32 = 33;

const NB_FLAGS: u32 = 0;
const NB_ADDRESS: u32 = 2;
const NB_LEN: u32 = 6;

const NAMES: u32 = 1;
const NAME_FLAGS: u32 = 16;
const NAME_LEN: u32 = 18;
const UNIT_ID_LEN: u32 = 6;

const CHARACTERS: u32 = 15;
const ENCODED_LEN: u32 = 32;
/** The letter that stands for 0. */
const A: u32 = 0x41;

const BLANK: u32 = 0x20;
const DOT: u32 = 0x2e;
const LESS: u32 = 0x3c;
const GREATER: u32 = 0x3e;
const BACKSLASH: u32 = 0x5c;
const DELETE: u32 = 0x7f;

/** Appends what the data of an NB or NBSTAT record means. */
export function data(p: usize, type: u32, at: u32, stop: u32): usize {
  if (type == NBSTAT) return allNames(p, at, stop);
  for (; stop - at >= NB_LEN; at += NB_LEN) {
    const from = DNSResourceRecord.NetBIOSNames(p);
    p = DNSNetBIOSName.Flags(from, be16(at + NB_FLAGS));
    p = DNSNetBIOSName.IP(p, ipv4(at + NB_ADDRESS));
    p = DNSNetBIOSName.end(p, from);
  }
  if (at != stop) flaw(Status.BAD_PART, at);
  return p;
}

function allNames(p: usize, at: u32, stop: u32): usize {
  const count = byte(at);
  at += NAMES;
  for (let n = count; n; n--) {
    if (NAME_LEN > stop - at) {
      flaw(Status.BAD_PART, at);
      return p;
    }
    const from = DNSResourceRecord.NetBIOSNames(p);
    p = DNSNetBIOSName.Name(from, plainName(at));
    p = DNSNetBIOSName.Flags(p, be16(at + NAME_FLAGS));
    p = DNSNetBIOSName.end(p, from);
    at += NAME_LEN;
  }
  return stop - at < UNIT_ID_LEN ? p : DNSResourceRecord.UnitID(p, mac(at));
}

function plainName(at: u32): u64 {
  const text = build();
  return built(text, putName(text, at, false));
}

/** Writes the text of a label that is an encoded name; gives the address behind it, or the same where it is none. */
export function putEncodedName(to: usize, at: u32, length: u32): usize {
  if (length != ENCODED_LEN) return to;
  for (let i: u32 = 0; i < ENCODED_LEN; i++) if (byte(at + i) - A > 15) return to;
  return putName(to, at, true);
}

function putName(to: usize, at: u32, encoded: bool): usize {
  let length = CHARACTERS;
  while (length && isFilling(character(at, length - 1, encoded))) length--;
  for (let i: u32 = 0; i < length; i++) to = putCharacter(to, character(at, i, encoded));
  store<u8>(to, <u8>LESS);
  putPair(to + 1, character(at, CHARACTERS, encoded));
  store<u8>(to, <u8>GREATER, 3);
  return to + 4;
}

function character(at: u32, i: u32, encoded: bool): u32 {
  return encoded ? ((byte(at + i * 2) - A) << 4) | (byte(at + i * 2 + 1) - A) : byte(at + i);
}

/** Names are filled up with blanks, the one that stands for all with zeros (RFC 1002 section 4.2.18). */
function isFilling(b: u32): bool {
  return b == BLANK || b == 0;
}

/** At most four bytes. */
function putCharacter(to: usize, b: u32): usize {
  if (b < BLANK || b >= DELETE) {
    store<u8>(to, <u8>BACKSLASH);
    store<u8>(to, <u8>(48 + b / 100), 1);
    store<u8>(to, <u8>(48 + ((b / 10) % 10)), 2);
    store<u8>(to, <u8>(48 + (b % 10)), 3);
    return to + 4;
  }
  if (b == DOT || b == BACKSLASH) store<u8>(to++, <u8>BACKSLASH);
  store<u8>(to, <u8>b);
  return to + 1;
}
