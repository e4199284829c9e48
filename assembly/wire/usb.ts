// Events of USB as Linux captures them (usbmon, Documentation/usb/usbmon.rst), in the byte order of some host; those of
// Windows are in usbpcap.ts.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------------------------------------------------------+
// |                              ID                               |
// |                                                               |
// +---------------+---------------+---------------+---------------+
// |  event type   | transfer type |   endpoint    |    device     |
// +---------------+---------------+---------------+---------------+
// |              bus              |   no setup    |    no data    |
// +-------------------------------+---------------+---------------+
// |                            seconds                            |
// |                                                               |
// +---------------------------------------------------------------+
// |                          microseconds                         |
// +---------------------------------------------------------------+
// |                            status                             |
// +---------------------------------------------------------------+
// |                            length                             |
// +---------------------------------------------------------------+
// |                        captured length                        |
// +---------------------------------------------------------------+
// |                         setup packet                          |
// |                                                               |
// +---------------------------------------------------------------+
// |                           interval                            |   from here on
// +---------------------------------------------------------------+   in memory-mapped
// |                         start frame                           |   captures only
// +---------------------------------------------------------------+
// |                        transfer flags                         |
// +---------------------------------------------------------------+
// |                    isochronous descriptors                    |
// |  these, 16 bytes each                                         |
import { USB } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, be32, be64, byte, bytes, claim, flaw, le16, le32, le64, left, timestamp, truncated } from "../packet";
import { linkType } from "../container/reader";
import { includePayload } from "../options";
import * as usbpcap from "./usbpcap";

const ID: u32 = 0;
const EVENT_TYPE: u32 = 8;
const TRANSFER_TYPE: u32 = 9;
const ENDPOINT: u32 = 10;
const DEVICE: u32 = 11;
const BUS: u32 = 12;
const NO_SETUP: u32 = 14;
const NO_DATA: u32 = 15;
const SECONDS: u32 = 16;
const MICROSECONDS: u32 = 24;
const STATUS: u32 = 28;
const LENGTH: u32 = 32;
const CAPTURED: u32 = 36;
const SETUP: u32 = 40;
const HEADER_LEN: u32 = 48;
const INTERVAL: u32 = 48;
const START_FRAME: u32 = 52;
const TRANSFER_FLAGS: u32 = 56;
const DESCRIPTORS: u32 = 60;
const MAPPED_HEADER_LEN: u32 = 64;
const DESCRIPTOR_LEN: u32 = 16;

const USB_LINUX_MMAPPED: u32 = 220;
const USBPCAP: u32 = 249;

const INBOUND: u32 = 0x80;

/** The setup packet is a layer of its own, though the header goes on behind it. */
export function decode(): Layer {
  if (linkType == USBPCAP) return usbpcap.decode();
  const fixed = fixedLength();
  if (!claim(fixed)) return truncated();
  if (descriptorsLength() > left() - fixed) flaw(Status.TRUNCATED, fixed + <u32>descriptorsLength());
  if (!byte(NO_SETUP)) {
    claim(SETUP);
    return Layer.USBRequestBlockSetup;
  }
  claim(payloadAt());
  return Layer.None;
}

function isMapped(): bool {
  return linkType == USB_LINUX_MMAPPED;
}

function fixedLength(): u32 {
  return isMapped() ? MAPPED_HEADER_LEN : HEADER_LEN;
}

function descriptorsLength(): u64 {
  return isMapped() ? <u64>word(DESCRIPTORS) * DESCRIPTOR_LEN : 0;
}

function payloadAt(): u32 {
  const fixed = fixedLength();
  return fixed + <u32>min<u64>(descriptorsLength(), left() - fixed);
}

/** Buses have small numbers, which tells the byte order. */
function isBigEndian(): bool {
  return be16(BUS) < le16(BUS);
}

function word(at: u32): u32 {
  return isBigEndian() ? be32(at) : le32(at);
}

function long(at: u32): u64 {
  return isBigEndian() ? be64(at) : le64(at);
}

export function record(): void {
  if (linkType == USBPCAP) {
    usbpcap.record();
    return;
  }
  let p = USB.begin();
  p = USB.Timestamp(p, timestamp);
  p = USB.ID(p, long(ID));
  p = USB.EventType(p, byte(EVENT_TYPE));
  p = USB.TransferType(p, byte(TRANSFER_TYPE));
  p = USB.Direction(p, direction(byte(ENDPOINT)));
  p = USB.EndpointNumber(p, byte(ENDPOINT) & ~INBOUND);
  p = USB.DeviceAddress(p, byte(DEVICE));
  p = USB.BusID(p, min(be16(BUS), le16(BUS)));
  p = USB.TimestampSec(p, long(SECONDS));
  p = USB.TimestampUsec(p, word(MICROSECONDS));
  p = USB.Setup(p, !byte(NO_SETUP));
  p = USB.Data(p, !byte(NO_DATA));
  p = USB.Status(p, word(STATUS));
  p = USB.UrbLength(p, word(LENGTH));
  p = USB.UrbDataLength(p, word(CAPTURED));
  if (isMapped()) {
    p = USB.UrbInterval(p, word(INTERVAL));
    p = USB.UrbStartFrame(p, word(START_FRAME));
    p = USB.UrbCopyOfTransferFlags(p, word(TRANSFER_FLAGS));
    p = USB.IsoNumDesc(p, word(DESCRIPTORS));
  }
  if (includePayload) p = USB.Payload(p, bytes(payloadAt(), left() - payloadAt()));
  USB.end(p);
}

/** 1 to the host, 2 to the device. */
export function direction(endpoint: u32): u32 {
  return endpoint & INBOUND ? 1 : 2;
}
