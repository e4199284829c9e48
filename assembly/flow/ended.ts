// Connections that have ended wait here for each other: their identifiers are hashes, of which four are computed at once.
import * as communityId from "./communityid";
import { Reason, record } from "./connection";
import { details } from "./history";
import { LANES } from "./lanes";
import * as md5 from "./md5";
import * as sha1 from "./sha1";
import * as table from "./table";
import * as uid from "./uid";

/** Cells that those that wait take at most, which is two each. */
export const CELLS: usize = LANES * 2;

const entries: usize = memory.data(<i32>LANES * 4, 4);
const reasons: usize = memory.data(<i32>LANES);
let count: u32 = 0;

/** Takes a connection out of its table. Its entry is given back when it is recorded, with the next ones or by `recordAll`. */
export function add(flows: usize, entry: usize, reason: Reason): void {
  table.remove(flows, entry, details(entry) ? 2 : 1);
  store<u32>(entries + (count << 2), <u32>entry);
  store<u8>(reasons + count, <u8>reason);
  if (++count == LANES) recordAll(flows);
}

/** Records the connections that wait. */
export function recordAll(flows: usize): void {
  if (!count) return;
  const waiting = count;
  count = 0;
  for (let lane: usize = 0; lane < waiting; lane++) {
    const entry = <usize>load<u32>(entries + (lane << 2));
    uid.prepare(lane, entry);
    communityId.prepare(lane, entry);
  }
  md5.compute();
  sha1.compute();
  for (let lane: usize = 0; lane < waiting; lane++) {
    const entry = <usize>load<u32>(entries + (lane << 2));
    record(entry, load<u8>(reasons + lane), uid.uid(lane), communityId.communityId(lane, entry));
    const more = details(entry);
    if (more) table.give(flows, more);
    table.give(flows, entry);
  }
}
