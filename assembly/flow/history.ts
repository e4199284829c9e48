// The history of a TCP connection in Zeek's letters, and where the details of it are that segments change.
import {
  DETAILS,
  HISTORY,
  HISTORY_LENGTH,
  LAST_FIN,
  LAST_RST,
  LAST_SYN,
  MAX_HISTORY,
  NOTED,
  SEQUENCE,
  STREAMS,
  STREAM_SIZE,
  Side,
} from "./layout";

const FIN: u32 = 1;
const SYN: u32 = 2;
const RST: u32 = 4;
const ACK: u32 = 16;

/** Letters of the history that a direction has, as bits; the last says that its sequence numbers are known. */
export const enum Letter {
  S = 1,
  H = 2,
  D = 4,
  A = 8,
  F = 16,
  R = 32,
  Q = 64,
  I = 128,
  T = 256,
  /** S, H, F and R: they stand again where the sequence number is another. */
  NUMBERED = 51,
  TRACKED = 0x8000,
}

/** "SHDAFRQIT", in the order of the bits. */
const LETTERS: usize = memory.data<u8>([83, 72, 68, 65, 70, 82, 81, 73, 84]);
/** Letters that stand for what is counted: T, G, W; and the sign of a change of places. */
export const AGAIN: u8 = 84;
export const GAP: u8 = 71;
export const ZERO_WINDOW: u8 = 87;
export const TURNED: u8 = 94;
export const LOWER_CASE: u8 = 32;

/** Where the details of a connection are. */
// @ts-ignore: decorator
@inline
export function details(entry: usize): usize {
  return load<u32>(entry, DETAILS);
}

/** Where the numbers of a direction are, in details and of a connection. */
// @ts-ignore: decorator
@inline
export function streamOf(more: usize, side: Side): usize {
  return more + STREAMS + side * STREAM_SIZE;
}

// @ts-ignore: decorator
@inline
export function stream(entry: usize, side: Side): usize {
  return streamOf(details(entry), side);
}

/** Letters that a direction has had. */
// @ts-ignore: decorator
@inline
export function noted(entry: usize, side: Side): u32 {
  return load<u16>(stream(entry, side), NOTED);
}

/** Letters of a segment with these flags and so much content. */
export function lettersOf(flags: u32, content: u32): u32 {
  return flags & (SYN | FIN | RST) ? specialLetters(flags, content) : plainLetters(flags, content);
}

/** The same of one that neither opens nor closes anything. */
// @ts-ignore: decorator
@inline
export function plainLetters(flags: u32, content: u32): u32 {
  return content ? Letter.D : flags & ACK ? Letter.A : 0;
}

function specialLetters(flags: u32, content: u32): u32 {
  const special = flags & (SYN | FIN | RST);
  let letters: u32 = special == FIN ? Letter.F : Letter.R;
  if (special & SYN && special != SYN) letters = Letter.Q;
  else if (special == (FIN | RST)) letters = Letter.I;
  else if (special == SYN) letters = flags & ACK ? Letter.H : Letter.S;
  return content && !(flags & RST) ? letters | Letter.D : letters;
}

/** Which letters go with another sequence number than the last time; their numbers are kept. */
export function numbered(entry: usize, packet: usize, side: Side, letters: u32): u32 {
  const sequence = load<u32>(packet, SEQUENCE);
  let others: u32 = 0;
  for (let bits = letters & Letter.NUMBERED; bits; bits &= bits - 1) {
    const letter = bits & -bits;
    const last = entry + (letter == Letter.F ? LAST_FIN : letter == Letter.R ? LAST_RST : LAST_SYN) + (side << 2);
    if (load<u32>(last) != sequence) others |= letter;
    store<u32>(last, sequence);
  }
  return others;
}

/** Notes letters of a packet. */
export function note(entry: usize, side: Side, letters: u32): void {
  const own = stream(entry, side);
  store<u16>(own, <u16>(load<u16>(own, NOTED) | letters), NOTED);
  for (let bits = letters; bits; bits &= bits - 1) append(entry, side, load<u8>(LETTERS + ctz(bits)));
}

/** Adds a letter, unless there is no room for more. */
export function append(entry: usize, side: Side, letter: u8): void {
  const more = details(entry);
  const length = <u32>load<u8>(more, HISTORY_LENGTH);
  if (length == MAX_HISTORY) return;
  store<u8>(more + HISTORY + length, side ? letter | LOWER_CASE : letter);
  store<u8>(more, <u8>(length + 1), HISTORY_LENGTH);
}

/** Counts what is noted again at ten, a hundred, a thousand … */
export function often(entry: usize, side: Side, counter: usize, letter: u8): void {
  const count = load<u32>(counter) + 1;
  store<u32>(counter, count);
  if (isPowerOfTen(count)) append(entry, side, letter);
}

/** Whether a count is one at which its letter stands again. */
export function isPowerOfTen(n: u32): bool {
  while (n > 9 && n % 10 == 0) n /= 10;
  return n == 1;
}
