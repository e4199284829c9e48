// HT Control field of 802.11 frames (IEEE 802.11-2020 section 9.2.4.6): 32 bits, little-endian, in three variants.
//
// bits      HT: bit 0 is 0                       VHT: bits 0 and 1 are 1 and 0       HE: both are 1
//  1        training request                     -                                   aggregated controls
//  2        MRQ                                  MRQ
//  3 to 5   MSI; 2 to 5: 14 for ASEL             MSI, or compressed MSI and STBC
//  6 to 8   MFSI                                 MFSI, or GID-L
//  9 to 15  MFB, or ASEL command (3) and data    NUM_STS (3) and MCS (4)
// 16 to 23  calibration position and sequence,   bandwidth (2) and SNR (6)
//           reserved, CSI/steering (2 each)
// 24 to 28  NDP announcement, reserved           GID-H (3), coding, transmission
// 29        drop eligibility                     unsolicited MFB
// 30        AC constraint                        AC constraint
// 31        RDG/more PPDU                        RDG/more PPDU
import {
  Dot11ASEL,
  Dot11HTControl,
  Dot11HTControlHT,
  Dot11HTControlMFB,
  Dot11HTControlVHT,
  Dot11LinkAdapationControl,
} from "../gen/records";
import { le32 } from "../packet";

/** Bytes of the field. */
export const HT_CONTROL_LEN: u32 = 4;

const VHT: u32 = 1;
const HE: u32 = 3;
const ANTENNA_SELECTION: u32 = 14;
/** Of the SNR in dB that a field of 0 stands for. */
const MEAN_SNR: i32 = 22;

let field: u32 = 0;

// @ts-ignore: decorator
@inline
function bits(from: u32, count: u32): u32 {
  return (field >> from) & ((1 << count) - 1);
}

// @ts-ignore: decorator
@inline
function bit(n: u32): bool {
  return bits(n, 1) != 0;
}

/** Fills and ends the HT Control message that a record has opened, from an offset of the layer. */
export function htControl(from: usize, at: u32): usize {
  field = le32(at);
  let p = from;
  const variant = bits(0, 2);
  if (variant != HE) {
    p = Dot11HTControl.ACConstraint(p, bit(30));
    p = Dot11HTControl.RDGMorePPDU(p, bit(31));
    p = variant == VHT ? vht(Dot11HTControl.VHT(p)) : ht(Dot11HTControl.HT(p));
  }
  return Dot11HTControl.end(p, from);
}

function vht(from: usize): usize {
  const asked = bit(2);
  const unsolicited = bit(29);
  let p = Dot11HTControlVHT.MRQ(from, asked);
  p = Dot11HTControlVHT.UnsolicitedMFB(p, unsolicited);
  if (asked && !unsolicited) p = Dot11HTControlVHT.MSI(p, bits(3, 3));
  p = feedback(Dot11HTControlVHT.MFB(p));
  if (unsolicited) {
    p = Dot11HTControlVHT.CompressedMSI(p, bits(3, 2));
    p = Dot11HTControlVHT.STBCIndication(p, bit(5));
    p = Dot11HTControlVHT.GID(p, (bits(24, 3) << 3) | bits(6, 3));
    p = Dot11HTControlVHT.CodingType(p, bits(27, 1));
    p = Dot11HTControlVHT.FbTXBeamformed(p, bit(28));
  } else {
    p = Dot11HTControlVHT.MFSI(p, bits(6, 3));
  }
  return Dot11HTControlVHT.end(p, from);
}

function feedback(from: usize): usize {
  // The six bits are a signed number.
  const snr = (<i32>(bits(18, 6) << 26)) >> 26;
  let p = Dot11HTControlMFB.NumSTS(from, bits(9, 3));
  p = Dot11HTControlMFB.VHTMCS(p, bits(12, 4));
  p = Dot11HTControlMFB.BW(p, bits(16, 2));
  p = Dot11HTControlMFB.SNR(p, snr + MEAN_SNR);
  return Dot11HTControlMFB.end(p, from);
}

function ht(from: usize): usize {
  let p = linkAdaptation(Dot11HTControlHT.LinkAdapationControl(from));
  p = Dot11HTControlHT.CalibrationPosition(p, bits(16, 2));
  p = Dot11HTControlHT.CalibrationSequence(p, bits(18, 2));
  p = Dot11HTControlHT.CSISteering(p, bits(22, 2));
  p = Dot11HTControlHT.NDPAnnouncement(p, bit(24));
  p = Dot11HTControlHT.DEI(p, bit(29));
  return Dot11HTControlHT.end(p, from);
}

function linkAdaptation(from: usize): usize {
  const selection = bits(2, 4) == ANTENNA_SELECTION;
  const asked = bit(2);
  let p = Dot11LinkAdapationControl.TRQ(from, bit(1));
  p = Dot11LinkAdapationControl.MRQ(p, asked);
  if (asked) p = Dot11LinkAdapationControl.MSI(p, bits(3, 3));
  p = Dot11LinkAdapationControl.MFSI(p, bits(6, 3));
  if (selection) p = antennaSelection(Dot11LinkAdapationControl.ASEL(p));
  else p = Dot11LinkAdapationControl.MFB(p, bits(9, 7));
  return Dot11LinkAdapationControl.end(p, from);
}

function antennaSelection(from: usize): usize {
  let p = Dot11ASEL.Command(from, bits(9, 3));
  p = Dot11ASEL.Data(p, bits(12, 4));
  return Dot11ASEL.end(p, from);
}
