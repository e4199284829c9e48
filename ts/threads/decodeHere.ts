import { Core } from "../core/core.ts";
import { coreModule } from "../core/coreModule.ts";
import { decodeSource, finish, type Reading } from "../core/decodeSource.ts";
import { LanePress } from "../sink/lanePress.ts";
import type { Source } from "../source/source.ts";
import { BLOCK_PACKETS } from "./decodeTalk.ts";
import type { Outcome, Run } from "./run.ts";

/** Decodes captures in this thread; what comes out is the same as with several (decodeInThreads.ts). */
export async function decodeHere(run: Run): Promise<Outcome> {
  const core = new Core(coreModule(), run.options);
  const press = await LanePress.create(run.press, (bytes) => core.deflate(bytes));
  const readings: Reading[] = run.captures.map(() => ({ bytes: 0 }));
  core.share(BLOCK_PACKETS);
  for (const [i, capture] of run.captures.entries()) {
    if (run.signal.aborted && !capture.ahead) break;
    const reading = readings[i] as Reading;
    let source: Source;
    try {
      source = capture.open();
    } catch (failure) {
      reading.failure = failure;
      continue;
    }
    try {
      const progress = () => run.progress(i, source.consumed, core.packetsSeen);
      // A stream that was looked into ends by itself when the run is stopped; what is there of it shall not be lost.
      const signal = capture.ahead ? undefined : run.signal;
      const options = { signal, progress, nextBlock: () => core.beginBlock(true) };
      for await (const lane of decodeSource(core, source, reading, options)) run.take(press.press(lane));
    } finally {
      await source.close();
    }
  }
  for (const lane of finish(core)) run.take(press.press(lane));
  return { readings, statistics: core.statistics() };
}
