// Vendors that define Diameter AVPs (IANA private enterprise numbers).
import { literal } from "../text";

/** Name of the vendor of an AVP; empty where it is not known. */
export function vendorName(vendor: u32): u64 {
  switch (vendor) {
    case 9:
      return literal("Cisco Systems");
    case 193:
      return literal("Ericsson AB");
    case 311:
      return literal("Microsoft");
    case 2011:
      return literal("Huawei Technologies");
    case 5535:
      return literal("3rd Generation Partnership Project 2");
    case 10415:
      return literal("3rd Generation Partnership Project");
    case 13019:
      return literal("European Telecommunications Standards Institute");
  }
  return 0;
}

/** The same in short. */
export function vendorID(vendor: u32): u64 {
  switch (vendor) {
    case 9:
      return literal("Cisco");
    case 193:
      return literal("Ericsson");
    case 311:
      return literal("Microsoft");
    case 2011:
      return literal("Huawei");
    case 5535:
      return literal("3GPP2");
    case 10415:
      return literal("3GPP");
    case 13019:
      return literal("ETSI");
  }
  return 0;
}
