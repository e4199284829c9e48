import { start } from "../../ts/cli/main.ts";
import { defineTool } from "../../ts/cli/tool.ts";

/* A program of tools that need a real process; start.test.ts bundles and runs it. */

const cat = defineTool({
  name: "cat",
  summary: "copy standard input to standard output",
  examples: [],
  flags: {},
  async run(_values, io) {
    io.stderr.write("ready\n");
    for await (const chunk of io.stdin.chunks()) await io.stdout.write(chunk);
    io.stderr.write(io.signal.aborted ? "stopped\n" : "done\n");
    return 0;
  },
});

const yes = defineTool({
  name: "yes",
  summary: "write for ever",
  examples: [],
  flags: {},
  async run(_values, io) {
    for (;;) await io.stdout.write("y\n".repeat(10_000));
  },
});

const stubborn = defineTool({
  name: "stubborn",
  summary: "go on after the first signal",
  examples: [],
  flags: {},
  async run(_values, io) {
    io.signal.addEventListener("abort", () => io.stderr.write("not yet\n"));
    const timer = setInterval(() => {}, 1000);
    io.stderr.write("ready\n");
    await new Promise(() => timer);
    return 0;
  },
});

const stray = defineTool({
  name: "stray",
  summary: "throw where nobody catches it",
  examples: [],
  flags: {},
  async run() {
    setTimeout(() => {
      throw new TypeError("lost");
    });
    await new Promise(() => {});
    return 0;
  },
});

const surroundings = defineTool({
  name: "surroundings",
  summary: "print what is known of the process",
  examples: [],
  flags: {},
  async run(_values, io) {
    const terminals = [io.stdin, io.stdout, io.stderr].map((stream) => stream.isTerminal);
    const answer = await io.ask("sure?");
    await io.stdout.write(JSON.stringify({ terminals, columns: io.stdout.columns, variable: io.env("NC_TEST") ?? null, answer }));
    return 0;
  },
});

await start([cat, yes, stubborn, stray, surroundings]);
