// Modbus/TCP: the MBAP header (Modbus Messaging on TCP/IP Implementation Guide V1.0b section 3.1.3) in front of a PDU (Modbus
// Application Protocol Specification V1.1b3 section 4.1).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |         transaction ID        |          protocol ID          |
// +-------------------------------+---------------+-+-------------+
// |             length            |    unit ID    |E|  function   |
// +-------------------------------+---------------+-+-------------+
// |                              data
import { Modbus } from "../gen/records";
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, bytes, flaw, header, left, timestamp } from "../packet";
import { includePayload } from "../options";
import { message } from "./segment";

const TRANSACTION_ID: u32 = 0;
const PROTOCOL_ID: u32 = 2;
const LENGTH: u32 = 4;
const UNIT_ID: u32 = 6;
const FUNCTION: u32 = 7;
const DATA: u32 = 8;

const MODBUS: u32 = 0;
const E: u32 = 0x80;
/** Unit and function, and what the largest PDU of 253 bytes makes of them. */
const SHORTEST: u32 = 2;
const LONGEST: u32 = 254;
/** Unit, function and the exception code. */
const EXCEPTION_LENGTH: u32 = 3;

export function decode(): Layer {
  if (left() < DATA || be16(PROTOCOL_ID) != MODBUS) return Layer.Declined;
  const length = be16(LENGTH);
  const code = byte(FUNCTION);
  if (length < SHORTEST || length > LONGEST || !(code & ~E)) return Layer.Declined;
  if (code & E && length != EXCEPTION_LENGTH) flaw(Status.BAD_LENGTH, length);
  return message(UNIT_ID + length, Layer.Modbus);
}

export function record(): void {
  const code = byte(FUNCTION);
  let p = Modbus.begin();
  p = Modbus.Timestamp(p, timestamp);
  p = Modbus.TransactionID(p, be16(TRANSACTION_ID));
  p = Modbus.ProtocolID(p, be16(PROTOCOL_ID));
  p = Modbus.Length(p, be16(LENGTH));
  p = Modbus.UnitID(p, byte(UNIT_ID));
  if (includePayload) p = Modbus.Payload(p, bytes(DATA, header - DATA));
  p = Modbus.Exception(p, (code & E) != 0);
  p = Modbus.FunctionCode(p, code & ~E);
  p = Modbus.context(p);
  Modbus.end(p);
}
