import { describe, expect, test } from "@jest/globals";
import { parseWireCases } from "./wireCases.ts";

function frameOf(line: string): number[] {
  const [one] = parseWireCases("x.md", `# X\n\n## Case\n\n\`\`\`hex\n${line}\n\`\`\`\n\n\`\`\`json\n{}\n\`\`\`\n`);
  return [...(one?.frame ?? [])];
}

describe("the bytes of a case", () => {
  test.each([
    ["45 00", [0x45, 0]],
    ["45 00  00 1c      IPv4, 28 bytes", [0x45, 0, 0, 0x1c]],
    ["45 00  be-24 number", [0x45, 0]],
    ["nothing but comment", []],
  ])("are those in front of the comment: %s", (line, bytes) => {
    expect(frameOf(line)).toEqual(bytes);
  });

  test.each([["45 00  be careful"], ["45 00      ad hoc"], ["45 00      12 bytes"], ["45 00      be"], ["45 00 bytes"]])(
    "are not guessed: %s",
    (line) => {
      expect(() => frameOf(line)).toThrow(`x.md: Case: bytes or a comment in "${line}"?`);
    },
  );
});
