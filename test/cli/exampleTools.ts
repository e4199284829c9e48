import { defineTool } from "../../ts/cli/tool.ts";

/** A tool with a flag of every kind, which prints the values it got as JSON. */
export const sort = defineTool({
  name: "sort",
  summary: "sort letters into boxes",
  examples: [{ line: "-r letters.txt --boxes 3", does: "sort into three boxes" }],
  flags: {
    read: { kind: "paths", short: "r", placeholder: "FILE", complete: "file", description: "read letters from this file" },
    out: {
      kind: "string",
      short: "o",
      placeholder: "DIR",
      complete: "directory",
      aliases: ["outDir"],
      description: "put the boxes here",
    },
    boxes: { kind: "integer", default: 2, min: 1, max: 99, description: "how many boxes to fill" },
    order: { kind: "choice", choices: ["up", "down", "random"], default: "up", description: "the order of the letters" },
    include: { kind: "list", complete: ["vowels", "consonants", "digits"], description: "sort only these" },
    timeout: { kind: "duration", default: "1m30s", description: "give up after this time" },
    "box-sep": { kind: "string", default: " ", description: "what stands between two letters" },
    compress: { kind: "boolean", default: true, description: "press the letters together" },
    csv: { kind: "boolean", description: "print a table" },
  },
  refused: { membufSize: "letters are never buffered" },
  positional: { placeholder: "FILE", description: "a further file with letters", complete: "file" },
  async run(values, io, files) {
    await io.stdout.write(`${JSON.stringify({ ...values, files })}\n`);
    return 0;
  },
});

/** A tool that fails in the way it is told to. */
export const fail = defineTool({
  name: "fail",
  summary: "go wrong",
  examples: [],
  flags: {
    how: {
      kind: "choice",
      choices: ["sentence", "bug", "epipe", "interrupt", "code"],
      default: "sentence",
      description: "in which way",
    },
  },
  async run({ how }, io) {
    switch (how) {
      case "sentence":
        throw new Error('cannot read "x": no such file');
      case "bug":
        throw new TypeError("x is not a function");
      case "epipe":
        throw Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
      case "interrupt":
        throw io.signal.reason;
      case "code":
        return 1;
    }
  },
});
