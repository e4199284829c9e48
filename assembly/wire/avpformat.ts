// Formats of the Diameter AVPs that avpname.ts names.
import { literal } from "../text";
import { LAST_OF_RADIUS } from "./avpname";
import { attributeKind, attributeName, Kind } from "./radiusattributes";

/** Formats of values (RFC 6733 sections 4.2 and 4.3). */
export const enum Format {
  Unknown,
  OctetString,
  UTF8String,
  Unsigned32,
  Unsigned64,
  Integer32,
  Integer64,
  Enumerated,
  Address,
  Time,
  Grouped,
  DiameterIdentity,
  DiameterURI,
  IPFilterRule,
}

/** Format of an AVP without a vendor. */
export function avpFormat(code: u32): Format {
  switch (code) {
    case 33:
    case 44:
    case 411:
    case 442:
    case 460:
    case 462:
    case 463:
    case 464:
      return Format.OctetString;
    case 263:
    case 269:
    case 281:
    case 424:
    case 435:
    case 444:
    case 461:
      return Format.UTF8String;
    case 258:
    case 259:
    case 262:
    case 265:
    case 266:
    case 267:
    case 268:
    case 270:
    case 272:
    case 276:
    case 278:
    case 291:
    case 298:
    case 299:
    case 415:
    case 420:
    case 425:
    case 432:
    case 439:
    case 441:
    case 448:
    case 453:
    case 485:
      return Format.Unsigned32;
    case 287:
    case 363:
    case 364:
    case 365:
    case 366:
    case 412:
    case 414:
    case 417:
    case 419:
    case 421:
    case 465:
      return Format.Unsigned64;
    case 429:
      return Format.Integer32;
    case 447:
      return Format.Integer64;
    case 6:
    case 7:
    case 10:
    case 13:
    case 15:
    case 29:
    case 40:
    case 45:
    case 49:
    case 57:
    case 61:
    case 64:
    case 65:
    case 72:
    case 76:
    case 101:
    case 261:
    case 271:
    case 273:
    case 274:
    case 277:
    case 285:
    case 295:
    case 416:
    case 418:
    case 422:
    case 426:
    case 427:
    case 428:
    case 433:
    case 436:
    case 449:
    case 450:
    case 452:
    case 454:
    case 455:
    case 459:
    case 480:
    case 483:
      return Format.Enumerated;
    case 257:
      return Format.Address;
    case 55:
    case 451:
      return Format.Time;
    case 260:
    case 279:
    case 284:
    case 297:
    case 413:
    case 423:
    case 430:
    case 431:
    case 434:
    case 437:
    case 440:
    case 443:
    case 445:
    case 446:
    case 456:
    case 457:
    case 458:
      return Format.Grouped;
    case 264:
    case 280:
    case 282:
    case 283:
    case 293:
    case 294:
    case 296:
      return Format.DiameterIdentity;
    case 292:
      return Format.DiameterURI;
    case 92:
    case 438:
      return Format.IPFilterRule;
  }
  return code <= LAST_OF_RADIUS && attributeName(code) ? formatOf(attributeKind(code)) : Format.Unknown;
}

/** Format of what is an attribute of RADIUS (RFC 7155 section 4); addresses there are but their bytes. */
function formatOf(kind: Kind): Format {
  return kind == Kind.Text ? Format.UTF8String : kind == Kind.Number ? Format.Unsigned32 : Format.OctetString;
}

/** Name of a format; empty where it is not known. */
export function formatName(format: Format): u64 {
  switch (format) {
    case Format.OctetString:
      return literal("OctetString");
    case Format.UTF8String:
      return literal("UTF8String");
    case Format.Unsigned32:
      return literal("Unsigned32");
    case Format.Unsigned64:
      return literal("Unsigned64");
    case Format.Integer32:
      return literal("Integer32");
    case Format.Integer64:
      return literal("Integer64");
    case Format.Enumerated:
      return literal("Enumerated");
    case Format.Address:
      return literal("Address");
    case Format.Time:
      return literal("Time");
    case Format.Grouped:
      return literal("Grouped");
    case Format.DiameterIdentity:
      return literal("DiameterIdentity");
    case Format.DiameterURI:
      return literal("DiameterURI");
    case Format.IPFilterRule:
      return literal("IPFilterRule");
  }
  return 0;
}
