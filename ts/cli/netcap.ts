/* Entry point of the program that holds all tools: dist/netcap.js. The executable is CommonJS, so nothing is awaited out here. */
import { capture } from "./capture.ts";
import { dump } from "./dump.ts";
import { label } from "./label.ts";
import { start } from "./main.ts";
import { util } from "./util.ts";

void start([capture, dump, label, util]);
