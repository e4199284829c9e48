// What the queries and reports of IGMP version 3 and MLD version 2 have in common: source addresses behind their number, and
// group records (RFC 3376 section 4.2, RFC 3810 section 5.2). They differ in the length of an address.
import { Layer } from "../gen/layer";
import { Status } from "../gen/status";
import { be16, byte, claim, flaw, left } from "../packet";

/** Where a report tells the number of its group records, and where these begin. */
export const NUMBER_OF_RECORDS: u32 = 6;
export const RECORDS: u32 = 8;

// A group record.
export const AUX_DATA_LEN: u32 = 1;
export const RECORD_NUMBER_OF_SOURCES: u32 = 2;
export const RECORD_ADDRESS: u32 = 4;

/** Claims the source addresses of a query that are whole, and marks the packet if it announces more. */
export function claimSources(numberAt: u32, sourcesAt: u32, addressLength: u32): Layer {
  const need = sourcesAt + be16(numberAt) * addressLength;
  if (claim(need)) return Layer.None;
  flaw(Status.TRUNCATED, need);
  claim(sourcesAt + ((left() - sourcesAt) / addressLength) * addressLength);
  return Layer.None;
}

/** Claims the group records of a report that are whole, and marks the packet if it announces more. */
export function claimRecords(addressLength: u32): Layer {
  const least = RECORD_ADDRESS + addressLength;
  let at = RECORDS;
  for (let rest = be16(NUMBER_OF_RECORDS); rest > 0; rest--) {
    const there = left() - at;
    const length = there < least ? least : recordLength(at, addressLength);
    if (length > there) {
      flaw(Status.TRUNCATED, at + length);
      break;
    }
    at += length;
  }
  claim(at);
  return Layer.None;
}

/** Length of the group record at an offset: the group, its sources, and auxiliary data in words of four bytes. */
export function recordLength(at: u32, addressLength: u32): u32 {
  return RECORD_ADDRESS + (1 + be16(at + RECORD_NUMBER_OF_SOURCES)) * addressLength + (byte(at + AUX_DATA_LEN) << 2);
}

/**
 * The number that a code byte stands for: from 128 on it is exponent and mantissa, 1eeemmmm (RFC 3376 section 4.1.1, RFC 3810
 * section 5.1.9).
 */
export function codeValue(at: u32): u64 {
  const code = byte(at);
  return code < 0x80 ? code : ((code & 15) | 16) << (((code >> 4) & 7) + 3);
}
