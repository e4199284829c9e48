/* What the threads do that share the packets of a run among them; see decodeInThreads.ts. */
import { onPostDown, postUp, threadData } from "../runtime/threads.ts";
import { BlockDecoder, type Job } from "./blockDecoder.ts";
import type { Down } from "./decodeTalk.ts";

const decoder = await BlockDecoder.create(threadData<Job>(), { say: postUp });
onPostDown<Down>((message) => decoder.hear(message));
await decoder.run();
