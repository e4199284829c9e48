/* Entry point of all threads. */
import { threadData } from "../runtime/threads.ts";
import type { Job } from "./blockDecoder.ts";
import type { LineJob } from "./lineThread.ts";

const { task } = threadData<Job | LineJob>();
if (task === "decode") await import("./decodeThread.ts");
else await import("./lineThread.ts");
