import { coreModule } from "../core/coreModule.ts";
import type { Reading } from "../core/decodeSource.ts";
import type { Statistics } from "../core/statistics.ts";
import { threadCode } from "../gen/threadCode.ts";
import { breathe } from "../runtime/process.ts";
import { Thread } from "../runtime/threads.ts";
import { totalSize } from "../source/openSource.ts";
import { BlockDecoder, type Job } from "./blockDecoder.ts";
import { BlockOrder } from "./blockOrder.ts";
import { Control, type Down, type Up } from "./decodeTalk.ts";
import { Feed } from "./feed.ts";
import type { Outcome, Run } from "./run.ts";
import { sumStatistics } from "./sumStatistics.ts";

/**
 * Decodes captures in several threads, this one among them. Each sees all bytes, but records only the blocks of packets that it
 * was the first to claim; one of the others keeps all flows. So threads share no state, and what comes out does not depend on
 * how many they are.
 * @param count of threads, at least 2
 * @returns how each capture was read, and the statistics of all
 * @throws what `take` throws, and what goes wrong in a thread
 */
export async function decodeInThreads(run: Run, count: number): Promise<Outcome> {
  const control = new Control();
  const onAbort = () => control.abort();
  if (run.signal.aborted) onAbort();
  run.signal.addEventListener("abort", onAbort);
  const threads: Thread<Down, Up>[] = [];
  /** Of this thread, which is the last one. */
  const here = count - 1;
  let decoder: BlockDecoder | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const readings: Reading[] = run.captures.map(() => ({ bytes: 0 }));
      const statistics: Statistics[] = [];
      const tell = (thread: number, message: Down, transfer: ArrayBuffer[] = []) => {
        if (thread === here) decoder?.hear(message);
        else threads[thread]?.post(message, transfer);
      };
      const order = new BlockOrder(run.take, (thread, pressed) => {
        const buffers = pressed.flatMap(({ block: { bytes } }) => (bytes.length ? [bytes.buffer as ArrayBuffer] : []));
        tell(thread, { kind: "written", buffers }, buffers);
      });
      const toAll = (message: Down) => {
        for (let thread = 0; thread < count; thread++) tell(thread, message);
      };
      const feeds = run.captures.map((capture, i) => new Feed(capture, i, count, toAll));
      const heard = (thread: number, message: Up) => {
        switch (message.kind) {
          case "records":
            return order.take(thread, message.to, message.pressed);
          case "ready":
            return feeds[message.capture]?.ready();
          case "taken":
            return feeds[message.capture]?.taken();
          case "progress":
            return run.progress(message.capture, message.consumed, message.packets);
          case "reading":
            readings[message.capture] = { ...message.reading, ...feeds[message.capture]?.failed };
            return;
          case "done":
            if (statistics.push(message.statistics) === count) resolve({ readings, statistics: sumStatistics(statistics) });
        }
      };
      const job: Omit<Job, "first"> = {
        task: "decode",
        module: coreModule(),
        options: run.options,
        press: run.press,
        captures: run.captures.map((capture) => capture.plainFile),
        bytes: run.captures.every(({ plainFile }) => plainFile !== undefined) ? totalSize(run.captures) : undefined,
        control: control.memory,
      };
      for (let i = 0; i < here; i++) {
        const onMessage = (message: Up) => {
          try {
            heard(i, message);
          } catch (error) {
            reject(error);
          }
        };
        threads.push(new Thread(threadCode, { ...job, first: i === 0 }, onMessage, reject));
      }
      const takePart = async () => {
        // Nobody listens any more once the run is over, as when a file could not be written.
        const say = (message: Up) => decoder && heard(here, message);
        decoder = await BlockDecoder.create({ ...job, first: false }, { say, breathe });
        await decoder.run();
      };
      takePart().catch(reject);
    });
  } finally {
    control.abort();
    decoder = undefined;
    run.signal.removeEventListener("abort", onAbort);
    await Promise.all(threads.map((thread) => thread.end()));
  }
}
