// Vendors that define Diameter AVPs (IANA private enterprise numbers).
import { literal } from "../text";

/** Name of the vendor of an AVP; empty where it is not known. */
export function vendorName(vendor: u32): u64 {
  return literal(
    "|Cisco Systems|Ericsson AB|Microsoft|Huawei Technologies|3rd Generation Partnership Project 2|3rd Generation Partnership Project|European Telecommunications Standards Institute",
    placeOf(vendor),
  );
}

/** The same in short. */
export function vendorID(vendor: u32): u64 {
  return literal("|Cisco|Ericsson|Microsoft|Huawei|3GPP2|3GPP|ETSI", placeOf(vendor));
}

/** Where a vendor is in these lists; 0 for others. */
function placeOf(vendor: u32): u32 {
  switch (vendor) {
    case 9:
      return 1;
    case 193:
      return 2;
    case 311:
      return 3;
    case 2011:
      return 4;
    case 5535:
      return 5;
    case 10415:
      return 6;
    case 13019:
      return 7;
  }
  return 0;
}
