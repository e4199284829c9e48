// Attributes of RADIUS (RFC 2865 section 5, RFC 2866 section 5, RFC 2868, RFC 2869, RFC 3162, RFC 4675 and others, all in the
// IANA register of RADIUS attribute types), which are AVPs of Diameter, too (RFC 7155 section 4), and further AVPs: those of the
// base protocol (RFC 6733 section 4.5), of EAP (RFC 4072 section 4), of accounting and credit control (RFC 7155 section 4.6,
// RFC 8506 section 8). They are listed in attributes.tsv: number, name, format of the value in Diameter, and what it is in
// RADIUS. The formats of attributes of RADIUS are those that RFC 7155 section 4 gives; tunnel attributes, which may begin with a
// tag, count as others.
import { attributes, END, Format, Kind } from "../gen/attributes";

// An attribute in the list.
const NUMBER = 0;
const FORMAT = 2;
const KIND = 3;
const LENGTH = 4;
const NAME: usize = 5;

/** The attribute with a number, for the functions below; 0 where it is not known. */
export function attribute(number: u32): usize {
  let at = attributes;
  while (load<u16>(at, NUMBER) != number) {
    at += NAME + load<u8>(at, LENGTH);
    if (at == attributes + END) return 0;
  }
  return at;
}

/** Its name; empty for one that is not known. */
export function nameOf(which: usize): u64 {
  return which ? (<u64>(which + NAME)) | ((<u64>load<u8>(which, LENGTH)) << 32) : 0;
}

/** The format of its values in Diameter (RFC 6733 sections 4.2 and 4.3). */
export function formatOf(which: usize): Format {
  return which ? load<u8>(which, FORMAT) : Format.Unknown;
}

/** What its values are in RADIUS. */
export function kindOf(which: usize): Kind {
  return which ? load<u8>(which, KIND) : Kind.Other;
}
