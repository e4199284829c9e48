// Domain Name System (RFC 1035 section 4.1), and what has the same format: multicast DNS (RFC 6762 section 18), LLMNR
// (RFC 4795 section 2.1) and the NetBIOS name service (RFC 1002 section 4.2).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-+-------+-+-+-+-+-----+-------+
// |           identifier          |Q| code  |A|T|R|R|  Z  | rcode |
// +-------------------------------+-+-------+-+-+-+-+-----+-------+
// |           questions           |            answers            |
// |          authorities          |          additionals          |
// |  questions, then resource records of the other three sections
//
// A question is a name, a type and a class; a resource record goes on after its name with:
//
// +-------------------------------+-------------------------------+
// |              type             |             class             |
// |                              TTL                              |
// |          data length          |              data
//
// Over TCP the length of a message stands in front of it, in two bytes (RFC 1035 section 4.2.2).
import { DNS, DNSMX, DNSQuestion, DNSResourceRecord, DNSSOA, DNSSRV } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, byte, bytes, claim, claimedBe16, enter, flaw, header, left, start, timestamp } from "../packet";
import { ports, transportLayer } from "../context";
import { ipv4, ipv6, literal } from "../text";
import * as failure from "../failure";
import * as name from "./domainname";
import * as netbios from "./netbios";

const ID: u32 = 0;
const FLAGS: u32 = 2;
const QDCOUNT: u32 = 4;
const ANCOUNT: u32 = 6;
const NSCOUNT: u32 = 8;
const ARCOUNT: u32 = 10;
const HEADER_LEN: u32 = 12;

// Of a question or resource record, after its name.
const TYPE: u32 = 0;
const CLASS: u32 = 2;
const QUESTION_LEN: u32 = 4;
const TTL: u32 = 4;
const RDLENGTH: u32 = 8;
const RDATA: u32 = 10;

// Of the data of an SOA record, after its two names (RFC 1035 section 3.3.13).
const SERIAL: u32 = 0;
const REFRESH: u32 = 4;
const RETRY: u32 = 8;
const EXPIRE: u32 = 12;
const MINIMUM: u32 = 16;
const SOA_NUMBERS: u32 = 20;

// Of the data of an SRV record (RFC 2782) and of an MX record (RFC 1035 section 3.3.9).
const PRIORITY: u32 = 0;
const WEIGHT: u32 = 2;
const PORT: u32 = 4;
const TARGET: u32 = 6;
const PREFERENCE: u32 = 0;
const EXCHANGE: u32 = 2;

const enum Type {
  A = 1,
  NS = 2,
  CNAME = 5,
  SOA = 6,
  PTR = 12,
  MX = 15,
  TXT = 16,
  AAAA = 28,
  SRV = 33,
  OPT = 41,
}

const enum Service {
  DNS,
  MDNS,
  LLMNR,
  NBNS,
}

const NBNS_PORT: u32 = 137;
const MDNS_PORT: u32 = 5353;
const LLMNR_PORT: u32 = 5355;

const CHAOS: u32 = 3;
/** Bytes of the length in front of a message over TCP. */
const PREFIX: u32 = 2;
/** No transport takes a longer one: lengths have 16 bits (RFC 1035 section 4.2). */
const LARGEST_MESSAGE: u32 = 65535;
const SMALLEST_NAME: u32 = 1;
const LONGEST_QUESTION: u32 = 255 + QUESTION_LEN;

const RESPONSE: u32 = 0x8000;
const RESPONSE_CODE: u32 = 15;
const QUERY: u32 = 0;
/** The only message without a question or record besides responses (RFC 8490 section 5.4). */
const STATEFUL: u32 = 6;
/** Codes 0 to 2, 4 to 9 and 15 have a meaning, those from 7 on in the NetBIOS name service (RFC 1002 section 4.2.1.1). */
const OPERATIONS: u32 = 0b1000_0011_1111_0111;

export function decode(): Layer {
  const overTCP = transportLayer() == Layer.TCP;
  const prefix = overTCP ? PREFIX : 0;
  if (left() < prefix + HEADER_LEN) return Layer.Declined;
  const length = overTCP ? be16(0) : LARGEST_MESSAGE;
  if (length < HEADER_LEN || !possible(prefix, length)) return Layer.Declined;
  if (overTCP && !begins(length)) return Layer.Declined;
  claim(min(prefix + length, left()));
  return overTCP && header < left() ? Layer.DNS : Layer.None;
}

/**
 * Whether the header of a message of a length can be one. Counts for which the message has no room are the sign of another
 * protocol; they also bound the loops over the sections.
 */
function possible(at: u32, length: u32): bool {
  const flags = be16(at + FLAGS);
  const operation = (flags >> 11) & 15;
  const questions = be16(at + QDCOUNT);
  const records = be16(at + ANCOUNT) + be16(at + NSCOUNT) + be16(at + ARCOUNT);
  const least = questions * (SMALLEST_NAME + QUESTION_LEN) + records * (SMALLEST_NAME + RDATA);
  if (!((OPERATIONS >> operation) & 1) || least > length - HEADER_LEN) return false;
  return least != 0 || (flags & RESPONSE) != 0 || operation == STATEFUL;
}

/**
 * Whether a segment begins with the length of a message. Where that came in the segment before, what stands in the place of the
 * flags, or of the count of questions, of which a query has one (RFC 9619), is hardly right. Nor is the length, which without
 * records is that of the questions.
 */
function begins(length: u32): bool {
  const flags = be16(PREFIX + FLAGS);
  const operation = (flags >> 11) & 15;
  const questions = be16(PREFIX + QDCOUNT);
  if (!(flags & RESPONSE) && flags & RESPONSE_CODE) return false;
  if (operation == QUERY && questions > 1) return false;
  if (operation == STATEFUL || be16(PREFIX + ANCOUNT) | be16(PREFIX + NSCOUNT) | be16(PREFIX + ARCOUNT)) return true;
  return length - HEADER_LEN <= questions * LONGEST_QUESTION;
}

export function record(): void {
  service = serviceOf();
  if (transportLayer() != Layer.TCP) {
    message();
    return;
  }
  const cut = be16(0) > header - PREFIX;
  enter(Layer.DNS, start + PREFIX, header - PREFIX, header - PREFIX);
  message();
  // The rest is in another segment.
  if (cut && (failure.status == Status.TRUNCATED || failure.status == Status.CUT)) failure.retract();
}

let service: Service = Service.DNS;

/** The lower port comes first, as it does for what the ports are hints of. */
function serviceOf(): Service {
  const both = ports();
  const low = servicePort(min(both & 0xffff, both >> 16));
  return low == Service.DNS ? servicePort(max(both & 0xffff, both >> 16)) : low;
}

function servicePort(port: u32): Service {
  return port == NBNS_PORT ? Service.NBNS : port == MDNS_PORT ? Service.MDNS : port == LLMNR_PORT ? Service.LLMNR : Service.DNS;
}

function message(): void {
  const flags = claimedBe16(FLAGS);
  let p = DNS.begin();
  p = DNS.Timestamp(p, timestamp);
  p = DNS.ID(p, claimedBe16(ID));
  p = DNS.QR(p, (flags & RESPONSE) != 0);
  p = DNS.OpCode(p, (flags >> 11) & 15);
  p = DNS.AA(p, (flags & 0x0400) != 0);
  p = DNS.TC(p, (flags & 0x0200) != 0);
  p = DNS.RD(p, (flags & 0x0100) != 0);
  p = DNS.RA(p, (flags & 0x0080) != 0);
  p = DNS.Z(p, (flags >> 4) & 7);
  p = DNS.ResponseCode(p, extendedCode() | (flags & 15));
  p = DNS.QDCount(p, claimedBe16(QDCOUNT));
  p = DNS.ANCount(p, claimedBe16(ANCOUNT));
  p = DNS.NSCount(p, claimedBe16(NSCOUNT));
  p = DNS.ARCount(p, claimedBe16(ARCOUNT));
  p = sections(p);
  p = DNS.context(p);
  p = DNS.Service(p, literal("DNS|mDNS|LLMNR|NBNS", service));
  DNS.end(p);
}

/**
 * Bits 4 to 11 of the response code, which an OPT record has (RFC 6891 section 6.1.3). It stands behind all that is recorded
 * after the response code, hence this walk ahead, without the text of any name.
 */
function extendedCode(): u32 {
  const additionals = claimedBe16(ARCOUNT);
  if (!additionals) return 0;
  let at = HEADER_LEN;
  for (let n = claimedBe16(QDCOUNT); n; n--) {
    at = name.skip(at);
    if (!at || left() - at < QUESTION_LEN) return 0;
    at += QUESTION_LEN;
  }
  for (let n = claimedBe16(ANCOUNT) + claimedBe16(NSCOUNT) + additionals; n; n--) {
    at = name.skip(at);
    if (!at || left() - at < RDATA) return 0;
    if (n <= additionals && be16(at + TYPE) == Type.OPT) return (be32(at + TTL) >> 24) << 4;
    const length = be16(at + RDLENGTH);
    at += RDATA;
    if (length > left() - at) return 0;
    at += length;
  }
  return 0;
}

/** The sections up to the first question or record that is not whole: where the next one begins nobody knows. */
function sections(p: usize): usize {
  name.reset(service == Service.NBNS);
  next = HEADER_LEN;
  for (let n = claimedBe16(QDCOUNT); n && next; n--) p = question(p, next);
  for (let n = claimedBe16(ANCOUNT); n && next; n--) p = resourceRecord(p, next, ANCOUNT);
  for (let n = claimedBe16(NSCOUNT); n && next; n--) p = resourceRecord(p, next, NSCOUNT);
  for (let n = claimedBe16(ARCOUNT); n && next; n--) p = resourceRecord(p, next, ARCOUNT);
  return p;
}

/** Where the question or resource record read last ends; 0 where it is not whole. */
let next: u32 = 0;

/** Records the question at an offset. */
function question(p: usize, at: u32): usize {
  const owner = name.read(at, left());
  const fixed = name.end;
  next = 0;
  if (!fixed || !whole(fixed, QUESTION_LEN)) return p;
  next = fixed + QUESTION_LEN;
  const from = DNS.Questions(p);
  p = DNSQuestion.Name(from, owner);
  p = DNSQuestion.Type(p, be16(fixed + TYPE));
  p = DNSQuestion.Class(p, be16(fixed + CLASS));
  return DNSQuestion.end(p, from);
}

/** Likewise a resource record of the section whose count stands at an offset of the header. */
function resourceRecord(p: usize, at: u32, section: u32): usize {
  const owner = name.read(at, left());
  const fixed = name.end;
  next = 0;
  if (!fixed || !whole(fixed, RDATA)) return p;
  const data = fixed + RDATA;
  const length = be16(fixed + RDLENGTH);
  if (!whole(data, length)) return p;
  next = data + length;
  const from = open(p, section);
  const type = be16(fixed + TYPE);
  const kind = be16(fixed + CLASS);
  p = DNSResourceRecord.Name(from, owner);
  p = DNSResourceRecord.Type(p, type);
  p = DNSResourceRecord.Class(p, kind);
  p = DNSResourceRecord.TTL(p, be32(fixed + TTL));
  p = DNSResourceRecord.DataLength(p, length);
  p = DNSResourceRecord.Data(p, bytes(data, length));
  // A record without data stands for others in a dynamic update (RFC 2136 section 2.4).
  if (length) p = meaning(p, type, kind, data, data + length);
  return DNSResourceRecord.end(p, from);
}

/** Whether the message has `size` bytes more at an offset within it; marks the packet where not. */
function whole(at: u32, size: u32): bool {
  if (size <= left() - at) return true;
  flaw(Status.TRUNCATED, at + size);
  return false;
}

function open(p: usize, section: u32): usize {
  return section == ANCOUNT ? DNS.Answers(p) : section == NSCOUNT ? DNS.Authorities(p) : DNS.Additionals(p);
}

/** The field of the record's type. Where the data is not whole there is none, but the record and those after it stay. */
function meaning(p: usize, type: u32, kind: u32, at: u32, stop: u32): usize {
  // The types of NetBIOS have numbers that mean others in DNS.
  if (service == Service.NBNS && (type == netbios.NB || type == netbios.NBSTAT)) return netbios.data(p, type, at, stop);
  switch (type) {
    case Type.A:
      // In class CH it is a name and a number (RFC 1034 section 3.6).
      return kind != CHAOS && exactly(4, at, stop) ? DNSResourceRecord.IP(p, ipv4(at)) : p;
    case Type.AAAA:
      return exactly(16, at, stop) ? DNSResourceRecord.IP(p, ipv6(at)) : p;
    case Type.NS:
      return DNSResourceRecord.NS(p, name.read(at, stop));
    case Type.CNAME:
      return DNSResourceRecord.CNAME(p, name.read(at, stop));
    case Type.PTR:
      return DNSResourceRecord.PTR(p, name.read(at, stop));
    case Type.SOA:
      return startOfAuthority(p, at, stop);
    case Type.SRV:
      return serviceLocation(p, at, stop);
    case Type.MX:
      return mailExchange(p, at, stop);
    case Type.TXT:
      return characterStrings(p, at, stop);
  }
  return p;
}

function exactly(size: u32, at: u32, stop: u32): bool {
  if (stop - at == size) return true;
  flaw(Status.BAD_PART, at);
  return false;
}

function startOfAuthority(p: usize, at: u32, stop: u32): usize {
  const server = name.read(at, stop);
  if (!name.end) return p;
  const mailbox = name.read(name.end, stop);
  const numbers = name.end;
  if (!numbers || !exactly(SOA_NUMBERS, numbers, stop)) return p;
  const from = DNSResourceRecord.SOA(p);
  p = DNSSOA.MName(from, server);
  p = DNSSOA.RName(p, mailbox);
  p = DNSSOA.Serial(p, be32(numbers + SERIAL));
  p = DNSSOA.Refresh(p, be32(numbers + REFRESH));
  p = DNSSOA.Retry(p, be32(numbers + RETRY));
  p = DNSSOA.Expire(p, be32(numbers + EXPIRE));
  p = DNSSOA.Minimum(p, be32(numbers + MINIMUM));
  return DNSSOA.end(p, from);
}

/** Names in SRV records should not be compressed, but are (RFC 2782, RFC 3597 section 4). */
function serviceLocation(p: usize, at: u32, stop: u32): usize {
  const target = name.read(at + TARGET, stop);
  if (!name.end) return p;
  const from = DNSResourceRecord.SRV(p);
  p = DNSSRV.Priority(from, be16(at + PRIORITY));
  p = DNSSRV.Weight(p, be16(at + WEIGHT));
  p = DNSSRV.Port(p, be16(at + PORT));
  p = DNSSRV.Name(p, target);
  return DNSSRV.end(p, from);
}

function mailExchange(p: usize, at: u32, stop: u32): usize {
  const exchange = name.read(at + EXCHANGE, stop);
  if (!name.end) return p;
  const from = DNSResourceRecord.MX(p);
  p = DNSMX.Preference(from, be16(at + PREFERENCE));
  p = DNSMX.Name(p, exchange);
  return DNSMX.end(p, from);
}

/** A string takes at least its length octet, so the data bounds their number to 65535. */
function characterStrings(p: usize, at: u32, stop: u32): usize {
  while (at < stop) {
    const length = byte(at);
    if (length >= stop - at) {
      flaw(Status.BAD_PART, at);
      break;
    }
    p = DNSResourceRecord.TXTs(p, bytes(at + 1, length));
    at += 1 + length;
  }
  return p;
}
