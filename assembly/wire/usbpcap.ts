// Events of USB as USBPcap captures them on Windows (USBPcap capture format specification). Numbers are little-endian.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |      length of the header     |                               |
// |             ID of the I/O request packet                      |
// |                               |            status             |
// |                               |            function           |
// +---------------+---------------+---------------+---------------+
// |     info      |              bus              |     device
// +---------------+---------------+---------------+---------------+
//  device         |   endpoint    |    transfer   |    length
//                                 +---------------+---------------+
//  of the data                    |  of control transfers: stage;
// of isochronous ones: start frame, packets, errors, each of four bytes, and 12 bytes a packet
import { USB } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { byte, claim, header, le16, le32, le64, malformed, payload, timestamp, truncated } from "../packet";
import { includePayload } from "../options";
import { direction } from "./usb";

const LENGTH: u32 = 0;
const IRP_ID: u32 = 2;
const STATUS: u32 = 10;
const INFO: u32 = 16;
const BUS: u32 = 17;
const DEVICE: u32 = 19;
const ENDPOINT: u32 = 21;
const TRANSFER: u32 = 22;
const DATA_LENGTH: u32 = 23;
const SMALLEST_HEADER: u32 = 27;
const STAGE: u32 = 27;
const CONTROL_HEADER: u32 = 28;
const START_FRAME: u32 = 27;
const PACKETS: u32 = 31;
const ISOCHRONOUS_HEADER: u32 = 39;

/** Info: on the way back from the device. */
const COMPLETED: u32 = 1;

const ISOCHRONOUS: u32 = 0;
const CONTROL: u32 = 2;
const SETUP_STAGE: u32 = 0;

// Event types, which here have the letters of Linux.
const SUBMIT: u32 = 83;
const COMPLETE: u32 = 67;

/** The header of a USB layer in a capture of USBPcap. */
export function decode(): Layer {
  if (!claim(SMALLEST_HEADER)) return truncated();
  const length = le16(LENGTH);
  if (length < SMALLEST_HEADER) return malformed(Status.BAD_LENGTH, length);
  if (!claim(length)) return truncated();
  return isSetup() ? Layer.USBRequestBlockSetup : Layer.None;
}

function isSetup(): bool {
  return byte(TRANSFER) == CONTROL && header >= CONTROL_HEADER && byte(STAGE) == SETUP_STAGE;
}

/** Its record. */
export function record(): void {
  const dataLength = le32(DATA_LENGTH);
  let p = USB.begin();
  p = USB.Timestamp(p, timestamp);
  p = USB.ID(p, le64(IRP_ID));
  p = USB.EventType(p, byte(INFO) & COMPLETED ? COMPLETE : SUBMIT);
  p = USB.TransferType(p, byte(TRANSFER));
  p = USB.Direction(p, direction(byte(ENDPOINT)));
  p = USB.EndpointNumber(p, byte(ENDPOINT) & 0x7f);
  p = USB.DeviceAddress(p, le16(DEVICE));
  p = USB.BusID(p, le16(BUS));
  p = USB.Setup(p, isSetup());
  p = USB.Data(p, dataLength != 0);
  p = USB.Status(p, le32(STATUS));
  p = USB.UrbLength(p, dataLength);
  p = USB.UrbDataLength(p, dataLength);
  if (byte(TRANSFER) == ISOCHRONOUS && header >= ISOCHRONOUS_HEADER) {
    p = USB.UrbStartFrame(p, le32(START_FRAME));
    p = USB.IsoNumDesc(p, le32(PACKETS));
  }
  if (includePayload) p = USB.Payload(p, payload());
  USB.end(p);
}
