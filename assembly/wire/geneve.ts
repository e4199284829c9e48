// Generic Network Virtualization Encapsulation (RFC 8926 sections 3.4 and 3.5).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---+-----------+-+-+-----------+-------------------------------+
// |ver|  opt len  |O|C|    rsvd   |         protocol type         |
// +---+-----------+-+-+-----------+---------------+---------------+
// |           virtual network identifier          |    reserved   |
// |                         options, each:                        |
// +-------------------------------+---------------+-----+---------+
// |          option class         |      type     |flags|  length |
// |                      data, length * 4 bytes                   |
import { Geneve, GeneveOption } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be24, byte, bytes, claim, flaw, header, left, payloadLength, timestamp, truncated } from "../packet";
import { tunnelled } from "./ethernet";

const VERSION_OPT_LEN: u32 = 0;
const FLAGS: u32 = 1;
const PROTOCOL_TYPE: u32 = 2;
const VNI: u32 = 4;
const RESERVED: u32 = 7;
const OPTIONS: u32 = 8;

// Of an option.
const TYPE: u32 = 2;
const FLAGS_LENGTH: u32 = 3;
const DATA: u32 = 4;

const O: u32 = 0x80;
const C: u32 = 0x40;
const RSVD: u32 = 0x3f;
const SMALLEST_ETHER_TYPE: u32 = 0x600;

/** Bits that a sender has to leave zero tell other protocols. */
export function decode(): Layer {
  if (left() < OPTIONS || byte(VERSION_OPT_LEN) >> 6 || byte(FLAGS) & RSVD || byte(RESERVED)) return Layer.Declined;
  if (be16(PROTOCOL_TYPE) < SMALLEST_ETHER_TYPE) return Layer.Declined;
  if (!claim(OPTIONS + optionsLength())) return truncated();
  let at = OPTIONS;
  while (at < header) {
    const length = optionLength(at);
    if (length > header - at) {
      flaw(Status.BAD_PART, at);
      break;
    }
    at += length;
  }
  return payloadLength() ? tunnelled(be16(PROTOCOL_TYPE)) : Layer.None;
}

/** In bytes, a multiple of four. */
function optionsLength(): u32 {
  return (byte(VERSION_OPT_LEN) & 63) << 2;
}

/** Likewise that of the option at an offset with its own header, so there are 63 options at most. */
function optionLength(at: u32): u32 {
  return DATA + ((byte(at + FLAGS_LENGTH) & 31) << 2);
}

export function record(): void {
  let p = Geneve.begin();
  p = Geneve.Timestamp(p, timestamp);
  p = Geneve.Version(p, byte(VERSION_OPT_LEN) >> 6);
  p = Geneve.OptionsLength(p, optionsLength());
  p = Geneve.OAMPacket(p, (byte(FLAGS) & O) != 0);
  p = Geneve.CriticalOption(p, (byte(FLAGS) & C) != 0);
  p = Geneve.Protocol(p, be16(PROTOCOL_TYPE));
  p = Geneve.VNI(p, be24(VNI));
  for (let at = OPTIONS; at < header;) {
    const length = optionLength(at);
    if (length > header - at) break;
    p = option(Geneve.Options(p), at, length);
    at += length;
  }
  Geneve.end(p);
}

function option(from: usize, at: u32, length: u32): usize {
  let p = GeneveOption.Class(from, be16(at));
  p = GeneveOption.Type(p, byte(at + TYPE));
  p = GeneveOption.Flags(p, byte(at + FLAGS_LENGTH) >> 5);
  p = GeneveOption.Length(p, length);
  p = GeneveOption.Data(p, bytes(at + DATA, length - DATA));
  return GeneveOption.end(p, from);
}
