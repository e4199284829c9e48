// Logical Link Control (IEEE 802.2 section 3).
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-------------+-+-------------+-+---------------+---------------+
// |     DSAP    |I|     SSAP    |C|    control    | control, in numbered PDUs
import { LLC } from "../gen/records";
import { Layer } from "../gen/layer";
import { llcSap } from "../gen/dispatch";
import { Numbering } from "../gen/status";
import { be16, byte, claim, header, payloadLength, timestamp, truncated } from "../packet";
import { unknown } from "../failure";

const DSAP: u32 = 0;
const SSAP: u32 = 1;
const CONTROL: u32 = 2;
const UNNUMBERED_LEN: u32 = 3;
const NUMBERED_LEN: u32 = 4;

/** In group (DSAP) and response addresses (SSAP). */
const FLAG: u32 = 1;
const UNNUMBERED: u32 = 3;
const SUPERVISORY: u32 = 1;
const UNNUMBERED_INFORMATION: u32 = 0x03;
const POLL_FINAL: u32 = 0x10;

const SNAP_SAP: u32 = 0xaa;
/** The access point of bridges is also that of GARP, whose protocol identifier is 1 (IEEE 802.1D-2004 section 12.10.1). */
const BRIDGE_SAP: u32 = 0x42;
const GARP: u32 = 1;

/** Only information PDUs hold data of the protocol that the access point stands for. */
export function decode(): Layer {
  if (!claim(UNNUMBERED_LEN)) return truncated();
  const control = byte(CONTROL);
  const numbered = (control & UNNUMBERED) != UNNUMBERED;
  if (numbered && !claim(NUMBERED_LEN)) return truncated();
  const information = numbered ? (control & UNNUMBERED) != SUPERVISORY : (control & ~POLL_FINAL) == UNNUMBERED_INFORMATION;
  return information && payloadLength() ? user(byte(DSAP) & ~FLAG) : Layer.None;
}

/** The layer behind the header, by its access point. */
function user(sap: u32): Layer {
  const foreign =
    (sap == SNAP_SAP && (byte(SSAP) & ~FLAG) != SNAP_SAP) || (sap == BRIDGE_SAP && payloadLength() > 1 && be16(header) == GARP);
  return foreign ? unknown(Numbering.LLC_SAP, sap) : llcSap(sap);
}

export function record(): void {
  const dsap = byte(DSAP);
  const ssap = byte(SSAP);
  let p = LLC.begin();
  p = LLC.Timestamp(p, timestamp);
  p = LLC.DSAP(p, dsap & ~FLAG);
  p = LLC.IG(p, (dsap & FLAG) != 0);
  p = LLC.SSAP(p, ssap & ~FLAG);
  p = LLC.CR(p, (ssap & FLAG) != 0);
  p = LLC.Control(p, header == UNNUMBERED_LEN ? byte(CONTROL) : be16(CONTROL));
  LLC.end(p);
}
