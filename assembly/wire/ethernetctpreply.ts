// Reply message of the Ethernet Configuration Testing Protocol (The Ethernet, Version 2.0, 1982, section 8).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------------------------+-------------------------------+
// |            function           |         receipt number        |
// |                             data                              |
import { EthernetCTPReply } from "../gen/records";
import { Layer } from "../gen/layer";
import { claim, le16, payload, timestamp, truncated } from "../packet";

const FUNCTION: u32 = 0;
const RECEIPT_NUMBER: u32 = 2;
const HEADER_LEN: u32 = 4;

export function decode(): Layer {
  return claim(HEADER_LEN) ? Layer.None : truncated();
}

export function record(): void {
  let p = EthernetCTPReply.begin();
  p = EthernetCTPReply.Timestamp(p, timestamp);
  p = EthernetCTPReply.Function(p, le16(FUNCTION));
  p = EthernetCTPReply.ReceiptNumber(p, le16(RECEIPT_NUMBER));
  p = EthernetCTPReply.Data(p, payload());
  EthernetCTPReply.end(p);
}
