import { explainFlaw } from "../core/explain.ts";
import { flawAt } from "../core/statistics.ts";
import { TextBuffer } from "../record/textBuffer.ts";
import { TimestampWriter } from "../record/timestampWriter.ts";

/** Bytes of an entry: number and time of the packet (u64), layer, status, offset, need, have, limiter (u32). */
const ENTRY = 40;

const text = new TextBuffer();
const times = new TimestampWriter(true);

/** Makes JSON Lines of the lane of verdicts, a line for each malformed packet; good until the next call. */
export function errorLines(lane: Uint8Array): Uint8Array {
  const view = new DataView(lane.buffer, lane.byteOffset, lane.length);
  const word = (at: number) => view.getUint32(at, true);
  text.length = 0;
  for (let at = 0; at < lane.length; at += ENTRY) {
    const flaw = flawAt(view, at + 24, word(at + 16), word(at + 20));
    text.ascii(`{"packet":${view.getBigUint64(at, true)},"time":"`);
    times.append(text, word(at + 8), view.getInt32(at + 12, true));
    text.ascii(`","layer":${JSON.stringify(flaw.layer)},"reason":${JSON.stringify(explainFlaw(flaw))}}\n`);
  }
  return text.view();
}
