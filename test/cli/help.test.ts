import { expect, test } from "@jest/globals";
import { printHelp } from "../../ts/cli/help.ts";
import { fail, sort } from "./exampleTools.ts";

test("printHelp() explains a tool in 80 columns", () => {
  expect(printHelp(sort, "netcap sort", 40)).toBe(`netcap sort: sort letters into boxes

Usage: netcap sort [flags] [FILE ...]

  FILE                      a further file with letters

Flags:
  -r, --read FILE           read letters from this file
  -o, --out DIR             put the boxes here
      --boxes N             how many boxes to fill (default: 2)
      --order up|down|random
                            the order of the letters (default: up)
      --include LIST        sort only these
      --timeout TIME        give up after this time (default: 1m30s)
      --box-sep TEXT        what stands between two letters (default: " ")
      --[no-]compress       press the letters together (default: on)
      --csv                 print a table

Standard flags:
      --config PATH         read settings from this file
      --gen-config          print a config file with all settings and their
                            defaults
  -h, --help                print this text
  -V, --version             print the version

Examples:
  # sort into three boxes
  netcap sort -r letters.txt --boxes 3

A flag that is not given is taken from the environment (NC_READ for --read),
then from the config file.
`);
});

test("printHelp() fills a wide terminal, and leaves out what a tool has not", () => {
  expect(printHelp({ ...fail, flags: {} }, "fail", 200)).toBe(`fail: go wrong

Usage: fail [flags]

Standard flags:
      --config PATH         read settings from this file
      --gen-config          print a config file with all settings and their defaults
  -h, --help                print this text
  -V, --version             print the version
`);
});
