import { expect, test } from "@jest/globals";
import { parseConfig, printConfig } from "../../ts/cli/config.ts";
import { UsageError } from "../../ts/cli/errors.ts";
import { resolveValues } from "../../ts/cli/values.ts";
import { sort } from "./exampleTools.ts";

const values = (text: string) => resolveValues(sort.flags, [parseConfig(sort, text, "box.conf")]);

test("parseConfig() takes both forms of a line, comments and blanks", () => {
  const text =
    '# a comment\r\n\n  boxes 7\r\norder=down\n\tout =  a dir \nread a,b.txt\nread #c\ncsv\nbox-sep " \\t"\ninclude vowels, digits';
  expect(values(text)).toMatchObject({
    boxes: 7,
    order: "down",
    out: "a dir",
    read: ["a,b.txt", "#c"],
    csv: true,
    "box-sep": " \t",
    include: ["vowels", "digits"],
  });
});

test("parseConfig() reads what the original generates: standard flags and empty strings", () => {
  expect(parseConfig(sort, "gen-config false\nconfig \nout \noutDir x\n", "box.conf")).toEqual([
    { name: "out", text: "x", origin: "box.conf, line 4: out" },
  ]);
});

test.each([
  ["csv\nboxs 3", 'box.conf, line 2: unknown setting "boxs", did you mean "boxes"?'],
  ["no-csv", 'box.conf, line 1: unknown setting "no-csv"'],
  ["= 3", 'box.conf, line 1: write a setting as "name value"'],
  ["boxes many", 'box.conf, line 1: boxes must be a whole number from 1 to 99, not "many"'],
  ['out "a', 'box.conf, line 1: "a is not a string in double quotes, where " is written \\" and \\ is written \\\\'],
  [
    "csv\nmembuf-size 9\nmembufSize=2",
    "box.conf has settings without a meaning here, remove them: membuf-size (line 2), membufSize (line 3)",
  ],
])("parseConfig() refuses %j", (text, message) => {
  expect(() => values(text)).toThrow(new UsageError(message));
});

test("printConfig() lists every flag, and reads back as the defaults", () => {
  const text = printConfig(sort);
  expect(text).toBe(`# Settings of netcap sort. Use this file with --config PATH, or name it in NC_CONFIG.

# read letters from this file
# read FILE

# put the boxes here
# out DIR

# how many boxes to fill
boxes 2

# the order of the letters
order up

# sort only these
# include LIST

# give up after this time
timeout 1m30s

# what stands between two letters
box-sep " "

# press the letters together
compress true

# print a table
csv false
`);
  expect(values(text)).toEqual(resolveValues(sort.flags, []));
});
