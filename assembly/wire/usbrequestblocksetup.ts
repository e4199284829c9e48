// Setup packet of a USB control transfer (USB 2.0 section 9.3). Numbers are little-endian.
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+-------------------------------+
// |  request type |    request    |             value             |
// +---------------+---------------+-------------------------------+
// |             index             |             length            |
import { USBRequestBlockSetup } from "../gen/records";
import { Layer } from "../gen/layer";
import { byte, claim, le16, timestamp, truncated } from "../packet";

const REQUEST_TYPE: u32 = 0;
const REQUEST: u32 = 1;
const VALUE: u32 = 2;
const INDEX: u32 = 4;
const LENGTH: u32 = 6;
const SETUP_LEN: u32 = 8;

export function decode(): Layer {
  return claim(SETUP_LEN) ? Layer.None : truncated();
}

export function record(): void {
  let p = USBRequestBlockSetup.begin();
  p = USBRequestBlockSetup.Timestamp(p, timestamp);
  p = USBRequestBlockSetup.RequestType(p, byte(REQUEST_TYPE));
  p = USBRequestBlockSetup.Request(p, byte(REQUEST));
  p = USBRequestBlockSetup.Value(p, le16(VALUE));
  p = USBRequestBlockSetup.Index(p, le16(INDEX));
  p = USBRequestBlockSetup.Length(p, le16(LENGTH));
  USBRequestBlockSetup.end(p);
}
