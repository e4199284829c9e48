// What the record of a connection tells of the lengths and times of its packets, where that is asked for.
import { Connection } from "../gen/records";
import * as features from "./features";
import { PACKETS } from "./layout";
import * as statistic from "./statistic";

/** Fills the fields of the record of a connection, the last ones that it has. */
export function record(p: usize, entry: usize): usize {
  let packets = load<u32>(entry, PACKETS);
  let at = features.lengths(entry, 0);
  p = Connection.LengthMinClientToServer(p, <u32>statistic.least(at));
  p = Connection.LengthMeanClientToServer(p, statistic.mean(at));
  p = Connection.LengthMaxClientToServer(p, <u32>statistic.greatest(at));
  p = Connection.LengthStdClientToServer(p, statistic.deviation(at, packets));
  at = features.gaps(entry, 0);
  p = Connection.GapMinClientToServer(p, <u64>statistic.least(at));
  p = Connection.GapMeanClientToServer(p, statistic.mean(at));
  p = Connection.GapMaxClientToServer(p, <u64>statistic.greatest(at));
  p = Connection.GapStdClientToServer(p, statistic.deviation(at, packets - <u32>(packets > 0)));
  packets = load<u32>(entry, PACKETS + 4);
  at = features.lengths(entry, 1);
  p = Connection.LengthMinServerToClient(p, <u32>statistic.least(at));
  p = Connection.LengthMeanServerToClient(p, statistic.mean(at));
  p = Connection.LengthMaxServerToClient(p, <u32>statistic.greatest(at));
  p = Connection.LengthStdServerToClient(p, statistic.deviation(at, packets));
  at = features.gaps(entry, 1);
  p = Connection.GapMinServerToClient(p, <u64>statistic.least(at));
  p = Connection.GapMeanServerToClient(p, statistic.mean(at));
  p = Connection.GapMaxServerToClient(p, <u64>statistic.greatest(at));
  p = Connection.GapStdServerToClient(p, statistic.deviation(at, packets - <u32>(packets > 0)));
  at = features.active(entry);
  p = Connection.ActiveMin(p, <u64>statistic.least(at));
  p = Connection.ActiveMean(p, statistic.mean(at));
  p = Connection.ActiveMax(p, <u64>statistic.greatest(at));
  p = Connection.ActiveStd(p, statistic.deviation(at, features.idleCount(entry) + 1));
  at = features.idle(entry);
  p = Connection.IdleMin(p, <u64>statistic.least(at));
  p = Connection.IdleMean(p, statistic.mean(at));
  p = Connection.IdleMax(p, <u64>statistic.greatest(at));
  return Connection.IdleStd(p, statistic.deviation(at, features.idleCount(entry)));
}
