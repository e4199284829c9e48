/* Entry point of the program that holds all tools: dist/netcap.js. */
import { capture } from "./capture.ts";
import { dump } from "./dump.ts";
import { start } from "./main.ts";

await start([capture, dump]);
