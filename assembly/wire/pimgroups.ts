// The groups of PIM messages: what is joined and pruned (RFC 7761 section 4.9.5), and who serves them (RFC 5059 section 4).
// Nothing can be read behind an address that is cut or of a form that is not known, so a list ends there.
import { PIM, PIMGroup, PIMRendezvousPoint, PIMSource } from "../gen/records";
import { Status } from "../gen/status";
import { be16, byte, flaw, left } from "../packet";
import * as address from "./pimaddress";
import { Form } from "./pimaddress";

// Join/Prune, behind the upstream neighbor, and a group of it, behind its address.
const NUM_GROUPS: u32 = 1;
const HOLD_TIME: u32 = 2;
const COUNTS_LEN: u32 = 4;
const NUM_JOINED: u32 = 0;
const NUM_PRUNED: u32 = 2;

// Bootstrap, behind the address of a group, and behind that of a rendezvous point.
const FRAGMENT_RP_COUNT: u32 = 1;
const RP_COUNTS_LEN: u32 = 4;
const RP_HOLD_TIME: u32 = 0;
const RP_PRIORITY: u32 = 2;
const RP_LEN: u32 = 4;

// Candidate-RP-Adv.
const PREFIX_COUNT: u32 = 0;
const CANDIDATE_PRIORITY: u32 = 1;
const CANDIDATE_HOLD_TIME: u32 = 2;
const CANDIDATE_LEN: u32 = 4;

/** Where to read on; 0 where nobody knows. */
let next: u32 = 0;

/** Records the body of a Join/Prune, Graft or Graft-Ack at an offset. */
export function joinPrune(p: usize, at: u32): usize {
  const neighbor = address.read(at, Form.Unicast);
  const counts = address.end;
  if (!counts) return p;
  const whole = fits(counts, COUNTS_LEN);
  if (whole) p = PIM.HoldTime(p, be16(counts + HOLD_TIME));
  p = PIM.UpstreamNeighbor(p, neighbor);
  if (!whole) return p;
  p = PIM.NumberOfGroups(p, byte(counts + NUM_GROUPS));
  next = counts + COUNTS_LEN;
  for (let rest = byte(counts + NUM_GROUPS); rest > 0 && next; rest--) p = joinPruneGroup(p);
  return p;
}

function joinPruneGroup(p: usize): usize {
  const group = address.read(next, Form.Prefixed);
  const counts = address.end;
  next = 0;
  if (!counts) return p;
  const from = PIM.Groups(p);
  p = begin(from, group);
  if (!fits(counts, COUNTS_LEN)) return PIMGroup.end(p, from);
  next = counts + COUNTS_LEN;
  for (let rest = be16(counts + NUM_JOINED); rest > 0 && next; rest--) p = source(p, true);
  for (let rest = be16(counts + NUM_PRUNED); rest > 0 && next; rest--) p = source(p, false);
  return PIMGroup.end(p, from);
}

/** The fields of a group whose address was read last. */
function begin(from: usize, group: u64): usize {
  let p = PIMGroup.Address(from, group);
  p = PIMGroup.MaskLength(p, address.maskLength);
  return PIMGroup.Flags(p, address.flags);
}

function source(p: usize, joined: bool): usize {
  const text = address.read(next, Form.Prefixed);
  next = address.end;
  if (!next) return p;
  const from = joined ? PIMGroup.Joined(p) : PIMGroup.Pruned(p);
  p = PIMSource.Address(from, text);
  p = PIMSource.MaskLength(p, address.maskLength);
  p = PIMSource.Flags(p, address.flags);
  return PIMSource.end(p, from);
}

/** Records the groups of a Bootstrap from an offset on to the end of the message. */
export function rendezvousPoints(p: usize, at: u32): usize {
  next = at;
  while (next && next < left()) {
    const group = address.read(next, Form.Prefixed);
    const counts = address.end;
    next = 0;
    if (!counts) break;
    const from = PIM.Groups(p);
    p = begin(from, group);
    if (fits(counts, RP_COUNTS_LEN)) {
      next = counts + RP_COUNTS_LEN;
      for (let rest = byte(counts + FRAGMENT_RP_COUNT); rest > 0 && next; rest--) p = rendezvousPoint(p);
    }
    p = PIMGroup.end(p, from);
  }
  return p;
}

function rendezvousPoint(p: usize): usize {
  const text = address.read(next, Form.Unicast);
  const at = address.end;
  next = 0;
  if (!at || !fits(at, RP_LEN)) return p;
  next = at + RP_LEN;
  const from = PIMGroup.RPs(p);
  p = PIMRendezvousPoint.Address(from, text);
  p = PIMRendezvousPoint.HoldTime(p, be16(at + RP_HOLD_TIME));
  p = PIMRendezvousPoint.Priority(p, byte(at + RP_PRIORITY));
  return PIMRendezvousPoint.end(p, from);
}

/** Records the body of a Candidate-RP-Adv at an offset. */
export function candidate(p: usize, at: u32): usize {
  if (!fits(at, CANDIDATE_LEN)) return p;
  const text = address.read(at + CANDIDATE_LEN, Form.Unicast);
  next = address.end;
  if (!next) return p;
  for (let rest = byte(at + PREFIX_COUNT); rest > 0 && next; rest--) p = candidateGroup(p);
  const from = PIM.RP(p);
  p = PIMRendezvousPoint.Address(from, text);
  p = PIMRendezvousPoint.HoldTime(p, be16(at + CANDIDATE_HOLD_TIME));
  p = PIMRendezvousPoint.Priority(p, byte(at + CANDIDATE_PRIORITY));
  return PIMRendezvousPoint.end(p, from);
}

function candidateGroup(p: usize): usize {
  const group = address.read(next, Form.Prefixed);
  next = address.end;
  if (!next) return p;
  const from = PIM.Groups(p);
  return PIMGroup.end(begin(from, group), from);
}

/** Whether the message has `size` bytes more at an offset within it; marks the packet where not. */
function fits(at: u32, size: u32): bool {
  if (size <= left() - at) return true;
  flaw(Status.TRUNCATED, at + size);
  return false;
}
