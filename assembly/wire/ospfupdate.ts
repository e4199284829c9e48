// The link state update packet of OSPF versions 2 and 3 (RFC 2328 section A.3.5, RFC 5340 section A.3.5).
import { LSA, LSUpdate } from "../gen/records";
import { be32 } from "../packet";
import { lsaLength } from "./ospfbody";
import * as version2 from "./ospfv2lsa";
import * as version3 from "./ospfv3lsa";

/** Length of the number of LSAs that the body begins with. */
export const NUMBER_OF_LSAS: u32 = 4;

/** Fills and ends the message of the update whose body begins at an offset. */
export function update(from: usize, body: u32, version: u32): usize {
  const count = be32(body);
  let p = LSUpdate.NumOfLSAs(from, count);
  let at = body + NUMBER_OF_LSAS;
  for (let rest = count; rest > 0; rest--) {
    const length = lsaLength(at);
    if (!length) break;
    const one = LSUpdate.LSAs(p);
    const header = LSA.Header(one);
    const stop = at + length;
    if (version == 2) p = version2.content(version2.header(header, at), at, stop);
    else p = version3.content(version3.header(header, at), at, stop);
    p = LSA.end(p, one);
    at = stop;
  }
  return LSUpdate.end(p, from);
}
