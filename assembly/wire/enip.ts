// EtherNet/IP encapsulation (ODVA, CIP Networks Library, volume 2, section 2-3). Numbers are little-endian.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |            command            |             length            |
// +-------------------------------+-------------------------------+
// |                         session handle                        |
// |                             status                            |
// |                         sender context                        |
// |                                                               |
// |                            options                            |
// +---------------------------------------------------------------+
// |  data of the command; where it sends data:
// |                        interface handle                       |
// +-------------------------------+-------------------------------+
// |            timeout            |        number of items        |
// +-------------------------------+-------------------------------+
// |           item type           |          item length          |
// |                      data of the item
import { ENIP, ENIPCommandSpecificData } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { bytes, claim, flaw, header, le16, le32, left, start, timestamp } from "../packet";
import { message } from "./segment";

const COMMAND: u32 = 0;
const LENGTH: u32 = 2;
const SESSION_HANDLE: u32 = 4;
const STATUS: u32 = 8;
const SENDER_CONTEXT: u32 = 12;
const OPTIONS: u32 = 20;
const DATA: u32 = 24;
const INTERFACE_HANDLE: u32 = 24;
const ITEM_COUNT: u32 = 30;
const ITEMS: u32 = 32;

const CONTEXT_LEN: u32 = 8;
const ITEM_HEADER: u32 = 4;
/** In front of a message in a connected data item. */
const SEQUENCE_COUNT: u32 = 2;
/** The highest status that is defined. */
const LAST_STATUS: u32 = 0x6a;
const CIP_INTERFACE: u32 = 0;

const enum Command {
  NOP = 0x00,
  /** Reserved for what was there before the specification, and still in use. */
  Legacy = 0x01,
  ListServices = 0x04,
  ListIdentity = 0x63,
  ListInterfaces = 0x64,
  RegisterSession = 0x65,
  UnregisterSession = 0x66,
  SendRRData = 0x6f,
  SendUnitData = 0x70,
  IndicateStatus = 0x72,
  Cancel = 0x73,
  StartDTLS = 0xc8,
}

const enum Item {
  Connected = 0xb1,
  Unconnected = 0xb2,
}

/** Where the encapsulation message ends, and the CIP message in it, whether the segment goes so far or not. */
export let end: usize = 0;
export let itemEnd: usize = 0;

/** There are no options, and no message with other ones may be looked at (section 2-3.7). */
export function decode(): Layer {
  if (left() < DATA || !known(le16(COMMAND)) || le32(STATUS) > LAST_STATUS || le32(OPTIONS)) return Layer.Declined;
  const size = DATA + le16(LENGTH);
  const at = cipMessage(size);
  if (!at) return message(size, Layer.ENIP);
  end = start + size;
  claim(at);
  return Layer.CIP;
}

export function record(): void {
  const command = le16(COMMAND);
  let p = ENIP.begin();
  p = ENIP.Timestamp(p, timestamp);
  p = ENIP.Command(p, command);
  p = ENIP.Length(p, le16(LENGTH));
  p = ENIP.SessionHandle(p, le32(SESSION_HANDLE));
  p = ENIP.Status(p, le32(STATUS));
  p = ENIP.SenderContext(p, bytes(SENDER_CONTEXT, CONTEXT_LEN));
  p = ENIP.Options(p, le32(OPTIONS));
  const from = ENIP.CommandSpecific(p);
  p = ENIPCommandSpecificData.Cmd(from, command);
  p = ENIPCommandSpecificData.Data(p, bytes(DATA, header - DATA));
  p = ENIPCommandSpecificData.end(p, from);
  p = ENIP.context(p);
  ENIP.end(p);
}

function known(command: u32): bool {
  switch (command) {
    case Command.NOP:
    case Command.Legacy:
    case Command.ListServices:
    case Command.ListIdentity:
    case Command.ListInterfaces:
    case Command.RegisterSession:
    case Command.UnregisterSession:
    case Command.SendRRData:
    case Command.SendUnitData:
    case Command.IndicateStatus:
    case Command.Cancel:
    case Command.StartDTLS:
      return true;
  }
  return false;
}

/** Where the CIP message begins in an encapsulation message of a size; 0 where it has none, or the segment cuts it off. */
function cipMessage(size: u32): u32 {
  const command = le16(COMMAND);
  if (command != Command.SendRRData && command != Command.SendUnitData) return 0;
  const there = min(size, left());
  if (there < ITEMS || le32(INTERFACE_HANDLE) != CIP_INTERFACE) return 0;
  let at = ITEMS;
  for (let n = le16(ITEM_COUNT); n && ITEM_HEADER <= there - at; n--) {
    const type = le16(at);
    const length = le16(at + 2);
    at += ITEM_HEADER;
    if (length > size - at) {
      flaw(Status.BAD_PART, at - ITEM_HEADER);
      return 0;
    }
    itemEnd = start + at + length;
    const skipped = type == Item.Connected ? SEQUENCE_COUNT : 0;
    if (type == Item.Connected || type == Item.Unconnected) return length > skipped && there - at > skipped ? at + skipped : 0;
    if (length > there - at) return 0;
    at += length;
  }
  return 0;
}
