// What TCP segments say of their connection: its state, the history in Zeek's letters, and where each direction stands in its
// sequence numbers, which tells what came again, out of order or not at all.
import {
  AGAIN,
  Letter,
  GAP,
  LOWER_CASE,
  TURNED,
  ZERO_WINDOW,
  append,
  details,
  isPowerOfTen,
  lettersOf,
  note,
  noted,
  numbered,
  often,
  plainLetters,
  stream,
  streamOf,
} from "./history";
import {
  ACKNOWLEDGED,
  CLEARED,
  CONTENT,
  DETAILS,
  DISORDERED,
  FIRST_SEQUENCE,
  FLAGS,
  FREQUENT_FLAGS,
  GAPS,
  HISTORY,
  HISTORY_LENGTH,
  HOLES,
  HOLES_KNOWN,
  LAST_FIN,
  LAST_RST,
  LAST_SYN,
  MAX_HOLES,
  MISSING,
  NEXT,
  NOTED,
  PAYLOAD,
  RARE_FLAGS,
  RETRANSMITTED,
  SEQUENCE,
  STATES,
  STREAMS,
  STREAM_SIZE,
  Side,
  WINDOW,
  WINDOWS,
  ZERO_WINDOWS,
} from "./layout";

const FIN: u32 = 1;
const SYN: u32 = 2;
const RST: u32 = 4;
const PSH: u32 = 8;
const ACK: u32 = 16;
const ALL_FLAGS: u32 = 0x1ff;

/** What an end of a connection has done last. */
const enum End {
  Silent,
  /** It was met in the middle of the connection. */
  Partial,
  SynSent,
  SynAckSent,
  Established,
  Closed,
  Reset,
  /** Closed and then reset, while the other end was open. */
  ClosedAndReset,
}

/** No window is larger (RFC 7323 section 2.3): what jumps further is no part of the stream. */
const MAX_JUMP: i32 = 1 << 30;

// @ts-ignore: decorator
@inline
function state(entry: usize, side: Side): End {
  return load<u8>(entry + STATES + side);
}

// @ts-ignore: decorator
@inline
function setState(entry: usize, side: Side, to: End): void {
  store<u8>(entry + STATES + side, <u8>to);
}

/** Makes a cell the details of a new connection. */
export function begin(entry: usize, cell: usize): void {
  store<u32>(entry, <u32>cell, DETAILS);
  store<u64>(entry, 0, LAST_SYN);
  store<u64>(entry, 0, LAST_FIN);
  store<u64>(entry, 0, LAST_RST);
  for (let i: usize = 0; i < CLEARED; i += 16) v128.store(cell + i, i64x2.splat(0));
}

/** Whether a packet is a segment with SYN, and whether it is one with FIN or RST. */
// @ts-ignore: decorator
@inline
export function opens(packet: usize): bool {
  return (load<u16>(packet, FLAGS) & SYN) != 0;
}

// @ts-ignore: decorator
@inline
export function ends(packet: usize): bool {
  return (load<u16>(packet, FLAGS) & (FIN | RST)) != 0;
}

/** Whether a segment asks for a connection, and whether it grants one. */
// @ts-ignore: decorator
@inline
export function isRequest(packet: usize): bool {
  return (load<u16>(packet, FLAGS) & (SYN | ACK | RST | FIN)) == SYN;
}

// @ts-ignore: decorator
@inline
export function isGrant(packet: usize): bool {
  return (load<u16>(packet, FLAGS) & (SYN | ACK | RST | FIN)) == (SYN | ACK);
}

/** Whether both ends have closed the connection, or one has reset it. */
// @ts-ignore: decorator
@inline
export function isOver(entry: usize): bool {
  const client = state(entry, 0);
  const server = state(entry, 1);
  return client >= End.Reset || server >= End.Reset || (client == End.Closed && server == End.Closed);
}

/** Whether a side has sent a SYN of any kind. */
// @ts-ignore: decorator
@inline
export function hasOpened(entry: usize, side: Side): bool {
  return (noted(entry, side) & (Letter.S | Letter.H)) != 0;
}

/** Whether a segment with SYN begins another connection between the same ports. */
export function begins(entry: usize, packet: usize, side: Side): bool {
  const own = stream(entry, side);
  const first = load<u32>(own, FIRST_SEQUENCE);
  const sequence = load<u32>(packet, SEQUENCE);
  if (isGrant(packet)) return isOver(entry) && first != sequence;
  if (!isRequest(packet)) return false;
  const known = noted(entry, side);
  // The same SYN again is another attempt, also after the first one was rejected.
  if (known & (Letter.S | Letter.H)) return first != sequence;
  if (isOver(entry)) return true;
  // Where the SYN comes after what it is to begin, the numbers go on with it.
  return (known & Letter.TRACKED) != 0 && first != sequence + 1;
}

/** Adds a segment to its connection. */
// @ts-ignore: decorator
@inline
export function segment(entry: usize, packet: usize, side: Side): void {
  const flags = (<u32>load<u16>(packet, FLAGS)) & ALL_FLAGS;
  const content = load<u32>(packet, CONTENT);
  const window = load<u16>(packet, WINDOW);
  const more = details(entry);
  store<u64>(more, load<u64>(more, WINDOWS) + window, WINDOWS);
  // ACK and PSH are counted side by side.
  const frequent = (<u64>((flags >> 4) & 1)) | ((<u64>((flags >> 3) & 1)) << 32);
  store<u64>(more, load<u64>(more, FREQUENT_FLAGS) + frequent, FREQUENT_FLAGS);
  let letters: u32;
  if (flags & ~(ACK | PSH)) {
    letters = unusual(entry, packet, side, flags);
  } else {
    if (state(entry, side) == End.Silent) join(entry, flags, side);
    letters = plainLetters(flags, content) & ~load<u16>(streamOf(more, side), NOTED);
  }
  if (letters) note(entry, side, letters);
  if (!window) noteClosedWindow(entry, side, flags);
  if (!(flags & RST)) follow(entry, more, packet, side, flags, content);
}

/** Takes in the flags of a segment that has others than ACK and PSH; gives the letters to be noted. */
function unusual(entry: usize, packet: usize, side: Side, flags: u32): u32 {
  const special = flags & (SYN | FIN | RST);
  for (let bits = flags & ~(ACK | PSH); bits; bits &= bits - 1) {
    const counter = flagCounter(details(entry), ctz(bits));
    store<u32>(counter, load<u32>(counter) + 1);
  }
  if (special) advance(entry, flags, side);
  else if (state(entry, side) == End.Silent) join(entry, flags, side);
  const letters = lettersOf(flags, load<u32>(packet, CONTENT));
  return (letters & ~noted(entry, side)) | numbered(entry, packet, side, letters);
}

/** A side has told that it takes nothing; whoever has ended it need not take anything any more. */
function noteClosedWindow(entry: usize, side: Side, flags: u32): void {
  if (flags & (SYN | FIN | RST) || state(entry, side) >= End.Closed) return;
  often(entry, side, details(entry) + ZERO_WINDOWS + (side << 2), ZERO_WINDOW);
}

/** Where segments with a flag are counted, by its bit in the header: PSH and ACK, bits 3 and 4, lie where other counters change, too. */
// @ts-ignore: decorator
@inline
export function flagCounter(more: usize, bit: u32): usize {
  if (bit == 4) return more + FREQUENT_FLAGS;
  if (bit == 3) return more + FREQUENT_FLAGS + 4;
  return more + RARE_FLAGS + ((bit < 3 ? bit : bit - 2) << 2);
}

/** The first segment of a side is in the middle of the connection, unless it answers a SYN with ACK. */
function join(entry: usize, flags: u32, side: Side): void {
  const other: Side = side ^ 1;
  const granted = (flags & ACK) != 0 && state(entry, other) == End.SynAckSent;
  if (granted) setState(entry, other, End.Established);
  setState(entry, side, granted ? End.Established : End.Partial);
}

function advance(entry: usize, flags: u32, side: Side): void {
  const own = state(entry, side);
  const other: Side = side ^ 1;
  const peer = state(entry, other);
  if (flags & RST) {
    if (own < End.Closed) setState(entry, side, End.Reset);
    else if (own == End.Closed && peer != End.Closed) setState(entry, side, End.ClosedAndReset);
    return;
  }
  if (own >= End.Reset) return;
  if (flags & SYN && own < End.SynSent) {
    if (flags & ACK) {
      if (peer == End.SynSent) setState(entry, other, End.Established);
      setState(entry, side, peer == End.SynSent ? End.Established : End.SynAckSent);
    } else {
      if (peer == End.SynAckSent) setState(entry, other, End.Established);
      setState(entry, side, peer == End.SynAckSent ? End.Established : End.SynSent);
    }
  }
  if (!(flags & FIN)) return;
  setState(entry, side, End.Closed);
  // A program that ends without reading on closes its side, and resets what still comes: both sides have closed all the same.
  if (peer == End.ClosedAndReset) setState(entry, other, End.Closed);
}

/** Client and server change places, in the letters of the history, too. */
export function turn(entry: usize): void {
  const more = details(entry);
  for (let i: usize = 0; i < STREAM_SIZE; i += 8) swap(more + STREAMS + i, more + STREAMS + STREAM_SIZE + i);
  for (let i: usize = 0; i < MAX_HOLES * 8; i += 8) swap(more + HOLES + i, more + HOLES + MAX_HOLES * 8 + i);
  store<u64>(more, rotl<u64>(load<u64>(more, GAPS), 32), GAPS);
  store<u64>(more, rotl<u64>(load<u64>(more, ZERO_WINDOWS), 32), ZERO_WINDOWS);
  store<u64>(entry, rotl<u64>(load<u64>(entry, LAST_SYN), 32), LAST_SYN);
  store<u64>(entry, rotl<u64>(load<u64>(entry, LAST_FIN), 32), LAST_FIN);
  store<u64>(entry, rotl<u64>(load<u64>(entry, LAST_RST), 32), LAST_RST);
  const length = <u32>load<u8>(more, HISTORY_LENGTH);
  if (!length) return;
  for (let i: u32 = 0; i < length; i++) {
    const at = more + HISTORY + i;
    if (load<u8>(at) != TURNED) store<u8>(at, load<u8>(at) ^ LOWER_CASE);
  }
  append(entry, 0, TURNED);
}

/** Two numbers in memory change places. */
export function swap(a: usize, b: usize): void {
  const kept = load<u64>(a);
  store<u64>(a, load<u64>(b));
  store<u64>(b, kept);
}

/** Follows the sequence numbers of a direction, and what the other one is told to have got. */
// @ts-ignore: decorator
@inline
function follow(entry: usize, more: usize, packet: usize, side: Side, flags: u32, content: u32): void {
  const own = streamOf(more, side);
  const sequence = load<u32>(packet, SEQUENCE);
  const span = content + ((flags >> 1) & 1) + (flags & 1);
  if (load<u16>(own, NOTED) & Letter.TRACKED) {
    const jump = <i32>(sequence - load<u32>(own, NEXT));
    if (!jump) store<u32>(own, sequence + span, NEXT);
    else if (jump < 0) repeated(entry, own, side, sequence, span, content);
    else if (jump <= MAX_JUMP) miss(entry, own, side, sequence, sequence + span);
  } else {
    store<u16>(own, <u16>(load<u16>(own, NOTED) | Letter.TRACKED), NOTED);
    store<u32>(own, sequence, FIRST_SEQUENCE);
    store<u32>(own, sequence + span, NEXT);
  }
  if (!(flags & ACK)) return;
  const other = streamOf(more, side ^ 1);
  if (!(load<u16>(other, NOTED) & Letter.TRACKED)) return;
  const acknowledged = load<u32>(packet, ACKNOWLEDGED);
  const ahead = <i32>(acknowledged - load<u32>(other, NEXT));
  if (ahead > 0 && ahead <= MAX_JUMP) miss(entry, other, side ^ 1, acknowledged, acknowledged);
}

/** The numbers from the next one up to `from` were not seen; the stream goes on at `to`. */
function miss(entry: usize, own: usize, side: Side, from: u32, to: u32): void {
  const next = load<u32>(own, NEXT);
  const missing = load<u32>(own, MISSING);
  store<u32>(own, missing + min<u32>(from - next, u32.MAX_VALUE - missing), MISSING);
  store<u32>(own, to, NEXT);
  const holes = details(entry) + HOLES + side * (MAX_HOLES * 8);
  let known = <u32>load<u8>(own, HOLES_KNOWN);
  if (known == MAX_HOLES) {
    // What was missed first is given up.
    known--;
    memory.copy(holes, holes + 8, known * 8);
  }
  store<u64>(holes + known * 8, (<u64>next) | ((<u64>from) << 32));
  store<u8>(own, <u8>(known + 1), HOLES_KNOWN);
  often(entry, side, details(entry) + GAPS + (side << 2), GAP);
}

/** A segment with numbers that were passed already: it fills a hole, or comes again. */
function repeated(entry: usize, own: usize, side: Side, sequence: u32, span: u32, content: u32): void {
  if (!span) return;
  const next = load<u32>(own, NEXT);
  const end = sequence + span;
  const known = load<u16>(own, NOTED);
  if (<i32>(end - next) > 0) store<u32>(own, end, NEXT);
  if (<i32>(sequence - load<u32>(own, FIRST_SEQUENCE)) < 0) {
    // What is older than the SYN belongs to another connection; else it is older than where the capture began.
    if (known & (Letter.S | Letter.H) || isProbe(content, span, end, next)) return;
    store<u32>(own, sequence, FIRST_SEQUENCE);
    if (content) store<u32>(own, load<u32>(own, DISORDERED) + 1, DISORDERED);
    return;
  }
  const filled = fillHoles(details(entry) + HOLES + side * (MAX_HOLES * 8), own, sequence, end);
  if (filled) {
    store<u32>(own, load<u32>(own, MISSING) - min(filled, load<u32>(own, MISSING)), MISSING);
    store<u32>(own, load<u32>(own, DISORDERED) + 1, DISORDERED);
    return;
  }
  if (isProbe(content, span, end, next)) return;
  store<u32>(own, load<u32>(own, RETRANSMITTED) + 1, RETRANSMITTED);
  if (!content) return;
  store<u16>(own, <u16>(known | Letter.T), NOTED);
  if (!(known & Letter.T) || isPowerOfTen(load<u32>(own, RETRANSMITTED))) append(entry, side, AGAIN);
}

/** A single byte in front of the next is how a connection is kept alive (RFC 9293 section 3.8.4). */
function isProbe(content: u32, span: u32, end: u32, next: u32): bool {
  return content == 1 && span == 1 && end == next;
}

/** Takes a range of numbers out of the holes of a direction; gives how many of them were in one. */
function fillHoles(holes: usize, own: usize, from: u32, to: u32): u32 {
  let filled: u32 = 0;
  let known = <u32>load<u8>(own, HOLES_KNOWN);
  for (let i: u32 = 0; i < known; i++) {
    const hole = holes + i * 8;
    const begin = load<u32>(hole);
    const end = load<u32>(hole, 4);
    const low = <i32>(from - begin) > 0 ? from : begin;
    const high = <i32>(end - to) > 0 ? to : end;
    if (<i32>(high - low) <= 0) continue;
    filled += high - low;
    if (low == begin && high == end) {
      known--;
      memory.copy(hole, hole + 8, (known - i) * 8);
      i--;
    } else if (low == begin) {
      store<u32>(hole, high);
    } else {
      store<u32>(hole, low, 4);
      if (high != end && known < MAX_HOLES) {
        store<u64>(holes + known * 8, (<u64>high) | ((<u64>end) << 32));
        known++;
      }
    }
  }
  store<u8>(own, <u8>known, HOLES_KNOWN);
  return filled;
}

/** The state of a connection as Zeek calls it, as a word. */
export function stateName(entry: usize): u64 {
  const client = state(entry, 0);
  const server = state(entry, 1);
  const noClient = client <= End.Partial;
  const noServer = server <= End.Partial;
  if (server >= End.Reset) {
    const unused = client >= End.Reset && !(load<u64>(entry, PAYLOAD) | load<u64>(entry, PAYLOAD + 8));
    if (client == End.SynSent || client == End.SynAckSent || unused) return 0x4a4552; // REJ
    return noClient ? 0x4852545352 : 0x52545352; // RSTRH, RSTR
  }
  if (client >= End.Reset) return noServer ? 0x30534f545352 : 0x4f545352; // RSTOS0, RSTO
  if (client == End.Closed && server == End.Closed) return 0x4653; // SF
  if (client == End.Closed) return noServer ? 0x4853 : 0x3253; // SH, S2
  if (server == End.Closed) return noClient ? 0x524853 : 0x3353; // SHR, S3
  if (client == End.SynSent && server == End.Silent) return 0x3053; // S0
  if (client == End.Established && server == End.Established) return 0x3153; // S1
  return 0x48544f; // OTH
}
