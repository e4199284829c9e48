// Connections that have ended wait here for each other: their identifiers are hashes, of which four are computed at once.
import * as communityId from "./communityid";
import { Reason, record } from "./connection";
import { details } from "./history";
import { AT_ONCE } from "./vectors";
import * as md5 from "./md5";
import * as sha1 from "./sha1";
import * as table from "./table";
import * as uid from "./uid";

/** Cells that those that wait take at most, which is two each. */
export const CELLS: usize = AT_ONCE * 2;

const entries: usize = memory.data(<i32>AT_ONCE * 4, 4);
const reasons: usize = memory.data(<i32>AT_ONCE);
let count: u32 = 0;

/** Takes a connection that is not to be found in its table any more. Its cells are given back when it is recorded. */
export function add(flows: usize, entry: usize, reason: Reason): void {
  store<u32>(entries + (count << 2), <u32>entry);
  store<u8>(reasons + count, <u8>reason);
  if (++count == AT_ONCE) recordAll(flows);
}

/** Records the connections that wait. */
export function recordAll(flows: usize): void {
  if (!count) return;
  const waiting = count;
  count = 0;
  for (let place: usize = 0; place < waiting; place++) {
    const entry = <usize>load<u32>(entries + (place << 2));
    uid.prepare(place, entry);
    communityId.prepare(place, entry);
  }
  md5.compute();
  sha1.compute();
  for (let place: usize = 0; place < waiting; place++) {
    const entry = <usize>load<u32>(entries + (place << 2));
    record(entry, load<u8>(reasons + place), uid.uid(place), communityId.communityId(place, entry));
    const more = details(entry);
    if (more) table.give(flows, more);
    table.give(flows, entry);
  }
}
