import { describe, expect, test } from "@jest/globals";
import { capture } from "../../ts/cli/capture.ts";
import { withCommands } from "../../ts/cli/commands.ts";
import { parseConfig, printConfig } from "../../ts/cli/config.ts";
import { dump } from "../../ts/cli/dump.ts";
import { parseCommandLine } from "../../ts/cli/flags.ts";
import { label } from "../../ts/cli/label.ts";
import type { Tool } from "../../ts/cli/tool.ts";
import { util } from "../../ts/cli/util.ts";
import { resolveValues } from "../../ts/cli/values.ts";

describe.each(withCommands([capture, dump, label, util]).map((tool): [string, Tool] => [tool.name, tool]))(
  "the table of %s",
  (_, tool) => {
    const flags = Object.entries(tool.flags);

    test("has no spelling twice", () => {
      expect(() => parseCommandLine(tool, [])).not.toThrow();
    });

    test("has names and descriptions of one style", () => {
      for (const [name] of flags) expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      for (const text of [tool.summary, ...flags.map(([, flag]) => flag.description), ...tool.examples.map(({ does }) => does)]) {
        expect(text).toMatch(/^\S.*[^.\s]$/);
      }
    });

    test("has examples that parse", () => {
      for (const { line } of tool.examples) {
        const words = line.replace(/ [<>|].*/, "").split(" ");
        expect(() => resolveValues(tool.flags, [parseCommandLine(tool, words).settings])).not.toThrow();
      }
    });

    test("has defaults that its flags take, as the generated config file shows", () => {
      const settings = parseConfig(tool, printConfig(tool), "generated");
      expect(resolveValues(tool.flags, [settings])).toEqual(resolveValues(tool.flags, []));
    });
  },
);
